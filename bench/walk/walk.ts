// Owns the measurement of walks: the first one, which hashes and journals all, and those of an unchanged tree, against the
// same work done by others in the same round.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench, Setting } from '../bench.ts'
import { Child } from '../child.ts'
import { median, ofRounds, seconds, times } from '../numbers.ts'
import type { Table } from '../table.ts'
import { makeTree } from '../tree.ts'
import type { WalkCalls } from './entry.ts'
import { type Checker, openAide, sha256sum, type Timed } from './rivals.ts'
import { openSamhain } from './samhain.ts'

const yardstick = 'find \\| xargs -P2 sha256sum'

/** What is measured in each round, in this order. */
type Runs = Map<string, Timed[]>

export const walkBench: Bench = async setting => {
  const { folder, size, rounds, say } = setting
  const tree = join(folder, `tree-${size.files}`)
  makeTree(tree, size)
  const state = join(folder, 'walk')
  mkdirSync(state, { recursive: true })
  const checkers = [await openAide(state, tree), openSamhain(state, tree)].filter(checker => checker !== null)
  // The first reading warms the page cache for all that follows.
  await sha256sum(tree)
  const runs: Runs = new Map()
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`)
    add(runs, yardstick, await sha256sum(tree))
    await walkAll(setting, runs, tree, join(state, `round-${round}`))
    // They are slow, and do not get faster: one round says it all.
    if (round === 1) for (const checker of checkers) await checkAll(runs, checker)
  }
  return [tableOf(setting, runs, checkers)]
}

async function walkAll({ say }: Setting, runs: Runs, tree: string, state: string): Promise<void> {
  const child = new Child<WalkCalls>(new URL('./entry.ts', import.meta.url))
  try {
    const { wallMs } = await child.ask('open', { state, tree })
    say(`  rooms and their threads opened: ${seconds(wallMs)}`)
    for (const [name, mode] of [
      ['first walk', 'guarded'],
      ['unchanged, stat walk', 'stat'],
      ['unchanged, scheduled walk (payment, config and code hashed again)', 'guarded'],
      ['unchanged, full walk (all hashed again)', 'full'],
    ] as const) {
      const walked = await child.ask('walk', mode)
      add(runs, name, walked)
      say(`  ${name}: ${seconds(walked.wallMs)}, ${walked.files} files, ${walked.touched} touched`)
    }
    await child.ask('close', null)
  } finally {
    await child.end()
    rmSync(state, { recursive: true, force: true })
  }
}

async function checkAll(runs: Runs, { name, init, check }: Checker): Promise<void> {
  add(runs, `${name}, first`, await init())
  add(runs, `${name}, check`, await check())
}

function add(runs: Runs, name: string, timed: Timed): void {
  const known = runs.get(name) ?? []
  runs.set(name, known)
  known.push(timed)
}

function tableOf({ size, rounds }: Setting, runs: Runs, checkers: readonly Checker[]): Table {
  const wall = (timed: readonly Timed[]) => median(timed.map(({ wallMs }) => wallMs))
  const processor = (timed: readonly Timed[]) => median(timed.map(({ processorMs }) => processorMs))
  const against = runs.get(yardstick) ?? []
  const rows = [...runs].map(([name, timed]) => [
    name,
    seconds(wall(timed)),
    seconds(processor(timed)),
    // Round by round, so that what slows a whole round down falls out.
    times(median(timed.map(({ wallMs }, round) => (against[round]?.wallMs ?? 0) / wallMs))),
    times(processor(against) / processor(timed)),
  ])
  const missing = ['AIDE', 'Samhain'].filter(peer => !checkers.some(({ name }) => name === peer))
  return {
    title: `Walks of ${size.files} files in ${size.folders} folders`,
    columns: ['', 'wall', 'processor', 'speed against sha256sum, wall', 'processor'],
    rows,
    notes: [
      `${ofRounds(rounds)}; AIDE and Samhain ran once. The agent is running: what its start takes, some 0.3 s, is not counted.`,
      ...missing.map(name => `${name} could not take part: it is not installed, or, of Samhain, this is not root.`),
    ],
  }
}
