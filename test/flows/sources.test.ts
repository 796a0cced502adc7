// Owns the choice of the source as an agent in a process of its own makes it: without privileges inotify, without watches left
// walks, without the FFI chokidar; each says why, and what happens is found.
import { spawnSync } from 'node:child_process'
import { mkdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { HostRow } from '@sekisho/shared/api.ts'
import { expect, onTestFinished, test } from 'vitest'
import { type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { startProgram } from '../support/sekisho.ts'

const withoutKoffi = new URL('../support/without-koffi.ts', import.meta.url).pathname
/** A user namespace has no privileges over the kernel, and a limit of watches of its own (user_namespaces(7)). */
const inNamespace = ['unshare', '--user', '--map-root-user']
const can = spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0
if (!can)
  console.warn('SKIPPED: without user namespaces there is no process with less privileges and watches than this one')

async function run(how: {
  readonly through?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}): Promise<Estate & { said(): string }> {
  const estate = openEstate({ files: { 'index.php': 'first', 'lib/a.php': 'first' } })
  await estate.startCollector()
  await estate.enrol()
  const { through, environment = {} } = how
  const agent = startProgram(['agent', '--state', estate.agentState], environment, through ? { through } : {})
  onTestFinished(async () => {
    agent.signal('SIGKILL')
    await agent.ended
  })
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await eventually(async () => (await rootOf(estate)).phase === 'watching')
  return Object.assign(estate, { said: () => agent.said() })
}

async function rootOf(estate: Estate): Promise<HostRow['roots'][number]> {
  const [root] = (await estate.host()).roots
  if (root === undefined) throw new Error('no root yet')
  return root
}

/** What changes is found by the watch. */
async function finds(estate: Estate): Promise<void> {
  estate.write('new/folder/dropped.php', 'dropped')
  estate.write('index.php', 'second')
  unlinkSync(join(estate.shop, 'lib/a.php'))
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  const found = (await estate.findings()).filter(({ noticed }) => noticed === 'watch')
  expect(found.map(({ kind, path }) => `${kind} ${path}`)).toEqual(
    expect.arrayContaining(['added new/folder/dropped.php', 'changed index.php', 'removed lib/a.php']),
  )
}

test.skipIf(!can)('an agent without privileges watches with inotify, and says why it is not fanotify', async () => {
  const estate = await run({ through: inNamespace })
  await eventually(async () => expect(await rootOf(estate)).toMatchObject({ source: 'inotify', grade: 'watched' }))
  expect((await rootOf(estate)).why).toContain('CAP_SYS_ADMIN')
  expect(estate.said()).toMatch(/root has its source.*inotify.*CAP_SYS_ADMIN/)
  await finds(estate)
})

test.skipIf(!can)('an agent that gets no more watches walks, and says that they are used up', async () => {
  const few = 'echo 12 > /proc/sys/user/max_inotify_watches && exec "$@"'
  const estate = await run({ through: [...inNamespace, 'sh', '-c', few, 'sh'] })
  await eventually(async () => expect(await rootOf(estate)).toMatchObject({ source: 'inotify' }))
  for (let at = 0; at < 20; at++) mkdirSync(join(estate.shop, `folder${at}`))
  await eventually(async () =>
    expect(await rootOf(estate)).toMatchObject({ source: 'walk', grade: 'walked', phase: 'watching' }),
  )
  expect((await rootOf(estate)).why).toContain('max_user_watches')
  expect(await estate.gaps('watch-limit')).toHaveLength(1)
})

test('an agent that cannot load the FFI watches with chokidar, and says why', async () => {
  const estate = await run({ environment: { NODE_OPTIONS: `--import=${withoutKoffi}` } })
  await eventually(async () => expect(await rootOf(estate)).toMatchObject({ source: 'chokidar', grade: 'watched' }))
  expect((await rootOf(estate)).why).toMatch(/no fanotify \(koffi has.*no inotify \(koffi has/)
  await finds(estate)
})
