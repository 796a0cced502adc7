// Owns alarms by e-mail, through nodemailer: plain text, one mail for each alarm and channel, threaded by incident.
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { createTransport } from 'nodemailer'
import { type Channel, SendError } from './channel.ts'
import { type EmailConfig, paceOf } from './config.ts'
import type { Message } from './message.ts'
import { type Environment, readSecret } from './secrets.ts'
import { type Trust, tlsOptions, tlsTrouble, trustOf } from './tls.ts'

const timeoutMs = 20_000

/** @throws Failure config-invalid */
export function openEmail(config: EmailConfig, environment: Environment, say: Say): Channel {
  const { name, host, port, security, user, from, to } = config
  const pass = readSecret(config.passwordFile, config.passwordEnv, environment)
  const trust = trustOf(config.ca, say)
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    tls: tlsOptions(trust),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message is text and nothing else: no part of it may name a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: pass ?? '' } }),
  })
  return {
    name,
    kind: 'email',
    route: config,
    ...paceOf(config, false),
    async send(message) {
      try {
        await transport.sendMail({ from, to, ...mailOf(message, from) })
      } catch (error) {
        throw sendError(error, trust, secretsOf(user, pass))
      }
    },
  }
}

function mailOf({ id, subject, text, incident, host, severity, attached }: Message, from: string) {
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const about =
    incident === null ? (host === null ? null : `host-${sha256Hex(host).slice(0, 16)}`) : `incident-${incident.id}`
  const thread = about === null ? null : `<sekisho-${about}@${domain}>`
  return {
    subject,
    text,
    // The same for each attempt: a mail server that has it already may say so.
    messageId: `<sekisho-${id}@${domain}>`,
    ...(thread === null ? {} : { inReplyTo: thread, references: thread }),
    ...(attached === undefined
      ? {}
      : { attachments: [{ filename: attached.name, content: attached.text, contentType: 'application/x-ndjson' }] }),
    ...(severity === 'critical' ? { priority: 'high' as const } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Sekisho-Delivery': id },
  }
}

/** What the server said is quoted, and it may have repeated what it was told: what is secret of that is covered. */
function sendError(error: unknown, trust: Trust, secrets: readonly string[]): SendError {
  const reason = refusedTls(error) ? trust.say('notify.tls.no-starttls') : tlsTrouble(error, trust)
  // Nothing secret was sent yet where there is no TLS.
  if (reason !== null) return new SendError(reason, !isFinal(error), error)
  const text = error instanceof Error ? error.message : String(error)
  return new SendError(
    secrets.reduce((said, secret) => said.replaceAll(secret, '***'), text),
    !isFinal(error),
  )
}

/** The password as AUTH PLAIN (RFC 4616) and AUTH LOGIN send it, and as it is: the longer first, which hold the shorter. */
function secretsOf(user: string | undefined, pass: string | null): readonly string[] {
  if (user === undefined || pass === null) return []
  return [`\0${user}\0${pass}`, pass].map(text => Buffer.from(text).toString('base64')).concat(pass)
}

/**
 * The server, or somebody before it, does not do what STARTTLS asks (nodemailer's codes). Who refuses EHLO offers nothing:
 * nodemailer ends there only where STARTTLS is asked for, and else goes on with HELO.
 */
function refusedTls(error: unknown): boolean {
  const command = error instanceof Error && 'command' in error ? error.command : undefined
  return command === 'STARTTLS' ? errnoOf(error) === 'ETLS' : command === 'EHLO' && isPermanent(error)
}

/** That there is no TLS may be mended, whatever was replied. */
function isFinal(error: unknown): boolean {
  return isPermanent(error) && !refusedTls(error)
}

/** RFC 5321 section 4.2.1: replies that begin with 5. */
function isPermanent(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
  return typeof code === 'number' && code >= 500 && code < 600
}
