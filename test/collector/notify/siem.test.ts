// The laws of machine formats: each alarm is one line that its readers take apart into what was put in, whatever names it holds.
import type { IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { translator } from '@sekisho/shared/messages.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cefLine } from '../../../collector/notify/cef.ts'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { ecsEvent } from '../../../collector/notify/ecs.ts'
import { asciiJson } from '../../../collector/notify/machine.ts'
import { alarmMessage, hostMessage, type Message, testMessage } from '../../../collector/notify/message.ts'
import { ocsfFinding } from '../../../collector/notify/ocsf.ts'
import { openSyslog } from '../../../collector/notify/syslog.ts'
import { openWebhook } from '../../../collector/notify/webhook.ts'
import { eventually } from '../../support/eventually.ts'
import { incidentDetail, leadRow, phpActor } from '../../support/incident-rows.ts'
import { openHook, openSyslogReceiver } from '../../support/receivers.ts'

const writing = { locale: 'en', timeZone: 'UTC', contacts: [], link: () => 'https://sekisho.example.jp' } as const
const at = Date.parse('2026-11-25T14:05:13Z')
const formats = ['ecs', 'ocsf', 'cef'] as const

function messageOf(lead: Partial<IncidentDetail['lead']> = {}, wish: Partial<IncidentDetail> = {}): Message {
  return alarmMessage('7-siem', { ...incidentDetail, ...wish, lead: { ...leadRow, ...lead } }, 'new', at, writing)
}

function gapMessage(cause: 'gap' | 'gap-over' | 'fork'): Message {
  const standing = { name: 'web1', sites: ['shop'], gaps: [], fork: null, often: [] }
  return hostMessage('8-siem', standing, { cause, severity: 'high', madeAt: at }, writing)
}

/** As the standard has it: seven pipes that are not escaped, then keys up to an equals sign that is not. */
function parsed(line: string): { readonly head: string[]; readonly fields: Record<string, string> } {
  const [, version, rest] = /^CEF:(\d)\|(.*)$/.exec(line) ?? []
  const parts = (rest ?? '').match(/(?:\\[\\|]|[^\\|])*\||.+$/gs) ?? []
  const head = parts.slice(0, 6).map(part => part.slice(0, -1).replace(/\\([\\|])/g, '$1'))
  const extension = parts.slice(6).join('')
  const starts = [...extension.matchAll(/(?:^| )(\w+)=/g)].filter(
    ({ index }) => !extension.slice(0, index).endsWith('\\'),
  )
  const fields = starts.map(({ 0: key, 1: name, index }, n) => {
    const value = extension.slice(index + key.length, starts[n + 1]?.index ?? extension.length)
    return [
      name ?? '',
      value.replace(/\\([\\=nr])/g, (_, sign: string) => ({ n: '\n', r: '\r' })[sign] ?? sign),
    ] as const
  })
  return { head: [version ?? '', ...head], fields: Object.fromEntries(fields) }
}

describe('an alarm for a SIEM', () => {
  test.each(formats)('as %s reaches a webhook and a syslog receiver as one line', async format => {
    const [hook, syslog] = [await openHook(), await openSyslogReceiver()]
    const config = NotifyConfigSchema.parse({
      webhook: [{ name: 'hook', template: format, urlEnv: 'HOOK', secretEnv: 'SECRET', allowPrivate: true }],
      syslog: [{ name: 'siem', host: '127.0.0.1', port: syslog.port, security: 'plain', format }],
    })
    const [webhook, receiver] = [config.webhook[0], config.syslog[0]]
    if (webhook === undefined || receiver === undefined) throw new Error('there is no channel')
    const message = messageOf()
    await openWebhook(webhook, { HOOK: hook.url, SECRET: 'key' }, translator('en')).send(message, at)
    await openSyslog(receiver, translator('en')).send(message, at)
    await eventually(() => syslog.received.length === 1)
    const body = hook.posted[0]?.body ?? ''
    expect(body).not.toContain('\n')
    expect(hook.posted[0]?.headers['sekisho-signature']).toMatch(/^t=/)
    expect(hook.posted[0]?.headers['content-type']).toMatch(format === 'cef' ? /^text\/plain/ : /^application\/json/)
    expect(syslog.received[0]?.endsWith(`incident="1"] ${body}`)).toBe(true)
  })

  test('as ECS names file, process, user, rule and incident in the fields of the schema', () => {
    expect(ecsEvent(messageOf())).toMatchObject({
      '@timestamp': '2026-11-25T14:05:13.000Z',
      ecs: { version: expect.stringMatching(/^8\./) },
      event: {
        ...{ id: '7-siem', kind: 'alert', category: ['file', 'intrusion_detection'], type: ['creation'] },
        ...{ action: 'new', severity: 99, url: 'https://sekisho.example.jp/?incident=1' },
      },
      host: { name: 'web1' },
      file: {
        ...{ path: '/srv/shop/upload/2026/item.php', directory: '/srv/shop/upload/2026', name: 'item.php' },
        ...{ extension: 'php', type: 'file', hash: { sha256: 'a'.repeat(64) } },
      },
      process: { pid: 1, executable: '/usr/sbin/php-fpm' },
      user: { name: 'www-data' },
      rule: { name: 'planted' },
      related: { hosts: ['web1'], user: ['www-data'], hash: ['a'.repeat(64)] },
      sekisho: { cause: 'new', incident: { id: 1, state: 'open', sites: ['shop A'], class: 'upload' } },
    })
    expect(ecsEvent(messageOf({ actor: null, sha256: null, kind: 'removed', path: '' }))).toMatchObject({
      file: { path: '/srv/shop', name: 'shop', directory: '/srv' },
      event: { type: ['deletion'] },
    })
  })

  test('as OCSF is a Detection Finding with what the class requires', () => {
    const finding = ocsfFinding(messageOf())
    expect(finding).toMatchObject({
      ...{
        category_uid: 2,
        class_uid: 2004,
        activity_id: 1,
        type_uid: 200_401,
        severity_id: 5,
        status_id: 1,
        time: at,
      },
      metadata: { version: '1.3.0', uid: '7-siem', product: { vendor_name: 'Sekisho' } },
      finding_info: { uid: 'incident-1', title: expect.stringContaining('planted file'), types: ['planted'] },
      resources: [{ name: 'web1' }],
      evidences: [
        {
          file: { name: 'item.php', path: '/srv/shop/upload/2026/item.php', type_id: 1, hashes: [{ algorithm_id: 3 }] },
          process: { pid: 1, name: 'php-fpm', user: { name: 'www-data' } },
        },
      ],
    })
    const worse = alarmMessage('9-siem', { ...incidentDetail, state: 'closed' }, 'worse', at, writing)
    expect(ocsfFinding(worse)).toMatchObject({
      ...{ activity_id: 2, type_uid: 200_402, status_id: 4 },
      finding_info: { uid: 'incident-1' },
    })
  })

  test('of a host, of a test and of the end of a gap stands in each schema too', () => {
    expect(ecsEvent(gapMessage('gap'))).toMatchObject({
      event: { kind: 'alert', category: ['host'] },
      host: { name: 'web1' },
    })
    expect(ecsEvent(gapMessage('gap-over'))).toMatchObject({ event: { kind: 'event', action: 'gap-over' } })
    expect(ocsfFinding(gapMessage('gap'))).toMatchObject({ activity_id: 1, finding_info: { uid: 'gap-web1' } })
    expect(ocsfFinding(gapMessage('gap-over'))).toMatchObject({
      activity_id: 3,
      status_id: 4,
      finding_info: { uid: 'gap-web1' },
    })
    expect(ocsfFinding(gapMessage('fork'))).toMatchObject({ finding_info: { uid: 'fork-web1' } })
    const tested = testMessage('t', at, writing)
    expect(ecsEvent(tested)).toMatchObject({ event: { kind: 'event', severity: 1 } })
    expect(ocsfFinding(tested)).toMatchObject({ severity_id: 1, finding_info: { uid: 't' } })
    expect(parsed(cefLine(tested)).head).toEqual(['0', 'Sekisho', 'Sekisho', '1', 'test', '[Sekisho] test alarm', '0'])
  })

  test('as CEF escapes what would end a field or the line', () => {
    const hostile = messageOf(
      { path: 'a=b|c\\d e=f\u202e\u2028.php', actor: { ...phpActor, user: 'x suser=root' } },
      { sites: ['s|i=t\\e\nCEF:0|x'] },
    )
    const line = cefLine(hostile)
    expect(line).toMatch(/^CEF:0\|Sekisho\|Sekisho\|1\|new\|/)
    expect(line).not.toMatch(/[\r\n\u2028\u202e]/)
    const { head, fields } = parsed(line)
    expect(head).toHaveLength(7)
    expect(head[6]).toBe('10')
    expect(fields).toMatchObject({
      ...{ externalId: '7-siem', dhost: 'web1', cat: 'planted', cn1: '1', cn1Label: 'incident', rt: String(at) },
      filePath: '/srv/shop/a=b|c\\d e=f⟨U+202E⟩⟨U+2028⟩.php',
      suser: 'x suser=root',
      cs1: 's|i=t\\e%0ACEF:0|x',
      fileHash: 'a'.repeat(64),
    })
    expect(fields.msg?.split('\n').length).toBeGreaterThan(3)
  })

  test('as CEF comes apart into what was put in, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), name => {
        const line = cefLine(messageOf({ path: name }, { sites: [name] }))
        expect(line).not.toMatch(/[\r\n]/)
        const { head, fields } = parsed(line)
        expect([head.length, head[4], head[6]]).toEqual([7, 'new', '10'])
        expect([fields.cn1, fields.cat, fields.fileHash]).toEqual(['1', 'planted', 'a'.repeat(64)])
        expect(fields.request).toBe('https://sekisho.example.jp/?incident=1')
      }),
    )
  })

  test('as JSON is one line of ASCII that says the name as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), name => {
        const message = messageOf({ path: `upload/${name}` })
        for (const event of [ecsEvent(message), ocsfFinding(message)]) {
          const line = asciiJson(event)
          expect(line).toMatch(/^[\x20-\x7e]*$/)
          expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(event)))
        }
        expect(ecsEvent(message)).toMatchObject({ file: { path: `/srv/shop/upload/${name}` } })
      }),
    )
  })

  test('as CEF keeps within what its keys may hold, and cuts no character in two', () => {
    const { fields } = parsed(
      cefLine(messageOf({ path: '店'.repeat(5_000) }, { sites: Array.from({ length: 900 }, () => '😀shop') })),
    )
    expect([...(fields.filePath ?? '')]).toHaveLength(1_023)
    expect([...(fields.cs1 ?? '')]).toHaveLength(4_000)
    expect(cefLine(messageOf({}, { sites: ['😀'.repeat(2_000)] })).isWellFormed()).toBe(true)
  })
})
