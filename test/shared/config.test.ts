import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { keysOf, parseConfig, readConfig } from '@sekisho/shared/config.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { z } from 'zod'
import { temporaryFolder } from '../support/folder.ts'

const english = translator('en')
const examples = new URL('../../config/', import.meta.url)

function refusal(text: string, schema: z.ZodType = AgentConfigSchema, say = english): Failure {
  try {
    parseConfig(text, 'agent.yaml', schema, say)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}

/** Dotted keys of a parsed document, list items as `[]`, as `keysOf` names them. */
function keysIn(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return value.flatMap(item => keysIn(item, `${prefix}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`
    return [name, ...keysIn(inner, name)]
  })
}

describe('a config file', () => {
  test('may be empty, and then every setting has its default', () => {
    const config = parseConfig('', 'agent.yaml', AgentConfigSchema, english)
    expect(config).toEqual(AgentConfigSchema.parse({}))
    expect(config).toMatchObject({ watch: 'auto', walk: { every: 'auto', rehashEvery: 604_800_000 }, roots: [] })
    expect(parseConfig('# nothing\n', 'c.yaml', CollectorConfigSchema, english).listen.port).toBe(4649)
  })

  test('gives durations in milliseconds, sizes in bytes, and roots as canonical path text', () => {
    const text = 'walk: {every: 90s}\noutbox: {maxSize: 64MiB}\nroots:\n  - {path: "/var/www/100%/", profile: php}\n'
    const config = parseConfig(text, 'agent.yaml', AgentConfigSchema, english)
    expect(config.walk.every).toBe(90_000)
    expect(config.outbox.maxSize).toBe(64 * 2 ** 20)
    expect(config.roots).toEqual([{ path: '/var/www/100%25', profile: 'php' }])
  })

  test('with an unknown key is refused at its line and column, with the nearest known key', () => {
    const failure = refusal('log:\n  level: info\nwalk:\n  evry: 15m\n')
    expect(failure.code).toBe('config-invalid')
    expect(failure.place).toBe('agent.yaml:4:3')
    expect(failure.message).toContain('unknown key "walk.evry"')
    expect(failure.message).toContain('every, rehashEvery, filesPerSecond')
    expect(failure.message).toContain('Did you mean "every"?')
  })

  test('offers no nearest key where nothing is near', () => {
    expect(refusal('zzzzzzzz: 1\n').message).not.toContain('Did you mean')
  })

  test.each([
    ['watch: polling\n', 'agent.yaml:1:8', 'one of auto, fanotify, inotify, chokidar, walk'],
    ['walk:\n  every: 3\n', 'agent.yaml:2:10', 'a duration from 10s to 7d'],
    ['walk:\n  filesPerSecond: 20.5\n', 'agent.yaml:2:19', 'a whole number'],
    ['walk:\n  filesPerSecond: 1\n', 'agent.yaml:2:19', 'at least 10'],
    ['outbox: {maxSize: 5}\n', 'agent.yaml:1:19', 'a size from 1MiB to 100GiB'],
    ['roots:\n  - path: www\n    profile: php\n', 'agent.yaml:2:11', 'an absolute path'],
    ['roots:\n  - path: /var/www\n', 'agent.yaml:2:5', '"roots.0.profile" is missing here'],
    ['roots: /var/www\n', 'agent.yaml:1:8', 'a list'],
    ['settle: {quietMs: soon}\n', 'agent.yaml:1:19', 'a number'],
    ['tls: {}\n', 'agent.yaml:1:6', 'either "ca" or "pin"'],
    ['tls: {pin: abc}\n', 'agent.yaml:1:12', '64 lower-case hex digits'],
    ['- a list\n', 'agent.yaml:1:1', 'a map of keys'],
    ['log: {level: info}\nlog: {level: warn}\n', 'agent.yaml:2:1', 'not valid YAML'],
    ['log: {level: info\n', 'agent.yaml:2:1', 'not valid YAML'],
    ['log: !secret x\n', 'agent.yaml:1:6', 'not valid YAML'],
  ])('refuses %j at its place, saying what is allowed', (text, place, allowed) => {
    const failure = refusal(text)
    expect(failure.place).toBe(place)
    expect(failure.message).toContain(allowed)
  })

  test('is refused where the budget of the disk is no more than the room whose loss is an alarm', () => {
    const { message, place } = refusal('disk:\n  budget: 1GiB\n', CollectorConfigSchema)
    expect(place).toBe('agent.yaml:2:11')
    expect(message).toContain('"disk.budget"')
    expect(message).toContain('at least 1536MiB: one and a half times the floor (disk.floor)')
    const own = refusal('disk:\n  floor: 2GiB\n  budget: 2GiB\n', CollectorConfigSchema, translator('ja'))
    expect(own.place).toBe('agent.yaml:3:11')
    expect(own.message).toContain('3GiB以上')
    const enough = 'disk:\n  budget: 1GiB\n  floor: 512MiB\n'
    expect(() => parseConfig(enough, 'collector.yaml', CollectorConfigSchema, english)).not.toThrow()
  })

  test('is refused where the time zone of alarms is none, with an example of one', () => {
    const { message } = refusal('notify:\n  timeZone: Tokyo\n', CollectorConfigSchema)
    expect(message).toContain('"notify.timeZone" must be a time zone such as Asia/Tokyo')
  })

  test('tells all its faults at once, in the order of the file', () => {
    const lines = refusal('watch: x\nwalk:\n  evry: 1m\nfoo: 1\n').message.split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^agent\.yaml:3:3: /)
    expect(lines[2]).toMatch(/^agent\.yaml:4:1: /)
  })

  test('is refused in Japanese to who reads Japanese', () => {
    const { message } = refusal('wlak: {}\n', AgentConfigSchema, translator('ja'))
    expect(message).toContain('未知のキー「wlak」')
    expect(message).toContain('「walk」のことですか?')
  })

  test('that cannot be read, is not UTF-8 or is no config in size is refused by its name', () => {
    const folder = temporaryFolder()
    const read = (file: string) => () => readConfig(file, AgentConfigSchema, english)
    expect(read(join(folder, 'none.yaml'))).toThrow(/ENOENT/)
    writeFileSync(join(folder, 'bytes.yaml'), Buffer.from([0x61, 0xff]))
    expect(read(join(folder, 'bytes.yaml'))).toThrow(/not UTF-8/)
    writeFileSync(join(folder, 'large.yaml'), '#'.repeat(1_000_001))
    expect(read(join(folder, 'large.yaml'))).toThrow(/larger than 1 MB/)
  })

  test('cannot blow itself up by aliases of aliases', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`)
    expect(() => parseConfig(['a0: &a0 x', ...levels].join('\n'), 'a.yaml', AgentConfigSchema, english)).toThrow()
  })
})

describe('an example config', () => {
  test.each([
    ['agent.example.yaml', AgentConfigSchema],
    ['collector.example.yaml', CollectorConfigSchema],
  ] as const)('%s is accepted, and holds every key with its default', (name, schema) => {
    const file = new URL(name, examples).pathname
    const text = readFileSync(file, 'utf8')
    const config: Record<string, unknown> = { ...readConfig<object>(file, schema, english) }
    // One of two exclusive keys stands commented out.
    const shown = new Set([...keysIn(parse(text)), ...(text.includes('# pin:') ? ['tls.pin'] : [])])
    expect([...shown].sort()).toEqual([...new Set(keysOf(schema))].sort())
    const defaults: Record<string, unknown> = { ...schema.parse({}) }
    // What has no default is beside those that have one.
    for (const key of Object.keys(defaults))
      if (key !== 'roots' && key !== 'notify') expect({ [key]: config[key] }).toMatchObject({ [key]: defaults[key] })
  })

  test.each(['agent.example.yaml', 'collector.example.yaml'])('%s explains each of its keys', name => {
    const lines = readFileSync(new URL(name, examples), 'utf8').split('\n')
    const bare = lines.filter((line, index) => {
      const key = /^ *(?:- )?\w+:/.test(line) && !/^ *\w+:$/.test(line)
      const before = lines[index - 1] ?? ''
      const sameBlock = /^ *\w+: /.test(before) && /^ {2}/.test(line)
      return (
        key && !before.trimStart().startsWith('#') && !before.includes('- #') && !sameBlock && !/^\w+:$/.test(before)
      )
    })
    expect(bare).toEqual([])
  })
})
