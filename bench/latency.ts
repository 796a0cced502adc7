// Owns the measurement of the time from the close of a dropped file to its verdict, as heard by somebody who listens to the
// collector: agent, collector and listener are three processes on one machine.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@sekisho/shared/client.ts'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import type { Bench, Setting } from './bench.ts'
import { openHouse, whenWatched } from './house/house.ts'
import { milliseconds, percentile } from './numbers.ts'
import { numbersFrom } from './random.ts'
import { makeTree } from './tree.ts'

const drops = 400
/** Between two drops: more than one takes, and no multiple of any period in the way. */
const pauseMs = { least: 100, most: 300 }
const lostMs = 30_000
const shell = '<?php /* dropped by the bench; does nothing */\n'.repeat(100)

export const latencyBench: Bench = async setting => {
  const { folder, size, say } = setting
  const tree = join(folder, `tree-${size.files}`)
  makeTree(tree, size)
  const dropFolder = join(tree, 'html/upload/save_image')
  const house = await openHouse(join(folder, 'latency'))
  try {
    await house.release(tree)
    await house.bind(tree)
    const agent = house.startAgent('auto')
    const { source, grade } = await whenWatched(house, agent, tree)
    say(`watched by ${source} (${grade})`)
    const measured = await dropUntil(setting, house.client, dropFolder, count => count === drops)
    const cells = latencyCells(measured)
    return [
      {
        title: `From the close of a dropped file to its verdict, ${size.files} files watched by ${source}`,
        columns: latencyColumns,
        rows: [cells],
        notes: [
          `${drops} files, one after the other. The verdict is committed at the collector and heard by its live news.`,
        ],
      },
    ]
  } finally {
    await house.stop()
    rmSync(join(folder, 'latency'), { recursive: true, force: true })
    removeDrops(dropFolder, drops)
  }
}

export const latencyColumns = ['p50', 'p90', 'p99', 'longest']

export function latencyCells(measured: readonly number[]): readonly string[] {
  return [0.5, 0.9, 0.99, 1].map(share => milliseconds(percentile(measured, share)))
}

/**
 * Drops shells into the folder, one after the other, until enough were. How long each took until its verdict was heard.
 * @param first number of the first, for a folder in which some were dropped already
 */
export async function dropUntil(
  { say }: Setting,
  client: Client,
  folder: string,
  isEnough: (count: number) => boolean,
  first = 0,
): Promise<readonly number[]> {
  mkdirSync(folder, { recursive: true })
  const ears = new Ears(client)
  await ears.open
  const random = numbersFrom(drops)
  const measured: number[] = []
  while (!isEnough(measured.length)) {
    const index = first + measured.length
    const file = fileOf(folder, index)
    const heard = ears.hears(file)
    writeFileSync(file, `${shell}// ${index}\n`)
    const closedAt = performance.now()
    measured.push((await heard) - closedAt)
    if (measured.length % 100 === 0) say(`  ${measured.length} dropped`)
    await pause(systemClock, pauseMs.least + random() * (pauseMs.most - pauseMs.least))
  }
  ears.close()
  return measured
}

export function removeDrops(folder: string, count: number): void {
  for (let index = 0; index < count; index++) rmSync(fileOf(folder, index), { force: true })
}

function fileOf(folder: string, index: number): string {
  return join(folder, `dropped-${index}.php`)
}

/** Hears live news, and tells when a path's verdict came. */
class Ears {
  readonly open: Promise<void>
  readonly #awaited = new Map<string, (at: number) => void>()
  readonly #closed = new AbortController()

  constructor(client: Client) {
    this.open = new Promise((resolve, reject) => {
      this.#listen(client, resolve).catch(reject)
    })
  }

  hears(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = systemClock.after(lostMs, () => reject(new Error(`nothing was heard of ${path} in ${lostMs} ms`)))
      this.#awaited.set(path, at => {
        late.cancel()
        this.#awaited.delete(path)
        resolve(at)
      })
    })
  }

  close(): void {
    this.#closed.abort()
  }

  async #listen(client: Client, opened: () => void): Promise<void> {
    for await (const item of client.live({ signal: this.#closed.signal, clock: systemClock })) {
      if (item.event === 'open') opened()
      else if (item.event === 'finding')
        this.#awaited.get(join(item.finding.root, item.finding.path))?.(performance.now())
    }
  }
}
