import { digestBindings } from '@sekisho/shared/bindings.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import {
  AgentMessageSchema,
  type Bindings,
  CollectorMessageSchema,
  PathBelowSchema,
  PathSchema,
  RootPathSchema,
  readMessage,
} from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPath, anyPathBelow, anyRoot } from '../support/arbitraries.ts'

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
const id = generateKeyPair().id

describe('messages', () => {
  test('a hello survives the wire whatever address it names', () => {
    fc.assert(
      fc.property(hex, hex, hex, fc.string({ maxLength: 500 }), (agent, collector, nonce, address) => {
        const hello = { message: 'hello', versions: [1], features: [], agent, collector, nonce, address }
        expect(readMessage(AgentMessageSchema, JSON.stringify(hello))).toEqual(hello)
      }),
    )
  })

  test('an acknowledgement survives the wire', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1 }), (epoch, sequence) => {
        const ack = { message: 'ack', epoch, sequence }
        expect(readMessage(CollectorMessageSchema, JSON.stringify(ack))).toEqual(ack)
      }),
    )
  })

  test('any text is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expect(readMessage(AgentMessageSchema, text)).toBeNull()
        expect(readMessage(CollectorMessageSchema, text)).toBeNull()
      }),
    )
  })

  const refused: readonly [string, unknown][] = [
    ['an unknown kind', { message: 'exec' }],
    [
      'a key in upper case',
      { message: 'hello', versions: [1], features: [], agent: 'A'.repeat(64), collector: id, nonce: id, address: '' },
    ],
    [
      'a short nonce',
      { message: 'hello', versions: [1], features: [], agent: id, collector: id, nonce: 'ab', address: '' },
    ],
    ['no version', { message: 'hello', versions: [], features: [], agent: id, collector: id, nonce: id, address: '' }],
    ['a proof without an epoch', { message: 'proof', signature: '', boot: 1, head: null, localRoots: [] }],
    ['an outcome of its own', { message: 'done', order: '1', outcome: 'perhaps', detail: '' }],
  ]
  test.each(refused)('one with %s is refused', (_, message) => {
    expect(readMessage(AgentMessageSchema, JSON.stringify(message))).toBeNull()
  })

  test('an order outside the agreed few is no order', () => {
    const order = { message: 'order', id: '1', order: { what: 'write', path: '/etc/passwd' } }
    expect(readMessage(CollectorMessageSchema, JSON.stringify(order))).toBeNull()
  })

  test('bindings with a pattern that no profile may have are refused', () => {
    const profile = { name: 'p', title: '', rules: [{ pattern: '/absolute', class: 'code' }] }
    const bindings = { version: 1, roots: [], profiles: [profile] }
    const order = { message: 'order', id: '1', order: { what: 'bindings', bindings } }
    expect(readMessage(CollectorMessageSchema, JSON.stringify(order))).toBeNull()
  })
})

test('every canonical path passes, every absolute one is a root', () => {
  fc.assert(fc.property(anyPath, path => PathSchema.safeParse(path).success))
  fc.assert(fc.property(anyRoot, root => RootPathSchema.safeParse(root).success))
})

test('what is said of a root stays in it: every path below it passes, and none that leads out', () => {
  fc.assert(fc.property(anyPathBelow, path => PathBelowSchema.safeParse(path).success))
  expect(PathBelowSchema.safeParse('').success).toBe(true)
  for (const path of ['..', '../other', 'a/../../other', '/etc/passwd', 'a//b', './a', 'a/', 'a/.']) {
    expect(PathBelowSchema.safeParse(path).success).toBe(false)
  }
})

test('no path, target or root is longer than any reader can hold a thousand of', () => {
  expect(PathBelowSchema.safeParse(`${'a/'.repeat(99_999)}a`).success).toBe(true)
  expect(PathBelowSchema.safeParse(`${'a/'.repeat(100_000)}a`).success).toBe(false)
  expect(PathSchema.safeParse('%FF'.repeat(4096)).success).toBe(true)
  expect(PathSchema.safeParse('%FF'.repeat(4097)).success).toBe(false)
  expect(RootPathSchema.safeParse(`/${'a'.repeat(20_000)}`).success).toBe(false)
})

test('a host cannot be enrolled under a name that a terminal would obey', () => {
  const proof = { message: 'proof', signature: '', boot: 1, epoch: crypto.randomUUID(), head: null, localRoots: [] }
  const said = (name: string) =>
    readMessage(AgentMessageSchema, JSON.stringify({ ...proof, enrolment: { id: 'a', mac: '', name } }))
  expect(said('店舗-web1.example')).not.toBeNull()
  for (const name of ['', 'web1\u001b[2J', 'web1\u009b2J', 'web1\n', 'web1\u007f']) expect(said(name)).toBeNull()
})

test('a heartbeat tells of no more rooms than a program has', () => {
  const room = { phase: 'open', sinceMs: 0, depth: 0, oldestAgeMs: 0 }
  const program = { files: id, config: id, at: 1 }
  const versions = { agent: '1', node: '24', kernel: '6' }
  const base = { message: 'heartbeat', at: 1, boot: 1, epoch: crypto.randomUUID(), roots: [], bindings: null }
  const said = (count: number) => {
    const rooms = Object.fromEntries(Array.from({ length: count }, (_, number) => [`room${number}`, room]))
    const heartbeat = { ...base, versions, program, rooms, waiting: { fast: 0, bulk: 0 } }
    return readMessage(AgentMessageSchema, JSON.stringify(heartbeat))
  }
  expect(said(64)).not.toBeNull()
  expect(said(65)).toBeNull()
})

test('the digest of bindings does not depend on the order of their fields, and on everything else it does', () => {
  const root = RootPathSchema.parse('/srv/shop')
  const bindings: Bindings = {
    version: 1,
    roots: [{ root, site: 'shop', prefix: PathSchema.parse(''), profile: 'php' }],
    profiles: [{ name: 'php', title: 'PHP', telltale: [], rules: [], payment: [] }],
  }
  const turned = { profiles: bindings.profiles, roots: bindings.roots, version: 1 }
  expect(digestBindings(turned)).toBe(digestBindings(bindings))
  expect(digestBindings({ ...bindings, version: 2 })).not.toBe(digestBindings(bindings))
  expect(digestBindings({ ...bindings, roots: [] })).not.toBe(digestBindings(bindings))
})
