// Owns random values of the wire's types, for property tests of everything that reads or writes them.
import { findingKinds, gapCauses, noticedBy } from '@sekisho/shared/finding.ts'
import { contentTypes } from '@sekisho/shared/marks/type.ts'
import { compilers, fileTypes, markNames } from '@sekisho/shared/observation.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import type { Batch } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'

/** Any bytes but NUL, in canonical text. */
export const anyPath = fc.uint8Array({ min: 1, maxLength: 60 }).map(bytes => pathText(bytes))
const name = fc
  .uint8Array({ min: 1, minLength: 1, maxLength: 20 })
  .map(bytes => bytes.map(byte => (byte === 0x2f ? 0x30 : byte)))
export const anyRoot = fc
  .array(
    name.filter(bytes => !['.', '..'].includes(Buffer.from(bytes).toString())),
    { minLength: 1, maxLength: 4 },
  )
  .map(parts => pathText(Buffer.concat(parts.flatMap(part => [Buffer.from('/'), part]))))
/** Of something below a root, or of the root itself. */
export const anyPathBelow = fc.oneof(
  { weight: 1, arbitrary: fc.constant('' as PathText) },
  { weight: 20, arbitrary: anyRoot.map(path => path.slice(1) as PathText) },
)

const time = fc.double({ min: 0, max: 1e15, noNaN: true, noDefaultInfinity: true })
const count = fc.nat()
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const digest = fc.oneof(
  fc.record({ algorithm: fc.constant('sha256' as const), hex: hex(64) }),
  fc.record({ algorithm: fc.constant('xxh64' as const), hex: hex(16) }),
)
const stat = {
  type: fc.constantFrom(...fileTypes),
  size: count,
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: count,
  gid: count,
  mtimeMs: time,
  ctimeMs: time,
  inode: count,
  links: count,
}
const content = {
  target: fc.option(anyPath),
  digest: fc.option(digest),
  marks: fc.option(
    fc.record(
      {
        version: count,
        found: fc.uniqueArray(fc.constantFrom(...markNames)),
        type: fc.constantFrom(...contentTypes),
        quotes: fc.array(fc.stringMatching(/^[ -~]{1,200}$/), { maxLength: 8 }),
        compiled: fc.record({ by: fc.constantFrom(...compilers), source: fc.option(anyPath), body: hex(64) }),
        keys: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,20}$/), hex(12), { maxKeys: 5 }),
      },
      { requiredKeys: ['version', 'found'] },
    ),
  ),
}
const keysOf = <T extends object>(of: T) => Object.keys(of) as (keyof T)[]
export const anyObservation = fc.oneof(
  fc.record(
    {
      state: fc.constant('present' as const),
      at: time,
      ...stat,
      ...content,
      folder: fc.constantFrom('', '12:0', '12:1795978744329708300'),
    },
    { noNullPrototype: true, requiredKeys: ['state', 'at', ...keysOf(stat), ...keysOf(content)] },
  ),
  fc.record({ state: fc.constant('absent' as const), at: time }),
  fc.record({
    state: fc.constant('unreadable' as const),
    at: time,
    errno: fc.string({ maxLength: 20 }),
    stat: fc.option(fc.record(stat)),
  }),
  fc.record({ state: fc.constant('unstable' as const), at: time, ...stat, ...content }),
)
const text = fc.option(fc.string({ unit: 'binary', maxLength: 50 }).map(made => made.toWellFormed()))
const actor = fc.oneof(
  fc.constant('unknown' as const),
  fc.record({
    pid: count,
    executable: text,
    command: text,
    user: text,
    parents: fc.array(fc.record({ pid: count, executable: text }), { maxLength: 8 }),
    unit: text,
  }),
)
const record = (roots: number) => {
  const root = fc.nat(roots - 1)
  const id = fc.uuid()
  return fc.oneof(
    fc.record({
      record: fc.constant('finding' as const),
      root,
      path: anyPathBelow,
      kind: fc.constantFrom(...findingKinds),
      noticed: fc.constantFrom(...noticedBy),
      at: time,
      before: fc.option(anyObservation),
      after: anyObservation,
      actor,
    }),
    fc.record({ record: fc.constantFrom('census-begin' as const, 'census-end' as const), root, census: id, at: time }),
    fc.record({ record: fc.constant('entry' as const), root, path: anyPathBelow, after: anyObservation }),
    fc.record({
      record: fc.constant('gap' as const),
      id,
      root: fc.option(root),
      cause: fc.constantFrom(...gapCauses),
      from: time,
      to: fc.option(time),
    }),
    fc.record({
      record: fc.constant('tombstone' as const),
      sequence: count,
      digest: hex(64),
      code: fc.string({ maxLength: 50 }),
    }),
  )
}

/** A batch of the given agent, well formed in every field. */
export const anyBatch = (agent: string): fc.Arbitrary<Batch> =>
  fc.array(anyRoot, { minLength: 1, maxLength: 3 }).chain(roots =>
    fc.record({
      version: fc.constant(1 as const),
      agent: fc.constant(agent),
      epoch: fc.uuid(),
      boot: count,
      sequence: fc.integer({ min: 1 }),
      previous: fc.option(hex(64)),
      sealedAt: time,
      roots: fc.constant(roots),
      records: fc.array(record(roots.length), { minLength: 1, maxLength: 5 }),
    }),
  )
