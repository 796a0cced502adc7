// Owns the measurement of private memory: of an agent that walks, of one that watches by each source, and of their collector,
// at three sizes of tree. What grows with the tree shows as the difference.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import type { Bench, Setting } from './bench.ts'
import { openHouse, whenWatched } from './house/house.ts'
import type { Program } from './house/program.ts'
import { megabytes, thousands } from './numbers.ts'
import { privateBytes, privateBytesAtRest } from './resources.ts'
import { makeTree } from './tree.ts'

interface Used {
  readonly agent: number
  readonly agentMost: number
  readonly collector: number
}

type Source = 'walk' | 'fanotify' | 'inotify' | 'chokidar'

/** 50,000, 200,000 and 1,000,000 files, with the usual size. */
const multiples = [1, 4, 20]
/** chokidar keeps some 4 kB of each path: with a million it would not be chosen, and half of this memory would be gone. */
const mostMultipleOf: Readonly<Record<Source, number>> = { walk: 20, fanotify: 20, inotify: 20, chokidar: 4 }

export const memoryBench: Bench = async setting => {
  const sizes = multiples.map(multiple => setting.size.files * multiple)
  const rows: string[][] = []
  for (const source of ['walk', 'fanotify', 'inotify', 'chokidar'] as const) {
    const used: Used[] = []
    for (const multiple of multiples.filter(multiple => multiple <= mostMultipleOf[source]))
      used.push(await measure(setting, setting.size.files * multiple, source))
    const name = source === 'walk' ? 'without watcher' : `with ${source}`
    const row = (what: string, of: (used: Used) => number) => {
      const cells = sizes.map((_, at) => (used[at] === undefined ? '' : megabytes(of(used[at]))))
      const [first, last] = [used[0], used.at(-1)]
      rows.push([what, ...cells, first && last ? megabytes(of(last) - of(first)) : ''])
    }
    row(`agent ${name}`, ({ agent }) => agent)
    row(`agent ${name}, most while it walked first`, ({ agentMost }) => agentMost)
    row(`collector, agent ${name}`, ({ collector }) => collector)
  }
  return [
    {
      title: 'Private memory (RssAnon)',
      columns: ['', ...sizes.map(files => `${thousands(files)} files`), 'growth'],
      rows,
      notes: [
        "At rest, after the first walk and one ordered by the collector. A source's share is the difference of the agents. Files are of 120 bytes at most.",
        'chokidar is not measured at the third size: it would take a tenth of a large machine.',
      ],
    },
  ]
}

async function measure({ folder, say }: Setting, files: number, wanted: Source): Promise<Used> {
  const tree = join(folder, `small-${files}`)
  makeTree(tree, { files, folders: files / 10, bytes: 120 })
  const home = join(folder, 'memory')
  const house = await openHouse(home)
  try {
    await house.bind(tree)
    const agent = house.startAgent(wanted)
    const most = new Most(agent)
    const { source } = await whenWatched(house, agent, tree)
    if (source !== wanted) throw new Error(`it is watched by ${source}`)
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
