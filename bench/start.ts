// Owns the measurement of starts: what a newcomer waits for after `npm start`, and how soon each program is at work.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { translator } from '@sekisho/shared/messages.ts'
import type { Bench } from './bench.ts'
import { openHouse } from './house/house.ts'
import { median, seconds } from './numbers.ts'
import { makeTree } from './tree.ts'

const checkout = fileURLToPath(new URL('..', import.meta.url))

export const startBench: Bench = async ({ folder, rounds, say }) => {
  const measured = { newcomer: [] as number[], again: [] as number[], collector: [] as number[], agent: [] as number[] }
  for (let round = 1; round <= rounds; round++) {
    const home = join(folder, 'start')
    mkdirSync(home, { recursive: true })
    try {
      measured.newcomer.push(await npmStart(join(home, 'state')))
      measured.again.push(await npmStart(join(home, 'state')))
      const { collectorMs, agentMs } = await startApart(home)
      measured.collector.push(collectorMs)
      measured.agent.push(agentMs)
      say(`  round ${round}: npm start ${seconds(measured.newcomer.at(-1) ?? 0)}`)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  }
  return [
    {
      title: 'Starts',
      columns: ['', 'until it is at work'],
      rows: [
        ['`npm start` for the first time: demo made, released, watched', seconds(median(measured.newcomer))],
        ['`npm start` again: what changed meanwhile is told', seconds(median(measured.again))],
        ['collector: answers', seconds(median(measured.collector))],
        ['agent of a small root: census judged', seconds(median(measured.agent))],
      ],
      notes: ['The page was built before; the first start of a checkout builds it.'],
    },
  ]
}

/** Milliseconds until it says that it watches; it is stopped then. */
function npmStart(state: string): Promise<number> {
  const watching = translator('en')('up.watching')
  const from = performance.now()
  const environment = { ...process.env, SEKISHO_STATE: state, LANG: 'C.UTF-8' }
  // In a group of its own: npm, its shell and the program are stopped together.
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: checkout,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    let took = Number.NaN
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!Number.isNaN(took) || !said.includes(watching)) return
      took = performance.now() - from
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    })
    child.on('error', reject)
    child.on('close', () =>
      Number.isNaN(took) ? reject(new Error(`npm start did not watch:\n${said}`)) : resolve(took),
    )
  })
}

async function startApart(folder: string): Promise<{ collectorMs: number; agentMs: number }> {
  const tree = join(folder, 'small')
  makeTree(tree, { files: 200, folders: 20 })
  const begun = performance.now()
  const house = await openHouse(folder)
  try {
    const collectorMs = house.answeredAt - begun
    await house.bind(tree)
    const from = performance.now()
    const agent = house.startAgent('auto')
    await agent.until(async () => ((await house.root(tree))?.censusAt ? true : null), 10)
    return { collectorMs, agentMs: performance.now() - from }
  } finally {
    await house.stop()
  }
}
