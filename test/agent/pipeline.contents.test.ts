// The laws of how contents go through the agent: from source and findings into the spool, as the config allows, and out of it
// once everything was told.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test } from 'vitest'
import { defaultSpoolLimits } from '../../agent/contents/spool-limits.ts'
import { openContentKeeper, spoolFolder } from '../../agent/pipeline.contents.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ManualClock } from '../support/manual-clock.ts'

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
const usual = AgentConfigSchema.parse({ outbox: { keepFreePercent: 0 } })

async function open(config = usual) {
  const state = temporaryFolder()
  const root = join(state, 'shop') as PathText
  mkdirSync(root)
  mkdirSync(join(state, 'agent'))
  const clock = new ManualClock()
  const ring = new Map<string, string>()
  const standing = { connected: true, waiting: { fast: 0, bulk: 0 }, sealed: 1, acknowledged: 1 }
  const keeper = openContentKeeper(state, config, {
    key: randomBytes(32),
    roots: { list: () => [], stays: () => false },
    journal: {
      position: () => {
        const { sealed, acknowledged } = standing
        return { epoch: 'e', boot: 1, head: { epoch: 'e', sequence: sealed, digest: '' }, acknowledged }
      },
      waiting: () => standing.waiting,
    },
    isConnected: () => standing.connected,
    ring: async digest => {
      const content = ring.get(digest)
      return content === undefined ? null : { bytes: Buffer.from(content), attributes: { told: 'unsupported' } }
    },
    touched: () => {},
    clock,
    log: silentLog,
  })
  onTestFinished(() => keeper?.stop())
  await keeper?.start()
  const names = () => readdirSync(spoolFolder(state)).sort()
  const pass = async (ms: number) => {
    clock.advance(ms)
    await keeper?.tick()
  }
  return { state, root, ring, standing, keeper, names, pass }
}

test('what the source has in memory and what a finding found go into the spool, and out when all of it was told', async () => {
  const { root, ring, standing, keeper, names, pass } = await open()
  const [gone, stands, between] = ['<?php //gone', '<?php //stands', '<?php //between']
  for (const content of [gone, between]) ring.set(sha256(content), content)
  writeFileSync(join(root, 'x.php'), stands)
  const place = { root, path: 'x.php' as PathText }
  const told = (content: string) => ({ sha256: sha256(content), size: content.length })
  keeper?.door.kept([{ ...told(gone), gone: true, places: [place] }])
  keeper?.found([
    { ...told(stands), ...place, gone: false },
    { ...told(between), ...place, gone: true },
    { ...told('<?php //else'), ...place, gone: false },
  ])
  const all = [gone, stands, between].map(sha256).sort()
  await eventually(() => names().join() === all.join())
  const grace = defaultSpoolLimits.graceMs
  standing.waiting = { fast: 0, bulk: 1 }
  await pass(grace)
  standing.waiting = { fast: 0, bulk: 0 }
  standing.sealed = 2
  await pass(grace)
  standing.acknowledged = 2
  standing.connected = false
  await pass(grace)
  standing.connected = true
  await pass(grace)
  expect(names()).toEqual(all)
  await pass(grace)
  expect(names()).toEqual([])
})

test('on a disk of which too little is free, nothing goes into the spool', async () => {
  const full = { ...usual, outbox: { ...usual.outbox, keepFreePercent: 100 } }
  const { root, ring, keeper, names } = await open(full)
  const content = '<?php //gone'
  ring.set(sha256(content), content)
  const place = { root, path: 'x.php' as PathText }
  keeper?.door.kept([{ sha256: sha256(content), size: content.length, gone: true, places: [place] }])
  await eventually(() => keeper?.reports().spool.phase === 'full')
  expect(names()).toEqual([])
})

test('a spool folder that was removed meanwhile is made anew with the next content', async () => {
  const { state, root, ring, keeper, names } = await open()
  rmSync(spoolFolder(state), { recursive: true })
  const content = '<?php //gone'
  ring.set(sha256(content), content)
  const place = { root, path: 'x.php' as PathText }
  keeper?.door.kept([{ sha256: sha256(content), size: content.length, gone: true, places: [place] }])
  await eventually(() => existsSync(spoolFolder(state)) && names().join() === sha256(content))
})

test('a host that hands on no contents keeps none, and what it kept before is gone', async () => {
  const { state } = await open()
  expect(existsSync(spoolFolder(state))).toBe(true)
  const none = openContentKeeper(state, { ...usual, contents: false }, null as never)
  expect([none, existsSync(spoolFolder(state))]).toEqual([null, false])
})
