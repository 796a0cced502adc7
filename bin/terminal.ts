// Owns what reaches the terminal: words in the reader's language, colour where a terminal wants it, and no control character
// that somebody else chose. A reader that went away (EPIPE) ends the program quietly.

import { exitCodes } from '@sekisho/shared/exit.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import {
  isMessageKey,
  type Locale,
  localeOf,
  type MessageKey,
  type MessageParams,
  type Say,
  translator,
} from '@sekisho/shared/messages.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { plainJson } from '@sekisho/shared/plain-json.ts'
import { redactCards } from '@sekisho/shared/redact.cards.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const colours = { red: '31;1', yellow: '33', green: '32', cyan: '36', grey: '90', bold: '1' } as const
export type Colour = keyof typeof colours

/** Standard output and standard error, as the commands see them. */
export interface Terminal {
  readonly locale: Locale
  readonly say: Say
  /** Words for a key that came from outside; what is no key is shown as it is, made visible. */
  sayOf(key: string, params?: MessageParams): string
  /** Whether people look at standard output. */
  readonly interactive: boolean
  /** Columns of standard error or output, where either is a terminal. */
  readonly columns: number
  /** Whether progress may be drawn on standard error. */
  readonly drawsProgress: boolean
  /** Text as it is on standard output, for what is laid out already. */
  print(text: string): void
  /** One line on standard output. The caller has made foreign text visible. */
  line(text?: string): void
  /** A message of the catalogue on standard output, its parameters made visible. */
  tell(key: MessageKey, params?: MessageParams): void
  /** One JSON object on its own line of standard output, as NDJSON. */
  json(row: unknown): void
  /** One line on standard error, which ends up in a journal wherever no terminal is: as in a log, card numbers are hidden. */
  warn(text: string): void
  /** Raw bytes to standard error, for what redraws itself. */
  draw(text: string): void
  colour(colour: Colour, text: string): string
  /** Runs instead of the quiet exit when the reader of standard output has gone. */
  onReaderGone(task: () => void): void
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not reach a terminal.
const controls = /[\u0000-\u001f\u007f-\u009f]/g

/** Foreign text as one line that no terminal obeys: control, bidirectional and invisible characters become signs. */
export function visible(text: string): string {
  const shown = text.replace(controls, sign => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
  return showPath(shown)
}

/** As `visible`, but line breaks stay: for messages of our own that carry foreign text. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

export function openTerminal(environment: Environment): Terminal {
  const locale = localeOf(environment)
  const say = visibleSay(translator(locale))
  const coloured = process.stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
  let readerGone = (): void => {
    process.exit(exitCodes.ok)
  }
  process.stdout.on('error', error => {
    if (errnoOf(error) !== 'EPIPE') throw error
    readerGone()
  })
  // Nobody reads the complaints: the work itself goes on.
  process.stderr.on('error', () => {})
  const line = (text = '') => {
    process.stdout.write(`${text}\n`)
  }
  return {
    locale,
    say,
    sayOf: (key, params) => (isMessageKey(key) ? say(key, params) : visible(key)),
    interactive: process.stdout.isTTY === true,
    columns: process.stderr.columns || process.stdout.columns || 80,
    drawsProgress: process.stderr.isTTY === true && process.stdout.isTTY === true,
    print: text => {
      process.stdout.write(text)
    },
    line,
    tell: (key, params) => line(say(key, params)),
    json: row => line(plainJson(JSON.stringify(row))),
    warn: text => {
      process.stderr.write(`${redactCards(text)}\n`)
    },
    draw: text => {
      process.stderr.write(text)
    },
    colour: (colour, text) => (coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text),
    onReaderGone: task => {
      readerGone = task
    },
  }
}

/** Makes what is filled into messages visible: it is foreign text more often than not. */
export function visibleSay(say: Say): Say {
  return (key, params = {}) =>
    say(
      key,
      Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? visibleLines(value) : value]),
      ),
    )
}
