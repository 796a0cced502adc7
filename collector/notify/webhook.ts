// Owns alarms by webhook: one POST, in the form that the service takes, signed where a secret is set. How it
// gets there is http.ts's.
import { createHmac } from 'node:crypto'
import type { Say } from '@sekisho/shared/messages.ts'
import { cefLine } from './cef.ts'
import { type Channel, SendError } from './channel.ts'
import { isOfPrograms, paceOf, type WebhookConfig } from './config.ts'
import { ecsEvent } from './ecs.ts'
import { ask, webUrl } from './http.ts'
import { asciiJson } from './machine.ts'
import type { Message } from './message.ts'
import { ocsfFinding } from './ocsf.ts'
import { type Environment, readSecret } from './secrets.ts'
import { trustOf } from './tls.ts'

const jsonType = 'application/json; charset=utf-8'

interface Body {
  readonly type: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

/** @throws Failure config-invalid */
export function openWebhook(config: WebhookConfig, environment: Environment, say: Say): Channel {
  const address = readSecret(config.urlFile, config.urlEnv, environment)
  const secret = readSecret(config.secretFile, config.secretEnv, environment)
  const url = webUrl(address, config.allowPrivate)
  const way = { allowPrivate: config.allowPrivate, trust: trustOf(config.ca, say) }
  return {
    name: config.name,
    kind: 'webhook',
    route: config,
    ...paceOf(config, isOfPrograms(config.template)),
    async send(message, now) {
      // The address may be a secret, so nothing of it is told.
      if (url === null) throw new SendError(say('notify.no-https'), false)
      const body = bodies[config.template](message, secret ?? '')
      const signed = secret === null || config.template === 'chatwork' ? {} : signature(secret, now, body.text)
      const headers = {
        'content-type': body.type,
        'content-length': Buffer.byteLength(body.text),
        ...signed,
        'sekisho-delivery': message.id,
        ...body.headers,
      }
      await ask(url, { method: 'POST', headers, body: body.text }, way)
    },
  }
}

/** `t` in milliseconds since 1970, `v1` the HMAC-SHA256 over `t`, a point and the body, in hex. */
function signature(secret: string, now: number, body: string): Record<string, string> {
  const mac = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')
  return { 'sekisho-signature': `t=${now},v1=${mac}` }
}

function json(value: unknown): Body {
  return { type: jsonType, text: JSON.stringify(value) }
}

/** Neither a list nor a long file name may push out what to do first and whom to call: where all has no room, that has. */
function fitted({ text, first }: Message, most: number): string {
  if (text.length <= most) return text
  const [step = ''] = first?.split('\n') ?? []
  const before = first === undefined ? text : text.slice(0, text.lastIndexOf(step)).trimEnd()
  const end = first === undefined ? '…' : `…\n\n${first}`
  return before.slice(0, most - end.length).toWellFormed() + end
}

const bodies: Readonly<Record<WebhookConfig['template'], (message: Message, secret: string) => Body>> = {
  sekisho: ({ id, cause, subject, text, severity, incident, host, link, digest }) =>
    json({ id, cause, subject, text, severity, incident, host, link, ...(digest === undefined ? {} : { digest }) }),
  // https://docs.slack.dev/messaging/formatting-message-text: three signs are escaped.
  slack: ({ text }) => json({ text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') }),
  // Workflows of Teams take Adaptive Cards; a RichTextBlock is not read as Markdown.
  teams: ({ subject, text }) =>
    json({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            version: '1.4',
            body: [subject, text].map((part, index) => ({
              type: 'RichTextBlock',
              inlines: [{ type: 'TextRun', text: part, ...(index === 0 ? { weight: 'bolder' } : {}) }],
            })),
          },
        },
      ],
    }),
  // https://developer.chatwork.com/reference/post-rooms-room_id-messages. [code] keeps what stands in it from being a tag.
  chatwork: ({ subject, text }, secret) => {
    const inner = text.replaceAll('[', '［')
    const body = `[info][title]${subject.replaceAll('[', '［')}[/title][code]${inner}[/code][/info]`
    return {
      type: 'application/x-www-form-urlencoded',
      text: new URLSearchParams({ body, self_unread: '1' }).toString(),
      headers: { 'x-chatworktoken': secret },
    }
  },
  // https://developers.worksmobile.com: the Incoming Webhook app.
  lineworks: message =>
    json({
      title: message.subject.slice(0, 200).toWellFormed(),
      body: { text: fitted(message, 2_000) },
      button: { label: 'Sekisho', url: message.link },
    }),
  ecs: message => ({ type: jsonType, text: asciiJson(ecsEvent(message)) }),
  ocsf: message => ({ type: jsonType, text: asciiJson(ocsfFinding(message)) }),
  cef: message => ({ type: 'text/plain; charset=utf-8', text: cefLine(message) }),
}
