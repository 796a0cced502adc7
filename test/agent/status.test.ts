import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { HeartbeatSchema } from '@sekisho/shared/wire.ts'
import { expect, test } from 'vitest'
import { ViewsKeeper } from '../../agent/pipeline.views.ts'
import { digestProgram, heartbeatOf } from '../../agent/status.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ManualClock } from '../support/manual-clock.ts'

const state = {
  ...{ at: 1, boot: 1, epoch: '00000000-0000-4000-8000-000000000000', rooms: {}, roots: [], bindings: null },
  ...{
    program: { files: '0'.repeat(64), config: '0'.repeat(64), at: 1 },
    waiting: { fast: 0, bulk: 0 },
    views: null,
    servedUnknown: false,
  },
}

test('a heartbeat tells what is served outside of the roots once that was looked at, and before it nothing', () => {
  const served = ['/opt/guard' as PathText]
  expect(HeartbeatSchema.parse(heartbeatOf({ ...state, served })).served).toEqual(served)
  expect(HeartbeatSchema.parse(heartbeatOf({ ...state, served: [] })).served).toEqual([])
  expect(heartbeatOf({ ...state, served: null })).not.toHaveProperty('served')
  expect(heartbeatOf({ ...state, served })).not.toHaveProperty('servedUnknown')
  expect(HeartbeatSchema.parse(heartbeatOf({ ...state, served, servedUnknown: true })).servedUnknown).toBe(true)
})

test('what is served is looked at with the first comparison of views, for the roots that there are', async () => {
  const keeper = new ViewsKeeper({
    journal: { tellViews: async () => 0 },
    roots: () => ['/' as PathText],
    ...{ wake: () => {}, redact: [], clock: new ManualClock(), log: silentLog },
  })
  expect(keeper.served).toBeNull()
  keeper.start()
  await eventually(async () => keeper.served !== null)
  expect(keeper.served).toEqual([])
  await keeper.stop()
})

test('views are compared before what is served is looked at, and each time again, though that look fails', async () => {
  const clock = new ManualClock()
  const asked: string[] = []
  // The comparison asks first.
  const roots = () => {
    asked.push('roots')
    if (asked.length % 2 === 0) throw new Error('what is served cannot be looked at')
    return []
  }
  const doors = { journal: { tellViews: async () => 0 }, wake: () => {}, redact: [], clock, log: silentLog }
  const keeper = new ViewsKeeper({ ...doors, roots })
  keeper.start()
  await eventually(async () => asked.length === 2)
  expect(keeper.seen?.at).toBe(clock.now())
  expect([keeper.served, keeper.servedUnknown]).toEqual([null, true])
  clock.advance(60_000)
  await eventually(async () => asked.length === 4)
  expect(keeper.seen?.at).toBe(clock.now())
  await keeper.stop()
})

test('the digest of a program is that of every source below its folders, by name and content, and nothing else', () => {
  const folder = temporaryFolder()
  const put = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const files = () => digestProgram({}, 1, [folder]).files
  const told: string[] = []
  const isNew = () => {
    const is = !told.includes(files())
    told.push(files())
    return is
  }
  put('main.ts', 'export {}')
  put('walk/walk.ts', 'export {}')
  expect(isNew()).toBe(true)
  put('main.ts', 'export { }')
  expect(isNew()).toBe(true)
  put('walk/deep/other.ts', '')
  expect(isNew()).toBe(true)
  rmSync(join(folder, 'walk/walk.ts'))
  expect(isNew()).toBe(true)
  put('package.json', '{}')
  expect(isNew()).toBe(true)
  put('node_modules/ws/index.ts', '')
  put('notes.txt', '')
  put('main.ts', 'export { }')
  expect(isNew()).toBe(false)
})

test('the digests of a program tell its own folders, when it was looked at, and the config in force', () => {
  const { files, config } = digestProgram({ watch: 'auto' }, 1)
  expect(digestProgram({ watch: 'auto' }, 2)).toEqual({ files, config, at: 2 })
  expect(digestProgram({ watch: 'none' }, 2)).toMatchObject({ files, config: expect.not.stringMatching(config) })
  const [agent, shared] = ['../../agent', '../../shared'].map(name => join(import.meta.dirname, name, '/'))
  expect(digestProgram({}, 1, [agent ?? '', shared ?? '']).files).toBe(files)
})
