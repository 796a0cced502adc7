import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openLog } from '@sekisho/shared/log.ts'
import { plainJson } from '@sekisho/shared/plain-json.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not get through.
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

test('JSON for terminals has the same value, and no character that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = plainJson(JSON.stringify({ text }))
      expect(JSON.parse(json)).toEqual({ text })
      return !obeyed.test(json)
    }),
  )
})

test('a log line holds what a stranger is called, and is one line that no terminal obeys', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('collector', 'info', file)
  const host = 'web1\u009b2J\u202e\n\u001b[31m\u007f'
  log.info('a host was enrolled', { host, token: 'sekisho_abc', error: new Error(`no ${host}`) })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(text.trimEnd()).not.toMatch(obeyed)
  expect(JSON.parse(text)).toMatchObject({ host, token: '(not logged)', error: `no ${host}` })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a log line holds no card number, wherever a name or an error brought it, and numbers that are none as they were', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('agent', 'info', file)
  const [card, grouped] = ['4111111111111111', '3782-822463-10005']
  const digest = '4111111111111111'.repeat(4)
  log.warn(`${card}.txt could not be read`, {
    path: `html/${card}.txt`,
    error: new Error('outer', { cause: new Error(`no entry ${grouped}`) }),
    files: { [`a/${card}`]: [{ name: `x ${grouped} y` }] },
    ...{ at: 1_796_000_000_003, inode: 12n, sha256: digest, order: '4111111111111112' },
  })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(JSON.parse(text)).toMatchObject({
    message: '[card].txt could not be read',
    path: 'html/[card].txt',
    error: expect.stringContaining('[card]'),
    files: { 'a/[card]': [{ name: 'x [card] y' }] },
    ...{ at: 1_796_000_000_003, inode: '12', sha256: digest, order: '4111111111111112' },
  })
  expect(text.replace(digest, '')).not.toContain(card)
  expect(text).not.toContain(grouped)
})

test('a log line is written of whatever it is given, and what cannot stand in it is named', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('agent', 'info', file)
  const circular: Record<string, unknown> = { name: 'c' }
  circular.self = circular
  circular.list = [circular]
  const shared = { of: 'two' }
  let deep: unknown = 'the end'
  for (let depth = 0; depth < 20_000; depth++) deep = [deep]
  log.warn('odd things were met', {
    ...{ circular, deep, first: shared, second: shared, when: new Date(0), wrong: new Date(Number.NaN) },
    getter: Object.defineProperty({}, 'it', { enumerable: true, get: () => fail() }),
    json: { toJSON: () => fail() },
    again: { toJSON: () => circular },
    revoked: revoked(),
    error: new Error('outer', { cause: Object.create(null) }),
    inner: [new Error('no entry')],
    many: Array.from({ length: 50_000 }, () => 1),
    behind: 'it',
  })
  // So long a line comes in parts.
  const text = await eventually(() => /^.*\n$/.exec(readFileSync(file, 'utf8'))?.[0])
  expect(text.length).toBeLessThan(100_000)
  const { many, ...line } = JSON.parse(text)
  expect(line).toMatchObject({
    message: 'odd things were met',
    circular: { name: 'c', self: '(holds itself)', list: ['(holds itself)'] },
    ...{ deep: [[[[[[[['(too deep to be logged)']]]]]]]], first: shared, second: shared },
    ...{ when: '1970-01-01T00:00:00.000Z', wrong: null, getter: { it: '(cannot be read)' }, json: '(cannot be read)' },
    again: { name: 'c', self: '(holds itself)' },
    ...{ revoked: '(cannot be read)', error: '(cannot be read)', inner: ['no entry'] },
    '(more is not logged)': true,
  })
  expect(many.at(-1)).toBe('(more is not logged)')
})

function fail(): never {
  throw new Error('a property that cannot be read')
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test('a log line holds no card number that a reader would see, nor one that is a number, and measures as they were', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('agent', 'info', file)
  const card = 4111111111111111
  // Each would pass for a card number.
  const measures = {
    ...{ at: 1_796_000_000_002, when: 1_796_000_000_002, from: 2_796_000_000_001, inode: 4111111111111111n },
    ...{ sinceMs: 4222222222222, bytes: 4222222222222, left: 4222222222222, sequence: card },
  }
  log.warn(`４１１１ １１１１ １１１１ １１１１ and ４１１１111111111111`, {
    path: '4111\u00a01111\u00a01111\u00a01111/4111–1111–1111–1111/4111\u200b1111\u200b1111\u200b1111.txt',
    ...{ card, big: BigInt(card), cards: [card, { card }], [`of ４１１１${'1'.repeat(12)}`]: 1, sum: 4111111111111112 },
    ...{ gap: measures, part: 0.4111111111111111 },
  })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(JSON.parse(text)).toMatchObject({
    ...{ message: '[card] and [card]', path: '[card]/[card]/[card].txt' },
    ...{ card: '[card]', big: '[card]', cards: ['[card]', { card: '[card]' }], 'of [card]': 1, sum: 4111111111111112 },
    ...{ gap: { ...measures, inode: String(card) }, part: 0.4111111111111111 },
  })
})

test('names that are the same once their card numbers are hidden keep their values', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('agent', 'info', file)
  log.warn('files', { sizes: { '4111111111111111': 1, '5555555555554444': 2, '[card]': 3 } })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(JSON.parse(text).sizes).toEqual({ '[card]': 1, '[card] (2)': 2, '[card] (3)': 3 })
})
