// The law of repeats: whatever a channel sends again is the same to who takes it, by an id that each kind has in its own place.
import { expect, test } from 'vitest'
import { openChannels } from '../../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { alarmMessage } from '../../../collector/notify/message.ts'
import { eventually } from '../../support/eventually.ts'
import { incidentDetail } from '../../support/incident-rows.ts'
import { mailTo, openHook, openMail, openSyslogReceiver } from '../../support/receivers.ts'

const writing = { locale: 'en', timeZone: 'UTC', contacts: [], link: () => 'https://sekisho.example.jp' } as const

test('an alarm that is sent a second time has the id of the first in a mail, a webhook and a syslog message, and another alarm has not', async () => {
  const [mail, hook, syslog] = [await openMail(), await openHook(), await openSyslogReceiver()]
  const config = NotifyConfigSchema.parse({
    email: [mailTo(mail)],
    webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true }],
    syslog: [{ name: 'siem', host: '127.0.0.1', port: syslog.port, security: 'plain' }],
  })
  for (const channel of openChannels(config, { HOOK: hook.url })) {
    for (const [nth, id] of ['7', '7', '8'].entries())
      await channel.send(alarmMessage(`${id}-${channel.name}`, incidentDetail, 'new', 0, writing), nth * 1_000)
  }
  await eventually(() => syslog.received.length === 3)
  const mails = mail.mails.map(text => ['message-id', 'x-sekisho-delivery'].map(name => headerOf(text, name)))
  expect(mails).toEqual(['7', '7', '8'].map(id => [`<sekisho-${id}-duty@example.jp>`, `${id}-duty`]))
  const posted = hook.posted.map(({ headers, body }) => [headers['sekisho-delivery'], JSON.parse(body).id])
  expect(posted).toEqual(['7', '7', '8'].map(id => [`${id}-chat`, `${id}-chat`]))
  const lines = syslog.received.map(line => / delivery="([^"]*)"/.exec(line)?.[1])
  expect(lines.sort()).toEqual(['7-siem', '7-siem', '8-siem'])
})

function headerOf(mail: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(mail)?.[1]?.trim()
}
