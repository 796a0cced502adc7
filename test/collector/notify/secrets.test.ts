// The laws of the secrets of channels: each comes from the file or the variable that the config names, and what cannot be read,
// or is refused by whoever gets it, is told without it: in no error, no log and no answer about channels.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '@sekisho/shared/log.ts'
import { describe, expect, test } from 'vitest'
import { readSecret } from '../../../collector/notify/secrets.ts'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { file, finding } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { mailTo, openHook, openMail } from '../../support/receivers.ts'

const value = 'Hush-4711'

function fileWith(text: string): string {
  const path = join(temporaryFolder(), 'secret')
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

describe('a secret', () => {
  test.each([
    ['a line', `${value}\n`],
    ['a line of Windows', `${value}\r\n`],
    ['no end of line', value],
    ['blanks around it', `  ${value} \n\n`],
  ])('in a file with %s is what stands there, without what surrounds it', (_what, text) => {
    expect(readSecret(fileWith(text), undefined, {})).toBe(value)
  })

  test('is none where nothing is named, and that of the variable where both are', () => {
    expect(readSecret(undefined, undefined, { SECRET: value })).toBeNull()
    expect(readSecret(fileWith('another'), 'SECRET', { SECRET: value })).toBe(value)
  })

  test.each([
    ['an empty file', () => fileWith('')],
    ['a file of blanks', () => fileWith(' \n\t\n')],
  ])('where %s is named is refused with the place', (_what, make) => {
    const place = make()
    expect(() => readSecret(place, undefined, {})).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: 'the file of the secret is empty', place }),
    )
  })

  test.each([
    ['no file', () => join(temporaryFolder(), 'none'), 'ENOENT'],
    ['a folder', () => temporaryFolder(), 'EISDIR'],
    ['a file as a folder', () => join(fileWith(value), 'secret'), 'ENOTDIR'],
  ])('where %s is named is refused with the place and what the system said', (_what, make, code) => {
    const place = make()
    const message = `the secret cannot be read: ${code}`
    const cause = expect.objectContaining({ code })
    expect(() => readSecret(place, undefined, {})).toThrow(
      expect.objectContaining({ code: 'config-invalid', message, place, cause }),
    )
  })

  test.each([[{}], [{ SECRET: '' }]])(
    'of a variable that is not set is refused, and no file taken instead: %j',
    set => {
      expect(() => readSecret(fileWith(value), 'SECRET', set)).toThrow(
        expect.objectContaining({
          code: 'config-invalid',
          message: 'the variable of the environment is not set',
          place: 'SECRET',
        }),
      )
    },
  )
})

/** As it stands, and as SMTP's AUTH PLAIN and LOGIN carry it (RFC 4616). */
const shapes = [value, Buffer.from(value).toString('base64'), Buffer.from(`\0sekisho\0${value}`).toString('base64')]

/** All that is told while an alarm fails by this channel: the log, the channels' answers, and a test's. */
async function toldOf(config: object) {
  const logged: string[] = []
  const keep = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const log = { ...silentLog, debug: keep, info: keep, warn: keep, error: keep }
  const { house, notifier, until } = await openAlarmHouse(config, {}, { log })
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(finding('upload/x.php', null, file('<?php system($_GET[0]);'))))
  const channels = await until(async () => {
    const rows = await notifier.channels()
    return typeof rows[0]?.lastError === 'string' && rows
  })
  const told = JSON.stringify([logged, channels, await notifier.test(null)])
  expect(logged.join('\n')).toContain('an alarm was not taken')
  return told
}

describe('what is told of a failed alarm', () => {
  test('holds no password of the mail server that refuses it', async () => {
    const mail = await openMail()
    const duty = mailTo(mail, { user: 'sekisho', passwordFile: fileWith(value) })
    const told = await toldOf({ email: [duty] })
    expect(told).toContain('no such user')
    for (const shape of shapes) expect(told).not.toContain(shape)
  })

  test('holds no password that the mail server repeats, in whatever shape it got it', async () => {
    const mail = await openMail()
    mail.deny = password => `no such user; got ${password}, ${shapes.slice(1).join(', ')}`
    const duty = mailTo(mail, { user: 'sekisho', passwordFile: fileWith(value) })
    const told = await toldOf({ email: [duty] })
    expect(told).toContain('no such user; got ***, ***, ***')
    for (const shape of shapes) expect(told).not.toContain(shape)
  })

  test.each(['sekisho', 'chatwork'])(
    'holds neither address nor secret of the %s webhook that refuses it',
    async template => {
      const hook = await openHook()
      hook.answer = () => 403
      const files = { urlFile: fileWith(`${hook.url}=${value}`), secretFile: fileWith(value) }
      const told = await toldOf({ webhook: [{ name: 'chat', template, ...files, allowPrivate: true }] })
      expect(hook.posted[0]?.headers[template === 'chatwork' ? 'x-chatworktoken' : 'sekisho-signature']).toBeDefined()
      expect(told).toContain('it answered 403')
      for (const shape of [...shapes, hook.url]) expect(told).not.toContain(shape)
    },
  )

  test('holds no token that no header can carry', async () => {
    const hook = await openHook()
    const files = { urlFile: fileWith(hook.url), secretFile: fileWith(`${value}\n${value}`) }
    const told = await toldOf({ webhook: [{ name: 'chat', template: 'chatwork', ...files, allowPrivate: true }] })
    for (const shape of shapes) expect(told).not.toContain(shape)
  })
})
