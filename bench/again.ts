// Owns the measurement of judging again: how long it takes until every file of a host has another verdict, and what that does
// to the time in which a dropped file gets its own meanwhile.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { signStatement } from '@sekisho/publisher/main.ts'
import { releaseStatement } from '@sekisho/publisher/statement/statement.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import { generateKeyPair, sha256Hex } from '@sekisho/shared/proof.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { Bench } from './bench.ts'
import { openHouse, site, whenWatched } from './house/house.ts'
import { dropUntil, latencyCells, latencyColumns, removeDrops } from './latency.ts'
import { load } from './machine.ts'
import { median, seconds, thousands } from './numbers.ts'
import { makeTree } from './tree.ts'

/** With the usual size 200,000 files, of so few bytes that the tree takes no time. */
const multiple = 4
const bytes = 120
const dropsBefore = 100
/** Of each kind: an even number, so that all is as it was. */
const turns = 6
/** Says nothing of what is there. */
const small = 'small'
const askEachMs = 20

export const againBench: Bench = async setting => {
  const { folder, size, say } = setting
  const files = size.files * multiple
  const [home, tree] = [join(folder, 'again'), join(folder, `small-${files}`)]
  makeTree(tree, { files, folders: files / 10, bytes })
  const dropFolder = join(tree, 'html/upload/save_image')
  const house = await openHouse(home)
  const { client } = house
  let dropped = 0
  try {
    await house.release(tree)
    await house.bind(tree)
    const { source } = await whenWatched(house, house.startAgent('auto'), tree)
    await judged(client)
    say(`  ${files} files watched by ${source}`)
    const before = await dropUntil(setting, client, dropFolder, count => count === dropsBefore)
    dropped = before.length
    const rows = [['before', '', '', String(before.length), ...latencyCells(before)]]
    await publishSmall(client)
    for (const [name, component] of [
      ['nothing is judged otherwise', small],
      ['each file is flagged, or its flag falls', site],
    ] as const) {
      let isOver = false
      const turning = judgeAgain(client, component).finally(() => {
        isOver = true
      })
      const meanwhile = await dropUntil(setting, client, dropFolder, () => isOver, dropped)
      dropped += meanwhile.length
      const took = await turning
      const times = [seconds(median(took)), seconds(Math.max(...took))]
      rows.push([name, ...times, String(meanwhile.length), ...latencyCells(meanwhile)])
    }
    return [
      {
        title: `Judging ${thousands(files)} files again, and from the close of a dropped file to its verdict meanwhile`,
        columns: ['', 'took', 'longest', 'drops', ...latencyColumns],
        rows,
        notes: [
          `By a component that their site is given, or has no more. Watched by ${source}; medians of ${turns}. At the end: ${load()}.`,
        ],
      },
    ]
  } finally {
    await house.stop()
    rmSync(home, { recursive: true, force: true })
    removeDrops(dropFolder, dropped + 1)
  }
}

async function publishSmall(client: Client): Promise<void> {
  const key = generateKeyPair()
  await client.trustKey(key.id, small)
  const path = parseRelativePath('nowhere/else.php')
  const entry: ReleaseEntry = { path, sha256: sha256Hex(path), type: 'file' }
  const statement = releaseStatement([entry], { component: small, version: '1', now: systemClock.now() })
  await client.publish(signStatement(statement, key), {})
}

/** How long each turn took, from the request until nothing waits any more. */
async function judgeAgain(client: Client, component: string): Promise<readonly number[]> {
  const took: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    const from = performance.now()
    // The site has its own to begin with, and the small one not.
    if ((turn % 2 === 0) === (component === site)) await client.components.unsubscribe(site, component)
    else await client.components.subscribe(site, component)
    await judged(client)
    took.push(performance.now() - from)
  }
  return took
}

async function judged(client: Client): Promise<void> {
  while ((await client.judging()).length > 0) await pause(systemClock, askEachMs)
}
