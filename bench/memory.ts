// Owns the measurement of private memory: of an agent that walks, of one that watches, and of their collector, at two sizes
// of tree. What grows with the tree shows as the difference.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import type { Bench, Setting } from './bench.ts'
import { openHouse, whenWatched } from './house/house.ts'
import type { Program } from './house/program.ts'
import { megabytes } from './numbers.ts'
import { privateBytes, privateBytesAtRest } from './resources.ts'
import { makeTree } from './tree.ts'

interface Used {
  readonly agent: number
  readonly agentMost: number
  readonly collector: number
}

export const memoryBench: Bench = async setting => {
  const sizes = [setting.size.files, setting.size.files * 4]
  const rows: string[][] = []
  for (const watch of ['walk', 'chokidar'] as const) {
    const used: Used[] = []
    for (const files of sizes) used.push(await measure(setting, files, watch))
    const [small, large] = used
    if (!small || !large) throw new Error('two sizes were to be measured')
    const name = watch === 'walk' ? 'without watcher' : 'with chokidar'
    const row = (what: string, of: (used: Used) => number) =>
      rows.push([what, megabytes(of(small)), megabytes(of(large)), megabytes(of(large) - of(small))])
    row(`agent ${name}`, ({ agent }) => agent)
    row(`agent ${name}, most while it walked first`, ({ agentMost }) => agentMost)
    row(`collector, agent ${name}`, ({ collector }) => collector)
  }
  return [
    {
      title: 'Private memory (RssAnon)',
      columns: ['', ...sizes.map(files => `${files} files`), 'growth'],
      rows,
      notes: [
        "At rest, after the first walk and one ordered by the collector. chokidar's share is the difference of the agents.",
      ],
    },
  ]
}

async function measure({ folder, say }: Setting, files: number, watch: 'walk' | 'chokidar'): Promise<Used> {
  const tree = join(folder, `tree-${files}`)
  makeTree(tree, { files, folders: files / 10 })
  const home = join(folder, 'memory')
  const house = await openHouse(home)
  try {
    await house.bind(tree)
    const agent = house.startAgent(watch)
    const most = new Most(agent)
    const { source } = await whenWatched(house, agent, tree)
    if ((source === 'chokidar') !== (watch === 'chokidar')) throw new Error(`it is watched by ${source}`)
    const agentMost = most.end()
    await walkAgain(house, agent, tree)
    const used = {
      agent: await privateBytesAtRest(agent.pid),
      agentMost,
      collector: await privateBytesAtRest(house.collector.pid),
    }
    say(`  ${files} files, ${source}: agent ${megabytes(used.agent)}, collector ${megabytes(used.collector)}`)
    return used
  } finally {
    await house.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function walkAgain(house: Awaited<ReturnType<typeof openHouse>>, agent: Program, tree: string): Promise<void> {
  const before = (await house.root(tree))?.lastWalkAt
  const [host] = await house.client.hosts()
  await house.client.order(host?.host ?? '', { what: 'walk', root: tree })
  await agent.until(async () => {
    const row = await house.root(tree)
    return row !== null && row.phase === 'watching' && row.lastWalkAt !== before ? row : null
  })
}

/** The largest of many looks. */
class Most {
  #most = 0
  #ended = false

  constructor(program: Program) {
    void this.#look(program)
  }

  end(): number {
    this.#ended = true
    return this.#most
  }

  async #look(program: Program): Promise<void> {
    while (!this.#ended) {
      this.#most = Math.max(this.#most, privateBytes(program.pid))
      await pause(systemClock, 50)
    }
  }
}
