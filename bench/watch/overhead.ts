// Owns the measurement of what a watching agent costs those who write: the same writing with it and without it, in turn, each
// beginning with nobody at work and nothing waiting for the disk; and what it costs when nothing happens.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import type { Bench } from '../bench.ts'
import { median, megabytes, milliseconds, ofRounds, thousands, times } from '../numbers.ts'
import { privateBytes, processorMs } from '../resources.ts'
import { startOurs } from './ours.ts'
import { absentees, rivals, startRival } from './rivals.ts'
import type { Watching } from './watching.ts'
import { type Amounts, amountsOf, makeSource, shell } from './writers.ts'

interface Job {
  readonly name: string
  run(place: Place): Promise<number>
}

/** Processor time is told in steps of 10 ms: in two minutes each is less than a hundredth of a percent. */
const leastIdleMs = 120_000

/** Each leaves the tree as it was, for the next. */
const jobsOf = ({ burst, outside: writes }: Amounts): readonly Job[] => [
  {
    name: `cp -r of ${thousands(burst)} files`,
    run: ({ tree, source }) => shell('cp -r "$1" "$2/copied"', source, tree),
  },
  { name: 'rm -r of them', run: ({ tree }) => shell('rm -r "$1/copied"', tree) },
  { name: 'tar x of them', run: ({ tree, archive }) => shell('mkdir "$2/x"; tar xf "$1" -C "$2/x"', archive, tree) },
  { name: 'rm -r of those', run: ({ tree }) => shell('rm -r "$1/x"', tree) },
  {
    name: `${thousands(writes)} writes outside the root`,
    run: ({ outside }) => shell(`for ((i = 0; i < ${writes}; i++)); do echo $i > "$1/f$((i % 100))"; done`, outside),
  },
]

interface Place {
  readonly tree: string
  readonly source: string
  readonly archive: string
  readonly outside: string
}

type Start = (tree: string) => Promise<Watching | { readonly name: string; readonly why: string }>

const watchersIn = (home: string): readonly Start[] => [
  tree => startOurs(tree, home, 'auto'),
  tree => startOurs(tree, home, 'inotify'),
  ...rivals.map(
    (rival): Start =>
      tree =>
        startRival(rival, tree, home),
  ),
]

export const overheadBench: Bench = async ({ folder, size, rounds, say }) => {
  const home = join(folder, 'overhead')
  const amounts = amountsOf(size)
  const jobs = jobsOf(amounts)
  const place = await makePlace(home, amounts.burst)
  const without = jobs.map(() => [] as number[])
  const columns = new Map<string, number[][]>()
  // What is read and made for the first time costs more, and belongs to none of them.
  for (const { run } of jobs) await run(place)
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`)
    for (const start of watchersIn(home)) {
      // Before each of them, so that what the machine does meanwhile is in both.
      await runAll(jobs, place, nobody, without, say)
      const watching = await start(place.tree)
      if ('why' in watching) continue
      const took = columns.get(watching.name) ?? jobs.map(() => [])
      columns.set(watching.name, took)
      await runAll(jobs, place, watching.pids, took, say)
      await watching.stop()
      say(`  ${watching.name}`)
    }
  }
  rmSync(home, { recursive: true, force: true })
  const names = [...columns.keys()]
  return [
    {
      title: 'What watching adds to those who write',
      columns: ['', 'unwatched', ...names],
      rows: jobs.map(({ name }, at) => {
        const alone = median(without[at] ?? [])
        return [
          name,
          milliseconds(alone),
          ...names.map(column => times(median(columns.get(column)?.[at] ?? []) / alone)),
        ]
      }),
      notes: [
        `${ofRounds(rounds)}, unwatched before each watcher, each once all was at rest (which of them were not after two minutes stands above) and written back. Time of the writer alone; on two cores what the agent does with the findings meanwhile counts, too.`,
        ...absentees(),
      ],
    },
  ]
}

export const idleBench: Bench = async ({ folder, seconds, say }) => {
  const home = join(folder, 'idle')
  const tree = join(home, 'tree')
  const idleMs = Math.max(seconds * 1000, leastIdleMs)
  const rows: string[][] = []
  for (const start of watchersIn(home)) {
    rmSync(home, { recursive: true, force: true })
    mkdirSync(tree, { recursive: true })
    writeFileSync(join(tree, 'there-before'), '')
    const watching = await start(tree)
    if ('why' in watching) {
      rows.push([watching.name, watching.why, ''])
      continue
    }
    rows.push(await idleOf(watching, idleMs))
    say(`  ${rows.at(-1)?.join(', ')}`)
    await watching.stop()
  }
  rmSync(home, { recursive: true, force: true })
  return [
    {
      title: `While nothing happens, ${idleMs / 1000} s`,
      columns: ['watcher', 'processor, of one core', 'private memory'],
      rows,
      notes: [
        'After the writing of nothing yet: an empty tree. Of ours the agent alone; its collector has its state on another file system.',
        ...absentees(),
      ],
    },
  ]
}

async function makePlace(home: string, files: number): Promise<Place> {
  rmSync(home, { recursive: true, force: true })
  const place = {
    tree: join(home, 'tree'),
    source: makeSource(home, files),
    archive: join(home, 'burst.tar'),
    outside: join(home, 'outside'),
  }
  mkdirSync(place.tree, { recursive: true })
  mkdirSync(place.outside, { recursive: true })
  writeFileSync(join(place.tree, 'there-before'), '')
  await shell('tar cf "$1" -C "$2" .', place.archive, place.source)
  return place
}

/** A processor's share in a second below which a watcher is done with what was before. */
const restingMs = 20
/** One that is never done is measured at work. */
const longestMs = 120_000

const nobody = (): readonly number[] => []

async function runAll(
  jobs: readonly Job[],
  place: Place,
  pids: () => readonly number[],
  into: readonly number[][],
  say: (text: string) => void,
): Promise<void> {
  for (const [at, { name, run }] of jobs.entries()) {
    if (!(await resting(pids))) say(`  not at rest after ${longestMs / 1000} s, before: ${name}`)
    await shell('sync -f "$1"', place.tree)
    into[at]?.push(await run(place))
  }
}

/** False: it is measured at work. */
async function resting(pids: () => readonly number[]): Promise<boolean> {
  if (pids().length === 0) return true
  for (let passedMs = 0; passedMs < longestMs; passedMs += 1000) {
    const before = processorOf(pids())
    await pause(systemClock, 1000)
    if (processorOf(pids()) - before <= restingMs) return true
  }
  return false
}

/** NaN where one of them ended meanwhile, as those do that a script starts for each file: then it is at work. */
function processorOf(pids: readonly number[]): number {
  try {
    return pids.reduce((sum, pid) => sum + processorMs(pid), 0)
  } catch {
    // No such process any more.
    return Number.NaN
  }
}

/** What a start leaves to be done is not idleness: V8 tidies its heaps up after some two hundred seconds, once. */
const settlesMs = 300_000

async function idleOf({ name, pids }: Watching, idleMs: number): Promise<string[]> {
  await pause(systemClock, settlesMs)
  const before = processorOf(pids())
  await pause(systemClock, idleMs)
  const spent = processorOf(pids()) - before
  // As those do that a script starts for each file: at rest there is none.
  if (Number.isNaN(spent)) throw new Error(`a process of ${name} ended while nothing happened`)
  const share = `${((spent / idleMs) * 100).toFixed(2)} %`
  return [name, share, megabytes(pids().reduce((sum, pid) => sum + privateBytes(pid), 0))]
}
