// Owns the laws of walks that go on after a restart, with the agent's own rooms: what was read is not read again, what was not
// is, and a walk of which something was lost, or whose profile is another, starts over.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileProfile, type ProfileRules } from '@sekisho/shared/classify.ts'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { folderOf, type PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Fingerprinter } from '../../agent/fingerprint/fingerprinter.ts'
import { openJournal } from '../../agent/journal/journal.ts'
import { Flow } from '../../agent/pipeline.flow.ts'
import { Walks } from '../../agent/pipeline.walks.ts'
import { Settle } from '../../agent/settle/settle.ts'
import { donePart } from '../../agent/walk/order.ts'
import type { Place } from '../../agent/walk/request.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'

const folders = 60
const allFiles = Array.from({ length: folders }, (_, at) => [`d${at}/a.jpg`, `d${at}/b.jpg`]).flat()
const uploads: ProfileRules = { rules: [{ pattern: '**', class: 'upload' }], payment: [] }

async function openRooms() {
  const folder = temporaryFolder()
  const root = join(folder, 'root') as PathText
  for (let at = 0; at < folders; at++) {
    mkdirSync(join(root, `d${at}`), { recursive: true })
    for (const name of ['a.jpg', 'b.jpg']) writeFileSync(join(root, `d${at}`, name), `${at}${name}`)
  }
  const file = join(folder, 'journal.db')
  const clock = systemClock
  const entry = new URL('../../agent/pipeline.journal.ts', import.meta.url)
  const budget = { keepFreeShare: 0, freeShare: 0.5 }
  const journal = await openJournal({ file, entry, key: generateKeyPair(), clock, budget })
  const fingerprinter = new Fingerprinter({ clock })
  onTestFinished(async () => {
    await fingerprinter.stop()
    await journal.close()
  })
  let read: string[] = []
  let expected = 0
  let profile = uploads
  let disk = Promise.resolve()
  const settle: Settle = new Settle({ clock, onReady: () => flow.pump() })
  const flow: Flow = new Flow({
    settle,
    classify: (_, path) => compileProfile(profile)(path),
    classifyIn: (_, directory) => compileProfile(profile).within(directory),
    fingerprint: job => {
      read.push(...job.items.map(({ name }) => (job.directory === '' ? name : `${job.directory}/${name}`)))
      return fingerprinter.fingerprint(job)
    },
    commit: packed => disk.then(() => journal.commit(packed)),
    committed: () => {},
    lost: () => {},
    rootMissing: () => {},
    namesInFlight: 512,
    clock,
    log: silentLog,
  })
  const start = (filesPerSecond: number) => {
    read = []
    const walks = new Walks({
      file,
      filesPerSecond,
      bytesPerSecond: 0,
      journal,
      settle,
      flow,
      expectWalk: async () => {
        expected++
      },
      roots: () => [{ root, rules: profile }],
      clock,
      log: silentLog,
      keepEveryMs: 0,
    })
    onTestFinished(() => walks.stop())
    return walks
  }
  const walked = async (walks: Walks, mode: 'stat' | 'full') => {
    read = []
    const report = await walks.walk(root, '' as PathText, mode)
    await settle.barrier()
    return { ...report, read: read.filter(path => path.endsWith('.jpg')).sort() }
  }
  await journal.beginCensus(root)
  await walked(start(0), 'stat')
  await journal.endCensus(root)
  const place = () => {
    const { walk } = journal.rootState(root)
    return walk === null ? null : (JSON.parse(walk) as { place: Place | null }).place
  }
  /** Files that count as read by what is kept of the walk. */
  const countsAsRead = () => {
    const now = place()
    const isDone = now === null ? () => false : donePart(now, compileProfile(profile))
    return allFiles.filter(path => isDone(folderOf(path as PathText)))
  }
  /** A full walk that is ended when it has come some way, as a restart ends it. */
  const cutShort = async (least = 1) => {
    read = []
    const walks = start(60)
    const walk = walks.walk(root, '' as PathText, 'full').catch(() => {})
    await eventually(() => countsAsRead().length >= least)
    await walks.stop()
    await walk
    await settle.barrier()
    return read.filter(path => path.endsWith('.jpg'))
  }
  /** Until the answer is called, no commit ends. */
  const holdDisk = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    disk = promise
    return resolve
  }
  const setProfile = (rules: ProfileRules) => {
    profile = rules
  }
  const isRead = (path: string) => read.includes(path)
  const timesExpected = () => expected
  const doors = { setProfile, holdDisk, timesExpected }
  return { root, journal, settle, start, walked, cutShort, place, countsAsRead, isRead, ...doors }
}

test('readers are told of a walk of what no census has named, and of no other', async () => {
  const { root, start, walked, timesExpected } = await openRooms()
  expect(timesExpected()).toBe(1)
  await walked(start(0), 'full')
  await start(0).prepare([root])
  expect(timesExpected()).toBe(1)
  await start(0).prepare([root, `${root}-new` as PathText])
  expect(timesExpected()).toBe(2)
  await start(0).prepare([])
  expect(timesExpected()).toBe(3)
})

test('a full walk goes on where a restart cut it short, and is forgotten once it is over', async () => {
  const { root, journal, start, walked, cutShort } = await openRooms()
  const before = await cutShort()
  const walks = start(0)
  expect(walks.isUnfinished(root)).toBe(true)
  const after = await walked(walks, 'full')
  expect(after).toMatchObject({ end: 'completed', files: folders * 2 })
  expect(after.read.length).toBeLessThan(folders * 2)
  expect(new Set([...before, ...after.read]).size).toBe(folders * 2)
  expect([journal.rootState(root).walk, walks.isUnfinished(root)]).toEqual([null, false])
  expect((await walked(walks, 'full')).read.length).toBe(folders * 2)
})

test('a walk by stat in between leaves it as it is', async () => {
  const { root, start, walked, cutShort } = await openRooms()
  await cutShort()
  const walks = start(0)
  expect((await walked(walks, 'stat')).read).toEqual([])
  expect(walks.isUnfinished(root)).toBe(true)
})

test('a walk of which something was not read starts over', async () => {
  const { root, journal, start, walked, place, countsAsRead } = await openRooms()
  const walks = start(60)
  const walk = walks.walk(root, '' as PathText, 'full').catch(() => {})
  await eventually(() => countsAsRead().length > 0)
  walks.lost([root])
  await eventually(() => journal.rootState(root).walk !== null && place() === null)
  await walks.stop()
  await walk
  expect(start(0).isUnfinished(root)).toBe(true)
  expect((await walked(start(0), 'full')).read.length).toBe(folders * 2)
})

test('under another profile a walk starts over', async () => {
  const { start, walked, cutShort, setProfile } = await openRooms()
  await cutShort()
  setProfile({ rules: [{ pattern: 'd1/**', class: 'log' }], payment: [] })
  expect((await walked(start(0), 'full')).read.length).toBe(folders * 2)
})

test('nothing counts as read before it is in the journal', async () => {
  const { root, journal, settle, start, countsAsRead, holdDisk, isRead } = await openRooms()
  const release = holdDisk()
  const walks = start(200)
  const walk = walks.walk(root, '' as PathText, 'full')
  await eventually(() => isRead('d30/a.jpg'))
  await eventually(() => journal.rootState(root).walk !== null)
  expect(countsAsRead()).toEqual([])
  release()
  await eventually(() => countsAsRead().length > 0)
  await walk
  await settle.barrier()
  expect(journal.rootState(root).walk).toBeNull()
})

test('a walk that is cut short while it looks at what was done is not set back', async () => {
  const { root, start, place, cutShort, isRead } = await openRooms()
  // So much that looking at it takes another walk several seconds.
  await cutShort(folders)
  const before = place()
  writeFileSync(join(root, 'd0/a.jpg'), 'changed since')
  const walks = start(10)
  const walk = walks.walk(root, '' as PathText, 'full').catch(() => {})
  await eventually(() => isRead('d0/a.jpg'))
  // Long enough for the walk to tell how far it is, and too short for it to come to the end of what was done.
  await pause(systemClock, 800)
  await walks.stop()
  await walk
  expect(place()).toEqual(before)
})

test('a walk that was ordered is not forgotten, however early it is cut short', async () => {
  const { root, journal, start } = await openRooms()
  const walks = start(1)
  const walk = walks.walk(root, '' as PathText, 'full').catch(() => {})
  await eventually(() => journal.rootState(root).walk !== null)
  await walks.stop()
  await walk
  expect(start(0).isUnfinished(root)).toBe(true)
})

test('what a walk reads counts from when the first of it was begun', async () => {
  const { start, walked, cutShort } = await openRooms()
  const before = systemClock.now()
  await cutShort()
  const cut = systemClock.now()
  const after = await walked(start(0), 'full')
  expect(after.readSince).toBeGreaterThanOrEqual(before)
  expect(after.readSince).toBeLessThan(cut)
  expect((await walked(start(0), 'full')).readSince).toBeGreaterThanOrEqual(cut)
})
