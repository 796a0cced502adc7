// The law of what is told of a process: whoever chose its name, command line and cgroup, the wire takes it.
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import { compileRedact } from '@sekisho/shared/redact.ts'
import { ActorSchema } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { actorOf, parentOf } from '../../../agent/attribution/describe.ts'
import { spentMs } from '../../support/spent.ts'

const telling = {
  redact: compileRedact(),
  nameOfUser: String,
  isWebUser: () => true,
  machineStartedAt: 1_700_000_000_000,
}
/** The kernel tells no longer one (PATH_MAX); each byte that is no text takes three characters. */
const longest = 4095
const bytes = (maxLength: number) =>
  fc.oneof(
    fc.uint8Array({ maxLength, size: 'max' }),
    fc.nat(maxLength).map(length => new Uint8Array(length).fill(0xff)),
  )
const anyExecutable: fc.Arbitrary<PathText> = fc.oneof(
  bytes(longest).map(name => pathText(name)),
  fc.constant(pathText(new Uint8Array(longest).fill(0xff))),
)
const anyText = (maxLength: number) => bytes(maxLength).map(text => Buffer.from(text).toString())
const anyProcess = fc.record({
  pid: fc.nat(),
  ppid: fc.nat(),
  start: fc.nat(),
  comm: anyText(15),
  forkedOnly: fc.boolean(),
  program: fc.constant('1 2'),
  executable: fc.option(anyExecutable),
  command: fc
    .oneof(
      bytes(2048),
      bytes(2040).map(rest => Buffer.concat([Buffer.from('a: b'), rest])),
    )
    .map(made => Buffer.from(made)),
  cgroup: anyText(4095).map(name => `0::/${name}.scope`),
  realUid: fc.nat(0xffffffff),
  effectiveUid: fc.nat(0xffffffff),
  loginUid: fc.option(fc.nat(0xffffffff)),
})

test('the wire takes all that is told of a process, whatever bytes it is called by', () => {
  fc.assert(
    fc.property(anyProcess, anyProcess, (seen, parent) => {
      const told = actorOf(seen, [parentOf(parent, true, telling)], { program: true, user: true }, telling)
      expect(ActorSchema.safeParse(told).error).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})

test('a command line of blanks takes no longer than another', () => {
  const [process] = fc.sample(anyProcess, { numRuns: 1, seed: 1 })
  if (process === undefined) throw new Error('none was made')
  const blank = { ...process, executable: null, comm: 'x', command: Buffer.from(`x: ${' '.repeat(2043)}x`) }
  const begun = spentMs()
  for (let count = 0; count < 200; count++) actorOf(blank, [], { program: true, user: true }, telling)
  // Some 30 ms, where looking from each blank on took 2 s and more.
  expect(spentMs() - begun).toBeLessThan(600)
})

test('what a title leaves behind its words is no part of it', () => {
  const [process] = fc.sample(anyProcess, { numRuns: 1, seed: 1 })
  if (process === undefined) throw new Error('none was made')
  const told = (command: string) =>
    actorOf({ ...process, command: Buffer.from(command) }, [], { program: true, user: true }, telling).command
  expect([told('php  run \0 \0\0'), told(' \0 '), told('')]).toEqual(['php  run', null, null])
})
