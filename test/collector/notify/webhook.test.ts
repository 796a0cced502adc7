// The laws of webhooks: what each service is sent, that foreign text is no tag of it, and that no error tells the address.
import { type Locale, translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { alarmMessage } from '../../../collector/notify/message.ts'
import { openWebhook } from '../../../collector/notify/webhook.ts'
import { incidentDetail, leadRow } from '../../support/incident-rows.ts'
import { openHook } from '../../support/receivers.ts'

const writing = {
  locale: 'en',
  timeZone: 'Asia/Tokyo',
  contacts: [],
  link: () => 'https://sekisho.example.jp',
} as const
const hostile = { ...incidentDetail, lead: { ...leadRow, path: 'upload/<!channel>[code][toall]\u202e\n&.php' } }

async function sent(template: string, incident = hostile) {
  const hook = await openHook()
  const channel = { name: 'chat', template, urlEnv: 'HOOK', secretEnv: 'SECRET', allowPrivate: true }
  const [config] = NotifyConfigSchema.parse({ webhook: [channel] }).webhook
  if (config === undefined) throw new Error('there is no channel')
  const environment = { HOOK: hook.url, SECRET: 'a token' }
  await openWebhook(config, environment, translator('en')).send(
    alarmMessage('7-chat', incident, 'new', 0, writing),
    1_000,
  )
  const [posted] = hook.posted
  if (posted === undefined) throw new Error('nothing was posted')
  return posted
}

/** Every text of a body, in its order. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

describe('a webhook', () => {
  test('says the incident in a sentence, in the configured time zone', async () => {
    const { text } = JSON.parse((await sent('sekisho', incidentDetail)).body) as { text: string }
    expect(text).toContain('At 2026-11-25 23:05:12 php-fpm (www-data) wrote item.php into the upload folder of shop A')
    expect(text).toContain('do not delete anything')
    expect(text).toContain('https://sekisho.example.jp')
  })

  test.each(['sekisho', 'slack', 'teams', 'chatwork', 'lineworks'])(
    'tells how bad it is, what happened, what to do first and where to see more: %s',
    async template => {
      const { body } = await sent(template, incidentDetail)
      const told =
        template === 'chatwork' ? new URLSearchParams(body).get('body') : textsIn(JSON.parse(body)).join('\n')
      expect(told).toContain('New incident 1, critical.')
      expect(told).toContain('php-fpm (www-data) wrote item.php into the upload folder of shop A; it is executable')
      expect(told).toContain('do not delete anything')
      expect(told).toContain('https://sekisho.example.jp/?incident=1')
    },
  )

  test('to Slack holds no sign of its own', async () => {
    const { text } = JSON.parse((await sent('slack')).body) as { text: string }
    expect(text).toContain('&lt;!channel&gt;')
    expect(text).toContain('⟨U+202E⟩%0A&amp;.php')
  })

  test('to Teams is a card of text that is not read as Markdown', async () => {
    const card = JSON.parse((await sent('teams')).body) as { attachments: { content: { body: { type: string }[] } }[] }
    expect(card.attachments[0]?.content.body.map(({ type }) => type)).toEqual(['RichTextBlock', 'RichTextBlock'])
  })

  test('to Chatwork is a form with the token in its header, and closes no tag but ours', async () => {
    const { body, headers } = await sent('chatwork')
    const text = new URLSearchParams(body).get('body') ?? ''
    expect(text.match(/\[[^\]]*\]/g)).toEqual(['[info]', '[title]', '[/title]', '[code]', '[/code]', '[/info]'])
    expect([headers['x-chatworktoken'], headers['sekisho-signature']]).toEqual(['a token', undefined])
  })

  test('to LINE WORKS has title, text and a button', async () => {
    expect(JSON.parse((await sent('lineworks')).body)).toMatchObject({
      title: expect.stringContaining('critical'),
      body: { text: expect.stringContaining('incidents show 1') },
      button: { url: 'https://sekisho.example.jp/?incident=1' },
    })
  })

  test.each([
    ['answers with the path', 'it answered 404'],
    ['is not there', 'it could not be reached: ECONNREFUSED'],
  ])('that %s tells nothing of its address', async (what, why) => {
    const [config] = NotifyConfigSchema.parse({
      webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true }],
    }).webhook
    if (config === undefined) throw new Error('there is no channel')
    const hook = await openHook()
    hook.answer = () => 404
    // Port 1 is tcpmux, which nobody runs.
    const url = what === 'is not there' ? 'http://127.0.0.1:1/services/secret' : `${hook.url}/services/secret`
    const send = openWebhook(config, { HOOK: url }, translator('en')).send(
      alarmMessage('7-chat', hostile, 'new', 0, writing),
      1_000,
    )
    expect(await send.then(String, ({ message }: Error) => message)).toBe(why)
  })

  test('that leads inside, or is no https, is not sent, and what is said of it does not tell the address', async () => {
    const attempt = async (url: string, locale: Locale = 'en') => {
      const [config] = NotifyConfigSchema.parse({ webhook: [{ name: 'chat', urlEnv: 'HOOK' }] }).webhook
      if (config === undefined) throw new Error('there is no channel')
      const channel = openWebhook(config, { HOOK: url }, translator(locale))
      return channel.send(alarmMessage('7-chat', incidentDetail, 'new', 0, writing), 1_000).then(
        () => 'sent',
        (error: unknown) => String(error),
      )
    }
    expect(await attempt('https://127.0.0.1/services/T000/secret')).toMatch(/no public address/)
    for (const url of [
      'https://127.0.0.1/services/T000/secret',
      'http://hooks.example.com/secret',
      'ftp://x/secret',
      'secret',
    ]) {
      expect(await attempt(url)).not.toMatch(/secret\b|127\.0\.0\.1|example\.com/)
    }
    expect(await attempt('http://hooks.example.com/x')).toContain('holds no https address')
    expect(await attempt('http://hooks.example.com/x', 'ja')).toContain('httpsのアドレスではありません')
    expect(await attempt('https://127.0.0.1/services/T000/secret', 'ja')).toContain('公開アドレスではありません')
  })
})
