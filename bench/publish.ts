// Owns the measurement of publishing the largest release over the API, by the command that people use, and of what it does to
// the time in which a dropped file gets its verdict meanwhile.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signStatement } from '@sekisho/publisher/main.ts'
import { releaseStatement } from '@sekisho/publisher/statement/statement.ts'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import { generateKeyPair, sha256Hex } from '@sekisho/shared/proof.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { Bench } from './bench.ts'
import { openHouse, whenWatched } from './house/house.ts'
import { Program } from './house/program.ts'
import { dropUntil, latencyCells, latencyColumns, removeDrops } from './latency.ts'
import { load } from './machine.ts'
import { megabytes, seconds, thousands } from './numbers.ts'
import { privateBytes } from './resources.ts'
import { makeTree } from './tree.ts'

/** Of the released list, for each file that is watched: with the usual 50,000 it is the most that a release may have. */
const listedPerFile = 20
const dropsBefore = 100
const component = 'large'

export const publishBench: Bench = async setting => {
  const { folder, size, say } = setting
  const [home, tree] = [join(folder, 'publish'), join(folder, `tree-${size.files}`)]
  makeTree(tree, size)
  const dropFolder = join(tree, 'html/upload/save_image')
  const house = await openHouse(home)
  let dropped = 0
  try {
    await house.release(tree)
    await house.bind(tree)
    const agent = house.startAgent('auto')
    const { source } = await whenWatched(house, agent, tree)
    const file = join(home, 'large.json')
    const files = size.files * listedPerFile
    const bytes = await writeRelease(file, files, key => house.client.trustKey(key, component))
    say(`  a release of ${files} files is made; watched by ${source}`)
    const before = await dropUntil(setting, house.client, dropFolder, count => count === dropsBefore)
    dropped = before.length
    const atRest = privateBytes(house.collector.pid)
    const publishing = publish(home, file, house.collector)
    let isOver = false
    const over = publishing.finally(() => {
      isOver = true
    })
    const meanwhile = await dropUntil(setting, house.client, dropFolder, () => isOver, dropped)
    dropped += meanwhile.length
    const { tookMs, most, mostOfCommand } = await over
    return [
      {
        title: `Publishing a release of ${thousands(files)} files over the API, an envelope of ${megabytes(bytes)}`,
        columns: ['took', 'collector before', 'most', 'the command, most'],
        rows: [[seconds(tookMs), megabytes(atRest), megabytes(most), megabytes(mostOfCommand)]],
        notes: ['Private memory; the command is `sekisho release publish`.'],
      },
      {
        title: `From the close of a dropped file to its verdict meanwhile, ${size.files} files watched by ${source}`,
        columns: ['', 'drops', ...latencyColumns],
        rows: [
          ['before', String(before.length), ...latencyCells(before)],
          ['while it is published', String(meanwhile.length), ...latencyCells(meanwhile)],
        ],
        notes: [`At the end: ${load()}.`],
      },
    ]
  } finally {
    await house.stop()
    rmSync(home, { recursive: true, force: true })
    removeDrops(dropFolder, dropped + 1)
  }
}

/** @returns its bytes */
async function writeRelease(file: string, count: number, trust: (key: string) => Promise<unknown>): Promise<number> {
  const key = generateKeyPair()
  await trust(key.id)
  const entries = Array.from({ length: count }, (_, index): ReleaseEntry => {
    const folder = Math.floor(index / 40)
    const path = `${component}/module-${folder % 500}/section-${folder}/asset-${index}-content.php`
    return { path: parseRelativePath(path), sha256: sha256Hex(path), type: 'file' }
  })
  const words = { component, version: '1.0.0', now: systemClock.now() }
  writeFileSync(file, signStatement(releaseStatement(entries, words), key))
  return statSync(file).size
}

/** From the start of the command to its end, with the most memory that it and the collector took. */
async function publish(home: string, file: string, collector: Program) {
  const words = ['release', 'publish', file, '--site', 'shop', '--state', join(home, 'collector')]
  const from = performance.now()
  const command = new Program(words, join(home, 'publish.log'))
  const ended = command.ended()
  let isOver = false
  void ended.finally(() => {
    isOver = true
  })
  let [most, mostOfCommand] = [0, 0]
  while (!isOver) {
    most = Math.max(most, privateBytes(collector.pid))
    mostOfCommand = Math.max(mostOfCommand, command.isRunning ? privateBytes(command.pid) : 0)
    await pause(systemClock, 100)
  }
  const code = await ended
  if (code !== 0) throw new Error(`sekisho release publish ended with ${code}`)
  return { tookMs: performance.now() - from, most, mostOfCommand }
}
