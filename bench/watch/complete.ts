// Owns the measurement of what watchers miss, and how soon they tell: a burst, a race with new folders, and single files,
// for each of them over the same tree, one after the other.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import type { Bench, Setting } from '../bench.ts'
import { milliseconds, percentile, seconds, times } from '../numbers.ts'
import { startOurs } from './ours.ts'
import { absentees, firstName, rivals, startRival } from './rivals.ts'
import type { Watching } from './watching.ts'
import { type Amounts, amountsOf, burstPaths, makeSource, race, shell } from './writers.ts'

const drops = 100
const pauseMs = 50
/** After so long without anything new, what was not told is missed. */
const silentMs = 10_000
/** What a shop's own script would do, which hashes as ours does. */
const yardstick = 'inotifywait + sha256sum'
const lostMs = 30_000

export const completeBench: Bench = async ({ folder, size, say }) => {
  const home = join(folder, 'watch')
  const amounts = amountsOf(size)
  const source = makeSource(home, amounts.burst)
  const rows: string[][] = []
  const medians = new Map<string, number>()
  for (const start of [
    (tree: string) => startOurs(tree, home, 'auto'),
    (tree: string) => startOurs(tree, home, 'inotify'),
    (tree: string) => startOurs(tree, home, 'chokidar'),
    ...rivals.map(rival => (tree: string) => startRival(rival, tree, home)),
  ]) {
    const tree = join(home, 'tree')
    rmSync(tree, { recursive: true, force: true })
    mkdirSync(tree, { recursive: true })
    writeFileSync(join(tree, firstName), '')
    const watching = await start(tree)
    if ('why' in watching) {
      rows.push([watching.name, watching.why])
      continue
    }
    try {
      const { row, medianMs } = await measure(watching, tree, source, amounts, say)
      rows.push(row)
      medians.set(watching.name, medianMs)
    } finally {
      await watching.stop()
    }
  }
  rmSync(home, { recursive: true, force: true })
  return [
    {
      title: 'What is told of, and how soon',
      columns: [
        'watcher',
        `burst of ${amounts.burst}`,
        'told after',
        `race, of ${amounts.races}`,
        'one file: p50',
        'p99',
        `p50, of that of ${yardstick}`,
      ],
      rows: rows.map(row => [...row, ...Array(6 - row.length).fill(''), ratioOf(row[0] ?? '', medians)]),
      notes: [
        `burst: cp -r into ${amounts.burst / 10} new folders; race: mkdir -p and a file in it at once. Told after: from the end of the copying to the last that was told.`,
        'Ours tells when the verdict is committed at the collector: hashed, journalled, sent, judged. The others tell a name (sha256sum: a name and its sum).',
        ...absentees(),
      ],
    },
  ]
}

function ratioOf(name: string, medians: ReadonlyMap<string, number>): string {
  const [own, other] = [medians.get(name), medians.get(yardstick)]
  return own === undefined || other === undefined ? '' : times(own / other)
}

async function measure(
  watching: Watching,
  tree: string,
  source: string,
  amounts: Amounts,
  say: Setting['say'],
): Promise<{ readonly row: string[]; readonly medianMs: number }> {
  const { name, heard } = watching
  const latencies = await dropAll(watching, join(tree, 'upload'))
  const raced = await race(tree, amounts.races)
  const racedToo = await countWhenSilent(watching, raced)
  await shell('cp -r "$1" "$2"', source, join(tree, 'burst'))
  const copiedAt = performance.now()
  const burst = await countWhenSilent(watching, burstPaths(join(tree, 'burst'), amounts.burst))
  const tookMs = Math.max(0, heard.lastAt - copiedAt)
  say(`  ${name}: ${burst} of ${amounts.burst}, ${racedToo} of ${amounts.races}`)
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
  const row = [name, String(burst), seconds(tookMs), String(racedToo), milliseconds(p50), milliseconds(p99)]
  return { row, medianMs: p50 }
}

async function dropAll({ heard }: Watching, folder: string): Promise<readonly number[]> {
  mkdirSync(folder, { recursive: true })
  // The folder's own watch, where one is needed, is not what is measured here.
  await pause(systemClock, 1000)
  const measured: number[] = []
  for (let index = 0; index < drops; index++) {
    const file = join(folder, `dropped-${index}.php`)
    const told = heard.of(file, lostMs)
    writeFileSync(file, `<?php // ${index}\n`.repeat(100))
    const closedAt = performance.now()
    measured.push((await told) - closedAt)
    await pause(systemClock, pauseMs)
  }
  return measured
}

/** How many of the paths were told once all were, or nothing new comes any more. */
async function countWhenSilent({ heard }: Watching, paths: readonly string[]): Promise<number> {
  const from = performance.now()
  for (;;) {
    const count = heard.countOf(paths)
    if (count === paths.length || performance.now() - Math.max(heard.lastAt, from) > silentMs) return count
    await pause(systemClock, 100)
  }
}
