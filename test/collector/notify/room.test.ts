// The laws of a channel that takes short texts alone: whatever else is cut, what to do first and whom to call is not.
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { alarmMessage, type Message, severalMessage, type Writing } from '../../../collector/notify/message.ts'
import { openWebhook } from '../../../collector/notify/webhook.ts'
import { expectFirstSteps } from '../../support/first-steps.ts'
import { incidentDetail } from '../../support/incident-rows.ts'
import { openHook } from '../../support/receivers.ts'

const phones = Array.from({ length: 10 }, (_, nth) => `+81 3-0000-000${nth}`)
const languages = ['en', 'ja'] as const
type Language = (typeof languages)[number]

/** As many contacts as there may be, with names and notes as long as they may be. */
function writingIn(locale: Language): Writing {
  const contacts = phones.map(phone => ({ name: 'n'.repeat(100), phone, note: '注'.repeat(200) }))
  return { locale, timeZone: 'UTC', contacts, link: () => 'https://sekisho.example.jp' }
}

/** Of many hosts whose names, as an emoji, are two units each. */
function alarm(language: Language, severity: 'critical' | 'high'): Message {
  const hosts = Array.from({ length: 400 }, (_, nth) => '🏬'.repeat((nth % 7) + 1))
  return alarmMessage('7-x', { ...incidentDetail, severity, hosts }, 'new', 0, writingIn(language))
}

async function shown(message: Message): Promise<string> {
  const hook = await openHook()
  const channel = { name: 'chat', template: 'lineworks', urlEnv: 'HOOK', allowPrivate: true }
  const [config] = NotifyConfigSchema.parse({ webhook: [channel] }).webhook
  if (config === undefined) throw new Error('there is no channel')
  await openWebhook(config, { HOOK: hook.url }, translator('en')).send(message, 0)
  const { body } = JSON.parse(hook.posted[0]?.body ?? '') as { body: { text: string } }
  return body.text
}

function several(language: Language): Message {
  const messages = Array.from({ length: 30 }, () => alarm(language, 'critical'))
  const message = severalMessage('7+29-x', messages, { most: 20, at: 0 }, writingIn(language))
  if (message === null) throw new Error('there is nothing to tell')
  return message
}

test.each(languages)(
  'a critical alarm that is too long for LINE WORKS names all first steps and numbers: %s',
  async language => {
    for (const message of [alarm(language, 'critical'), several(language)]) {
      const text = await shown(message)
      expect(message.text.length).toBeGreaterThan(2_000)
      expect(text.length).toBeLessThanOrEqual(2_000)
      expect(text.isWellFormed()).toBe(true)
      expect(text.slice(0, 10)).toBe(message.text.slice(0, 10))
      expectFirstSteps(text, language)
      expect(phones.filter(phone => !text.includes(phone))).toEqual([])
    }
  },
)

test('an alarm that is too long for LINE WORKS and not critical is cut, and ends in no half of a sign', async () => {
  const text = await shown(alarm('en', 'high'))
  expect(text.length).toBeLessThanOrEqual(2_000)
  expect(text).toMatch(/…$/)
  expect(text.isWellFormed()).toBe(true)
})
