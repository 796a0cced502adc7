// The laws of what a critical alarm says: whoever gets it reads what to do first, by whatever way it came.
import { expect, test } from 'vitest'
import { openChannels } from '../../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { alarmMessage } from '../../../collector/notify/message.ts'
import { expectFirstSteps } from '../../support/first-steps.ts'
import { incidentDetail } from '../../support/incident-rows.ts'
import { mailTo, openHook, openMail } from '../../support/receivers.ts'

/** The text of a mail, whichever of its two encodings it came in (RFC 2045). */
function textOf(mail: string): string {
  const end = mail.indexOf('\r\n\r\n')
  const body = mail.slice(end)
  if (/^content-transfer-encoding: base64/im.test(mail.slice(0, end))) return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

async function told(language: 'en' | 'ja', severity: 'critical' | 'high') {
  const [hook, mail] = [await openHook(), await openMail()]
  const webhook = [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true }]
  const config = NotifyConfigSchema.parse({ language, email: [mailTo(mail)], webhook })
  const link = () => 'https://sekisho.example.jp'
  const writing = { locale: language, timeZone: 'UTC', contacts: [], link }
  const message = alarmMessage('7-x', { ...incidentDetail, severity }, 'new', 0, writing)
  for (const channel of openChannels(config, { HOOK: hook.url })) await channel.send(message, 0)
  return [(JSON.parse(hook.posted[0]?.body ?? '') as { text: string }).text, textOf(mail.mails[0] ?? '')]
}

test.each(['en', 'ja'] as const)(
  'a critical alarm tells all that is to be done first, in order, by webhook and mail: %s',
  async language => {
    const texts = await told(language, 'critical')
    expect(texts).toHaveLength(2)
    for (const text of texts) expectFirstSteps(text, language)
  },
)

test('an alarm that is not critical sends nobody into maintenance', async () => {
  for (const text of await told('en', 'high')) {
    expect(text).toContain('item.php')
    expect(text).not.toContain('maintenance')
  }
})
