// Owns our own agent and collector as a measured watcher: what it tells are findings that are committed at the collector.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { WantedSource } from '@sekisho/agent/watch/wanted.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { openHouse, whenWatched } from '../house/house.ts'
import { Heard } from './heard.ts'
import type { Watching } from './watching.ts'

/** A file system of its own: what the collector writes there no agent of a shop's host hears, since none is there. */
const elsewhere = '/dev/shm'

export async function startOurs(tree: string, folder: string, wanted: WantedSource): Promise<Watching> {
  const home = join(folder, 'ours')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const collectorIn = mkdtempSync(join(elsewhere, 'sekisho-bench-'))
  const end = async () => {
    await house.stop()
    for (const folder of [home, collectorIn]) rmSync(folder, { recursive: true, force: true })
  }
  const house = await openHouse(home, collectorIn)
  try {
    await house.bind(tree)
    const agent = house.startAgent(wanted)
    const { source } = await whenWatched(house, agent, tree)
    const heard = new Heard()
    const closed = new AbortController()
    const listening = listen(house.client, tree, heard, closed.signal)
    return {
      name: `Sekisho, ${source}`,
      heard,
      pids: () => [agent.pid],
      async stop() {
        closed.abort()
        await listening
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** News hold the first of a batch, and a listener who falls behind is sent away: the rest is asked for. */
async function listen(
  client: Awaited<ReturnType<typeof openHouse>>['client'],
  tree: string,
  heard: Heard,
  signal: AbortSignal,
): Promise<void> {
  let listed = 0
  for await (const item of client.live({ signal, clock: systemClock })) {
    if (item.event === 'finding') heard.tell(join(item.finding.root, item.finding.path))
    else if (item.event === 'findings-changed' || item.event === 'open')
      listed = await askAll(client, tree, heard, listed)
  }
}

/** Numbers of findings rise as they are committed, whatever the time that each is of. */
async function askAll(
  client: Awaited<ReturnType<typeof openHouse>>['client'],
  tree: string,
  heard: Heard,
  listed: number,
): Promise<number> {
  let newest = listed
  for await (const { id, root, path } of client.findings({ order: 'newest' })) {
    if (id <= listed) break
    newest = Math.max(newest, id)
    if (root === tree) heard.tell(join(root, path))
  }
  return newest
}
