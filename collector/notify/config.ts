// Owns what the config says of alarms: channels, what each wants, and where its secrets are. Secrets themselves never stand in
// the config: each key that ends in File names a file, each that ends in Env a variable of the environment.
import { durationBetween } from '@sekisho/shared/config.ts'
import { locales } from '@sekisho/shared/messages.ts'
import { severities } from '@sekisho/shared/verdict.ts'
import { z } from 'zod'

const ChannelName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
const SecretFile = z.string().refine(path => path.startsWith('/'), { params: { key: 'config.absolute' } })
const SecretEnv = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)
const Host = z.string().min(1).max(253)
const Port = z.int().min(1).max(65_535)
const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
const Address = z.email().max(254)
/** Messages in a minute. */
const Rate = z
  .string()
  .refine(text => /^(?:[1-5]?\d{1,3}|6000)\/minute$/.test(text) && Number.parseInt(text, 10) > 0, {
    params: { key: 'config.rate' },
  })
  .transform(text => Number.parseInt(text, 10))

/** Certificate authority of the other side, unless it is among those that Node comes with: it alone is trusted then. */
const ca = SecretFile.optional()

/** What a channel is told of. */
const route = {
  name: ChannelName,
  /** The least severity. */
  least: z.enum(severities).default('high'),
  /** Empty: all. */
  customers: z.array(z.string().min(1).max(100)).max(1_000).default([]),
  sites: z.array(z.string().min(1).max(100)).max(1_000).default([]),
  /** Nothing but critical in these hours; the rest waits until they are over. */
  quiet: z.strictObject({ from: Clock, to: Clock }).optional(),
  /** Only of what nobody has taken by then. */
  after: durationBetween('0s', '7d').default(0),
  /** So many messages it is sent in a minute, at most; `paceOf` says how many where nothing is said. */
  most: Rate.optional(),
  /** The time of day at which it gets the daily digest; without it, none. */
  digest: Clock.optional(),
}

const EmailSchema = z.strictObject({
  ...route,
  host: Host,
  port: Port.default(587),
  /** `tls` from the first byte, `starttls` or not at all, `plain` for a relay on this machine. */
  security: z.enum(['tls', 'starttls', 'plain']).default('starttls'),
  ca,
  user: z.string().min(1).max(254).optional(),
  passwordFile: SecretFile.optional(),
  passwordEnv: SecretEnv.optional(),
  from: Address,
  to: z.array(Address).min(1).max(50),
})

/** For a SIEM: Elastic Common Schema, Open Cybersecurity Schema Framework, ArcSight Common Event Format. */
const machineFormats = ['ecs', 'ocsf', 'cef'] as const

const WebhookSchema = z.strictObject({
  ...route,
  template: z.enum(['sekisho', 'slack', 'teams', 'chatwork', 'lineworks', ...machineFormats]).default('sekisho'),
  /** The address of most services is a secret itself. */
  urlFile: SecretFile.optional(),
  urlEnv: SecretEnv.optional(),
  /** Signs each request; of Chatwork the API token. */
  secretFile: SecretFile.optional(),
  secretEnv: SecretEnv.optional(),
  ca,
  /** Addresses of this machine and of private networks are refused unless this is true. */
  allowPrivate: z.boolean().default(false),
})

const SyslogSchema = z.strictObject({
  ...route,
  host: Host,
  port: Port.default(6514),
  security: z.enum(['tls', 'plain']).default('tls'),
  format: z.enum(['text', ...machineFormats]).default('text'),
  ca,
})

/** Who watches it alarms when it does not come. */
const PingSchema = z.strictObject({
  urlFile: SecretFile.optional(),
  urlEnv: SecretEnv.optional(),
  every: durationBetween('10s', '1d').default(60_000),
  method: z.enum(['GET', 'POST']).default('GET'),
  ca,
  allowPrivate: z.boolean().default(false),
})

/** One line each: they stand in messages and on the page. */
const line = (least: number, most: number) =>
  z
    .string()
    .regex(/^\P{Cc}*$/u)
    .min(least)
    .max(most)
const ContactSchema = z.strictObject({
  name: line(1, 100),
  phone: z.string().regex(/^[+0-9][0-9 ()#*+-]{2,39}$/),
  note: line(0, 200).default(''),
})

/** Nobody reads more in a minute, and the services take so many of one sender. A guess, with no more behind it than that. */
const mostForPeople = 20
/** Ten a second, as each is by itself: another guess. */
const mostForPrograms = 600

/** How much a channel is sent. */
export function paceOf({ most }: Route, isForPrograms: boolean) {
  return { most: most ?? (isForPrograms ? mostForPrograms : mostForPeople), isForPrograms }
}

/** Whether it is read by programs, which want each alarm by itself. */
export function isOfPrograms(template: WebhookConfig['template']): boolean {
  return template === 'sekisho' || machineFormats.some(format => format === template)
}

export const NotifyConfigSchema = z.strictObject({
  language: z.enum(locales).default('en'),
  /** For times in messages, and for quiet hours: a name of the IANA time zone database. */
  timeZone: z
    .string()
    .refine(isTimeZone, { params: { key: 'config.time-zone' } })
    .default('UTC'),
  email: z.array(EmailSchema).max(50).default([]),
  webhook: z.array(WebhookSchema).max(50).default([]),
  syslog: z.array(SyslogSchema).max(50).default([]),
  ping: PingSchema.optional(),
  contacts: z.array(ContactSchema).max(10).default([]),
})
export type NotifyConfig = z.output<typeof NotifyConfigSchema>
export type EmailConfig = NotifyConfig['email'][number]
export type WebhookConfig = NotifyConfig['webhook'][number]
export type SyslogConfig = NotifyConfig['syslog'][number]
export type Route = Pick<EmailConfig, keyof typeof route>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // Whether it is known is all that is asked.
    return false
  }
}
