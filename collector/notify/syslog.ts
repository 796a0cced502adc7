// Owns alarms by syslog: RFC 5424 messages over TCP or TLS with octet counting (RFC 6587 section 3.4.1, RFC 5425), one
// connection each. Syslog acknowledges nothing: what counts as taken is what the other side's kernel has acknowledged by its end.
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectSecure } from 'node:tls'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { cefLine } from './cef.ts'
import { type Channel, SendError } from './channel.ts'
import { paceOf, type SyslogConfig } from './config.ts'
import { ecsEvent } from './ecs.ts'
import { asciiJson } from './machine.ts'
import type { Message } from './message.ts'
import { ocsfFinding } from './ocsf.ts'
import { type Trust, tlsOptions, tlsTrouble, trustOf } from './tls.ts'

const timeoutMs = 20_000
/** Security and authorisation, RFC 5424 table 1. */
const facility = 10
/** RFC 5424 table 2: alert, critical, error, warning, notice. */
const levels: Readonly<Record<Severity, number>> = { critical: 1, high: 2, medium: 3, low: 4, none: 5 }
/** RFC 5612: for examples and for whoever has no number of their own. */
const enterprise = 32473

/** @throws Failure config-invalid */
export function openSyslog(config: SyslogConfig, say: Say): Channel {
  const { name, host, port, security } = config
  const trust = trustOf(config.ca, say)
  return {
    name,
    kind: 'syslog',
    route: config,
    ...paceOf(config, true),
    send: message => {
      const secure = {
        host,
        port,
        // RFC 6066 section 3: an address is no server name.
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...tlsOptions(trust),
      }
      const line = Buffer.from(syslogLine(message, hostname(), config.format))
      const socket = security === 'tls' ? connectSecure(secure) : connectPlain({ host, port })
      return deliver(socket, security, line, trust)
    },
  }
}

/** Without the count of octets. */
export function syslogLine(message: Message, host: string, format: SyslogConfig['format'] = 'text'): string {
  const { id, severity, at, cause, incident } = message
  const head = `<${facility * 8 + levels[severity]}>1 ${isoTime(at)} ${host.replace(/[^\x21-\x7e]/g, '-').slice(0, 255)} sekisho - ${cause}`
  const fields: Record<string, string> = {
    delivery: id,
    severity,
    incident: incident === null ? '' : String(incident.id),
  }
  const data = Object.entries(fields).map(([key, value]) => ` ${key}="${value.replace(/["\\\]]/g, '\\$&')}"`)
  return `${head} [sekisho@${enterprise}${data.join('')}] ${bodies[format](message)}`
}

/** One line each, whatever the message has. */
const bodies: Readonly<Record<SyslogConfig['format'], (message: Message) => string>> = {
  // RFC 5424 section 6.4: UTF-8 is marked by a BOM.
  text: ({ subject, text }) => `\ufeff${`${subject} — ${text}`.replace(/\s*\n\s*/g, ' ')}`,
  // Whoever reads these looks for their first character, which a BOM would not be.
  ecs: message => asciiJson(ecsEvent(message)),
  ocsf: message => asciiJson(ocsfFinding(message)),
  cef: cefLine,
}

function deliver(socket: Socket, security: SyslogConfig['security'], line: Buffer, trust: Trust): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy()
      reject(new SendError(tlsTrouble(error, trust) ?? error.message, true, error))
    }
    const patience = AbortSignal.timeout(timeoutMs)
    patience.addEventListener('abort', () => fail(new Error(trust.say('notify.late'))), { once: true })
    socket.once('error', fail)
    // Its end comes after our own: everything before it was read.
    socket.once('close', () => resolve())
    socket.resume()
    socket.once(security === 'tls' ? 'secureConnect' : 'connect', () => {
      socket.end(Buffer.concat([Buffer.from(`${line.length} `), line]))
    })
  })
}
