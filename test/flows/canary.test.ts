// Owns the promise of the canaries, with real sources and a real collector: the whole way is proved again and again, nothing
// of it shows among findings and files, and what a deployment does to the agent's file is mended.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { asRoot } from '../support/kernel.ts'

async function estateWith(agent: z.input<typeof AgentConfigSchema>): Promise<Estate> {
  const estate = openEstate({ files: { 'index.php': 'first' }, agent })
  await estate.open()
  return estate
}

async function canaryOf(estate: Estate) {
  return (await estate.host()).roots[0]?.canary ?? undefined
}

const cameBack = (estate: Estate, after = '') =>
  eventually(async () => {
    const canary = await canaryOf(estate)
    return canary?.state === 'returned' && (canary.returnedAt ?? '') > after && canary
  })

/** Once more, so that one that was on its way does not count. */
const cameBackSince = async (estate: Estate, since: string) => {
  const { returnedAt } = await cameBack(estate, since)
  return cameBack(estate, returnedAt ?? '')
}

test.skipIf(!asRoot)(
  'a canary beside the root comes back by fanotify, and the collector then holds a span that reaches to it',
  async () => {
    const estate = await estateWith({ watch: 'fanotify', canary: { every: '10s' } })
    const before = new Date().toISOString()
    const { roundTripMs, returnedAt } = await cameBackSince(estate, before)
    expect(roundTripMs).toBeLessThan(60_000)
    const covered = await eventually(async () => {
      const span = (await estate.host()).roots[0]?.covered
      return span != null && span.until >= (returnedAt ?? '') && span
    })
    expect(covered).toMatchObject({ grade: 'proven', source: 'fanotify', ended: false })
    // The heartbeat that told of the canary may be older than the newest span, and nothing is claimed of the future.
    expect(covered?.until.localeCompare(new Date().toISOString())).toBeLessThanOrEqual(0)
    expect((await estate.client.coverage('web1', estate.root, before)).missed).toBe('no')
    expect(Object.keys(await estate.inventory())).toEqual(['index.php'])
    expect((await estate.findings()).map(({ path }) => path)).toEqual(['index.php'])
  },
)

test('a canary beside the root comes back by inotify as well, which has one queue for all', async () => {
  const estate = await estateWith({ watch: 'inotify', canary: { every: '10s' } })
  await eventually(async () => (await canaryOf(estate))?.state === 'returned')
  expect((await estate.host()).roots[0]).toMatchObject({ source: 'inotify' })
})

test('a canary inside the root comes back by chokidar too, is told to nobody, and is mended after a deployment', async () => {
  const estate = await estateWith({ watch: 'chokidar', canary: { place: 'root', every: '10s' } })
  const file = join(estate.shop, '.sekisho-canary')
  await cameBack(estate)
  expect([statSync(file).size, statSync(file).mode & 0o777]).toEqual([0, 0o600])
  chmodSync(file, 0o644)
  estate.remove('.sekisho-canary')
  const { returnedAt } = await cameBackSince(estate, new Date().toISOString())
  expect(returnedAt).not.toBeNull()
  expect(existsSync(file)).toBe(true)
  expect(await estate.gaps('canary-lost')).toEqual([])
  expect(Object.keys(await estate.inventory())).toEqual(['index.php'])
  expect((await estate.findings()).map(({ path }) => path)).toEqual(['index.php'])

  // Under the same name an attacker hides nothing.
  writeFileSync(file, '<?php system($_GET[0]);')
  const [found] = await eventually(async () => {
    const findings = (await estate.findings()).filter(({ path }) => path === '.sekisho-canary')
    return findings.length > 0 && findings
  })
  expect(found).toMatchObject({ kind: 'added', verdict: 'unauthorised', open: true })
  await eventually(async () => (await canaryOf(estate))?.why === 'altered')
  expect(readFileSync(file, 'utf8')).toContain('system')
})

test('where none is possible, the reason stands beside the grade', async () => {
  const estate = await estateWith({ watch: 'chokidar' })
  await eventually(async () => (await canaryOf(estate))?.why !== null && (await canaryOf(estate))?.why !== undefined)
  expect(await canaryOf(estate)).toEqual({ state: 'none', why: 'outside-unseen', roundTripMs: null, returnedAt: null })
})
