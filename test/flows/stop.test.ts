// Owns the laws of stopping, with real processes: Ctrl+C stops in order within 5 s, a second one forces, no thread that
// hangs in the kernel holds the exit, and the next start goes on where this one stopped.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openClient } from '@sekisho/shared/client.ts'
import { expect, onTestFinished, test } from 'vitest'
import { overwrite } from '../support/at-once.ts'
import { type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { faultsOf } from '../support/fingerprint-faults.ts'
import { type Program, startProgram } from '../support/sekisho.ts'

/** What stopping may take as a whole, and what a loaded machine may add to the last of it. */
const withinMs = 5_000 + 15_000
const stuckAgent = new URL('../support/stuck-agent.ts', import.meta.url).pathname

function run(words: readonly string[], entry?: string): Program {
  const program = startProgram(words, {}, entry === undefined ? {} : { entry })
  onTestFinished(async () => {
    program.signal('SIGKILL')
    await program.ended
  })
  return program
}

async function openShop(): Promise<Estate> {
  const estate = openEstate({ files: { 'index.php': 'first', 'lib/a.php': 'first' } })
  await estate.startCollector()
  await estate.enrol()
  return estate
}

async function watched(estate: Estate): Promise<void> {
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await eventually(async () => (await estate.host()).roots[0]?.phase === 'watching')
}

/** An agent of which one thread waits in the kernel for a writer that a pipe will never have. */
async function startStuck(estate: Estate): Promise<Program> {
  const pipe = join(estate.folder, 'pipe')
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
  const armed = join(estate.folder, 'armed')
  const faults = faultsOf({ at: 'open', name: 'stuck.php', fifo: pipe, armed })
  const agent = run([estate.agentState, faults], stuckAgent)
  await agent.says('running')
  await watched(estate)
  writeFileSync(armed, '')
  estate.write('stuck.php', 'x')
  await eventually(() => existsSync(`${pipe}.reached`))
  return agent
}

test('an agent stops in order, and its next start goes on where it stopped', async () => {
  const estate = await openShop()
  const agent = run(['agent', '--state', estate.agentState])
  await watched(estate)
  overwrite(join(estate.shop, 'index.php'), 'second')
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  expect(await agent.stop()).toBeLessThan(withinMs)
  expect(await agent.ended).toEqual({ code: 0, signal: null })
  expect(agent.said()).toMatch(/Stopping.*\n(?:.*\n)*Stopped\./)
  expect(existsSync(join(estate.agentState, 'agent', 'journal.db-wal'))).toBe(false)

  estate.write('index.php', 'meanwhile')
  const next = run(['agent', '--state', estate.agentState])
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await eventually(async () => (await estate.gaps('restart')).some(({ to }) => to !== null))
  expect((await estate.findings()).map(({ evidence }) => evidence.epoch)).toHaveLength(4)
  expect(new Set((await estate.findings()).map(({ evidence }) => evidence.epoch)).size).toBe(1)
  expect((await estate.host()).state).toBe('online')
  expect(await next.stop()).toBeLessThan(withinMs)
})

test('an agent whose collector is away stops as soon', async () => {
  const estate = await openShop()
  const agent = run(['agent', '--state', estate.agentState])
  await watched(estate)
  await estate.stopCollector()
  estate.write('index.php', 'second')
  await agent.says('no connection to the collector')
  expect(await agent.stop()).toBeLessThan(withinMs)
  expect(await agent.ended).toEqual({ code: 0, signal: null })
})

test('an agent with a thread that hangs in the kernel stops within its time all the same, and names it', async () => {
  const estate = await openShop()
  const agent = await startStuck(estate)
  expect(await agent.stop()).toBeLessThan(withinMs)
  expect(agent.said()).toMatch(/ended by force: .*fingerprint/)
  expect((await agent.ended).signal).toBe('SIGKILL')
})

test('a second Ctrl+C ends an agent that is still stopping at once', async () => {
  const estate = await openShop()
  const agent = await startStuck(estate)
  let ended = false
  void agent.ended.then(() => {
    ended = true
  })
  agent.signal('SIGINT')
  await agent.says('once more forces')
  // Two that come together are one key, so it is pressed until it counts as the second.
  await eventually(() => {
    agent.signal('SIGINT')
    return ended
  })
  expect((await agent.ended).signal).toBe('SIGKILL')
  expect(agent.said()).not.toMatch(/Stopped|in time/)
})

test('a collector stops in order, withdraws its address, and its next start has all that it had', async () => {
  const estate = openEstate()
  const state = join(estate.folder, 'state')
  const collector = run(['collector', '--port', '0', '--state', state])
  await collector.says('Collector running')
  expect(existsSync(join(state, 'collector', 'local.json'))).toBe(true)
  expect(await collector.stop()).toBeLessThan(withinMs)
  expect(await collector.ended).toEqual({ code: 0, signal: null })
  expect(collector.said()).toContain('Stopped.')
  expect(existsSync(join(state, 'collector', 'local.json'))).toBe(false)
  expect(existsSync(join(state, 'collector', 'store.db-wal'))).toBe(false)
  const next = run(['collector', '--port', '0', '--state', state])
  await next.says('Collector running')
  expect(await next.stop()).toBeLessThan(withinMs)
})

function localOf(state: string): { address: string; token: string } {
  return JSON.parse(readFileSync(join(state, 'collector', 'local.json'), 'utf8'))
}

test('a collector whose writer hangs at a lock stops within its time all the same, and names it', async () => {
  const estate = openEstate()
  const state = join(estate.folder, 'state')
  const collector = run(['collector', '--port', '0', '--state', state])
  await collector.says('Collector running')
  const { address, token } = localOf(state)
  const held = new DatabaseSync(join(state, 'collector', 'store.db'), { timeout: 5_000 })
  onTestFinished(() => held.close())
  held.exec('BEGIN IMMEDIATE')
  // Each waits 5 s for the lock, one after the other: so many at once take longer than stopping may.
  const client = openClient({ address, token })
  const asked: Promise<unknown>[] = []
  await eventually(async () => {
    asked.push(client.addSite(`site${asked.length}`).catch(() => {}))
    const { rooms } = await client.status()
    return (rooms.store?.depth ?? 0) >= 3
  })
  expect(await collector.stop()).toBeLessThan(withinMs)
  expect(collector.said()).toMatch(/ended by force: .*store/)
  await Promise.all(asked)
})
