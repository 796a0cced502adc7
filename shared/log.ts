// Owns what a log line looks like and where it goes. Secrets never reach it: callers pass fields, and what may
// stand of those is log.fields.ts's. Nor do card numbers, whatever a file is called or an error says.
import winston from 'winston'
import { shownFields } from './log.fields.ts'
import { plainJson } from './plain-json.ts'
import { redactCards } from './redact.cards.ts'

export type LogFields = Readonly<Record<string, unknown>>

export interface Log {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

// Where winston's formats leave the finished line (triple-beam).
const line = Symbol.for('message')

/** Logs are read in terminals, and hold names that others chose. */
const plain = winston.format(info => Object.assign(info, { [line]: plainJson(String(info[line])) }))

/** JSON lines on standard error, or into `file` (10 MB, five kept). */
export function openLog(program: string, level: LogLevel, file?: string): Log {
  const transport = file
    ? new winston.transports.File({
        filename: file,
        maxsize: 10_000_000,
        maxFiles: 5,
        options: { flags: 'a', mode: 0o600 },
      })
    : new winston.transports.Stream({ stream: process.stderr })
  const logger = winston.createLogger({
    level,
    defaultMeta: { program },
    format: winston.format.combine(winston.format.timestamp(), winston.format.json(), plain()),
    transports: [transport],
  })
  const write =
    (at: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      // As one object: given beside a message, fields of the names `message` and `cause` are more to winston than fields.
      logger.log({ ...shownFields(fields), level: at, message: redactCards(message) })
    }
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }
}

/** For tests and for parts that run without a log. */
export const silentLog: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} }
