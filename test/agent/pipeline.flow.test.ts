// Owns the laws of the way from a touch to the journal: nothing is dropped between two rooms, and loss is declared.
import { compileProfile } from '@sekisho/shared/classify.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import type { Committed, FingerprintJob, FingerprintResult, PackedText, Touch } from '../../agent/handover.ts'
import { Flow, type FlowDoors } from '../../agent/pipeline.flow.ts'
import { Settle } from '../../agent/settle/settle.ts'
import { eventually } from '../support/eventually.ts'
import { ManualClock } from '../support/manual-clock.ts'

const root = '/var/www/shop' as PathText

const code = { class: 'code', payment: false, rule: null } as const

interface Answer {
  readonly job: FingerprintJob
  resolve(result: FingerprintResult): void
  reject(error: Error): void
}

/** A flow whose fingerprints and commits are answered by the test, in any order. */
function flowByHand(
  commit: (packed: readonly PackedText[]) => Promise<void> = async () => {},
  subtreesOf: (packed: readonly PackedText[]) => Committed['subtrees'] = () => [],
) {
  const asked: Answer[] = []
  const committed: string[] = []
  const lost: GapCause[] = []
  const missing: PathText[] = []
  const said: string[] = []
  const log = { ...silentLog, error: (line: string) => said.push(line), info: (line: string) => said.push(line) }
  const clock = new ManualClock()
  const settle = new Settle({ clock, onReady: () => flow.pump() })
  const doors: FlowDoors = {
    settle,
    classify: () => code,
    classifyIn: () => () => code,
    fingerprint: job => new Promise((resolve, reject) => asked.push({ job, resolve, reject })),
    commit: async packed => {
      await commit(packed)
      committed.push(...packed)
      return { findings: packed.length, subtrees: subtreesOf(packed), unseen: [], found: [] }
    },
    committed: () => {},
    lost: (_roots, cause) => lost.push(cause),
    rootMissing: gone => missing.push(gone),
    namesInFlight: 8,
    clock,
    log,
  }
  const flow: Flow = new Flow(doors)
  return { doors, clock, flow, settle, asked, committed, lost, missing, said }
}

function touchOf(path: string, noticed: Touch['noticed'] = 'watch'): Touch {
  return { root, path: path as PathText, noticed, saw: [], settled: true, witnesses: [] }
}

const answered = ({ job, resolve }: Answer) =>
  resolve({ id: job.id, packed: job.directory as string as PackedText, apart: [] })

test('what a walk found goes by the class of each name, in order, and as far as there is room', () => {
  const clock = new ManualClock()
  const settle = new Settle({ clock, onReady: () => {}, ceilings: { fast: 2, bulk: 3 } })
  const { doors } = flowByHand()
  const [upload, log] = [{ ...code, class: 'upload' } as const, { ...code, class: 'log' } as const]
  const classifyIn: FlowDoors['classifyIn'] = (_, directory) => name =>
    directory !== 'd' ? code : name.endsWith('.jpg') ? upload : name.endsWith('.log') ? log : code
  const flow = new Flow({ ...doors, settle, classifyIn })
  const names = ['a.php', 'b.jpg', 'c.jpg', 'd.log', 'e.php', 'f.jpg', 'g.php'] as PathText[]
  expect(flow.addWalked({ root, directory: 'd' as PathText, names })).toBe(5)
  const jobs = settle.take(10).map(({ items }) => items.map(({ name, lane, algorithm }) => [name, lane, algorithm]))
  expect(jobs.flat().sort()).toEqual([
    ['a.php', 'fast', 'sha256'],
    ['b.jpg', 'bulk', 'sha256'],
    ['c.jpg', 'bulk', 'sha256'],
    ['d.log', 'bulk', 'xxh64'],
    ['e.php', 'fast', 'sha256'],
  ])
})

test('names of a folder that are read alike are one job, whichever rules say so of each', () => {
  const { doors } = flowByHand()
  const settle = new Settle({ clock: doors.clock, onReady: () => {} })
  const { within } = compileProfile({
    rules: [{ pattern: '**/*.so', class: 'code', severity: 'critical' }],
    payment: [],
  })
  const flow = new Flow({ ...doors, settle, classifyIn: (_, directory) => within(directory) })
  const names = ['a.so', 'b.so', 'c.php', 'd.so'] as PathText[]
  expect(flow.addWalked({ root, directory: 'd' as PathText, names })).toBe(4)
  expect(settle.take(10).map(({ items }) => items.map(({ name }) => name))).toEqual([names])
})

test('every fingerprinted job reaches the journal, however answers and commits interleave', async () => {
  const commits: (() => void)[] = []
  const byHand = flowByHand(() => new Promise<void>(resolve => commits.push(resolve)))
  const { clock, flow, settle, asked, committed } = byHand
  for (const folder of ['a', 'b', 'c', 'd', 'e']) flow.add(touchOf(`${folder}/file.php`))
  await Promise.resolve()
  const done = settle.barrier()
  expect(asked).toHaveLength(5)
  const [first, ...rest] = asked
  if (first) answered(first)
  await new Promise(resolve => setImmediate(resolve))
  clock.advance(20)
  // One commit is under way while the other answers come.
  for (const answer of rest) answered(answer)
  await new Promise(resolve => setImmediate(resolve))
  while (commits.length > 0) {
    commits.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  await done
  expect(committed.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('while more is being read a commit gathers, for 20 ms at most, and at the end it waits for nothing', async () => {
  const { clock, flow, asked, committed } = flowByHand()
  const turn = () => new Promise(resolve => setImmediate(resolve))
  for (const folder of ['a', 'b', 'c', 'd']) flow.add(touchOf(`${folder}/file.php`))
  await Promise.resolve()
  const [a, b, c, d] = asked
  if (!a || !b || !c || !d) throw new Error('four jobs were expected')
  answered(a)
  await turn()
  clock.advance(10)
  answered(b)
  await turn()
  clock.advance(9)
  await turn()
  expect(committed).toEqual([])
  clock.advance(1)
  await turn()
  expect(committed).toEqual(['a', 'b'])
  answered(c)
  await turn()
  expect(committed).toEqual(['a', 'b'])
  answered(d)
  await turn()
  expect(committed).toEqual(['a', 'b', 'c', 'd'])
})

test('what a walk found gathers for 100 ms, and for 20 from when something comes that a source saw', async () => {
  let disk: Promise<void> = Promise.resolve()
  const { clock, flow, asked, committed } = flowByHand(() => disk)
  const turn = () => new Promise(resolve => setImmediate(resolve))
  const read = async (folder: string, noticed: Touch['noticed']) => {
    flow.add(touchOf(`${folder}/file.php`, noticed))
    await turn()
    const answer = asked.find(({ job }) => job.directory === folder)
    if (answer) answered(answer)
    await turn()
  }
  const pass = async (ms: number) => {
    clock.advance(ms)
    await turn()
    return committed.at(-1)
  }
  flow.add(touchOf('read for long/file.php'))
  await read('a', 'walk')
  expect(await pass(99)).toBe(undefined)
  expect(await pass(1)).toBe('a')
  await read('b', 'walk')
  await pass(50)
  await read('c', 'watch')
  expect(await pass(19)).toBe('a')
  expect(await pass(1)).toBe('c')
  await read('d', 'walk')
  expect(await pass(20)).toBe('c')
  // While one is written, the next one gathers.
  let written = () => {}
  disk = new Promise(resolve => {
    written = resolve
  })
  await pass(80)
  await read('e', 'watch')
  await read('f', 'walk')
  written()
  await turn()
  expect(await pass(19)).toBe('d')
  expect(await pass(1)).toBe('f')
})

test('a commit that the disk refused is a declared loss, and the paths can be touched again', async () => {
  const { flow, settle, asked, lost } = flowByHand(() => Promise.reject(new Failure('journal-full', 'no space')))
  flow.add(touchOf('a/file.php'))
  await Promise.resolve()
  const done = settle.barrier()
  asked.forEach(answered)
  await done
  expect(lost).toEqual(['disk-full'])
  flow.add(touchOf('a/file.php'))
  await Promise.resolve()
  expect(asked).toHaveLength(2)
})

test('a root that is missing is told as missing, not as a loss and not as deletions', async () => {
  const { flow, settle, asked, lost, missing, committed } = flowByHand()
  flow.add(touchOf('a/file.php'))
  await Promise.resolve()
  const done = settle.barrier()
  for (const { reject } of asked) reject(new Failure('root-missing', 'gone'))
  await done
  expect({ lost, missing, committed }).toEqual({ lost: [], missing: [root], committed: [] })
})

test('a journal that takes no commits is a loss each time, and is said once until it takes them again', async () => {
  let full = true
  const { flow, asked, lost, said } = flowByHand(async () => {
    if (full) throw new Failure('journal-full', 'no space')
  })
  const read = async (folder: string) => {
    flow.add(touchOf(`${folder}/file.php`))
    await eventually(() => asked.length > 0)
    for (const answer of asked.splice(0)) answered(answer)
    await new Promise(resolve => setImmediate(resolve))
  }
  for (const folder of ['a', 'b', 'c']) await read(folder)
  full = false
  for (const folder of ['d', 'e']) await read(folder)
  expect(lost).toEqual(['disk-full', 'disk-full', 'disk-full'])
  expect(said).toEqual(['the journal takes no commit', 'the journal takes commits again'])
})

test('what was read in a folder that was another one by then is read again, and nothing else is', async () => {
  // Its name is in no journal yet when the walk of the new folder looks for what is gone.
  const byHand = flowByHand(undefined, packed =>
    packed.includes('' as PackedText) ? [{ root, path: 'lib' as PathText }] : [],
  )
  const { clock, flow, settle, asked, committed } = byHand
  const jobOf = (directory: string) => asked.find(({ job }) => job.directory === directory) as Answer
  for (const path of ['lib/a.php', 'lib/deep/b.php', 'library/c.php', 'lib']) flow.add(touchOf(path))
  await eventually(() => asked.length === 4)
  answered(jobOf(''))
  // While others are being read it waits for them a little.
  await eventually(() => {
    clock.advance(20)
    return committed.length === 1
  })
  for (const directory of ['lib', 'lib/deep', 'library']) answered(jobOf(directory))
  await eventually(() => asked.length === 6)
  expect(asked.slice(4).map(({ job }) => job.directory)).toEqual(['lib', 'lib/deep'])
  for (const again of asked.slice(4)) answered(again)
  await settle.barrier()
  expect(asked.length).toBe(6)
  expect(settle.depth).toBe(0)
})
