// The laws of the places of folders: each is asked of the kernel once, wherever it lies, until a folder is moved.
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { fsidBytes } from '@sekisho/agent/watch/linux/events.ts'
import { Places, realPathOf, UnansweredError } from '@sekisho/agent/watch/linux/places.ts'
import { openSystem, SystemError } from '@sekisho/agent/watch/linux/system.ts'
import { closeDescriptor, listDirectory, openFolder, openRoot } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { deepFile } from '../../../support/deep.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot } from '../../../support/kernel.ts'

/** However deep it lies. */
function openedFolder(folder: PathText, path: string): number {
  const top = openRoot(folder)
  try {
    return openFolder(top, path as PathText)
  } finally {
    closeDescriptor(top)
  }
}

/** Makes many folders in one, and answers with them in the order in which a listing has them. */
function crowd(folder: PathText, path: string, size: number): readonly string[] {
  const open = openedFolder(folder, path)
  for (let at = 0; at < size; at++) mkdirSync(`/proc/self/fd/${open}/${at}`)
  const names: string[] = []
  for (const _ of listDirectory(open, name => names.push(name)));
  closeDescriptor(open)
  return names.map(name => `${path}/${name}`)
}

async function viewed(ceiling?: number) {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const folder = realPathOf(temporaryFolder() as PathText)
  const root = join(folder, 'root') as PathText
  for (const name of ['root/a/b', 'outside']) mkdirSync(join(folder, name), { recursive: true })
  const keyOf = (path: string) => {
    const open = openedFolder(folder, path)
    try {
      const { fsid, handle } = system.handleOf(open)
      return { fsid: fsid.toString('latin1'), key: fsid.toString('latin1') + handle.toString('latin1') }
    } finally {
      closeDescriptor(open)
    }
  }
  /** An errno, of whoever asks by a handle. */
  const fault = { errno: 0 }
  const openByHandle: typeof system.openByHandle = (mount, handle) => {
    if (fault.errno !== 0) throw new SystemError('open_by_handle_at', fault.errno)
    return system.openByHandle(mount, handle)
  }
  const fsidOf: typeof system.fsidOf = descriptor => system.fsidOf(descriptor)
  const places = new Places({ openByHandle, fsidOf, close: descriptor => system.close(descriptor) }, ceiling)
  const top = '' as PathText
  places.view([{ id: 1, fsid: keyOf('root').fsid, views: [{ root, base: top, real: root }] }])
  const of = (path: string) => {
    const found = places.of(keyOf(path).key)
    places.release()
    return found
  }
  const isGone = (key: string) => {
    try {
      return places.isGone(key)
    } finally {
      places.release()
    }
  }
  return { folder, root, places, of, isGone, keyOf: (path: string) => keyOf(path).key, fault }
}

describe.skipIf(!asRoot)('the places of folders', () => {
  test('are asked of the kernel once, also of a folder that lies outside of all roots, and anew once one was moved', async () => {
    const { root, places, of } = await viewed()
    for (let round = 0; round < 100; round++) {
      expect(of('root/a/b')).toEqual([{ root, path: 'a/b' }])
      expect(of('outside')).toEqual([])
    }
    expect(places.asked).toBe(2)
    places.moved()
    expect(of('root/a/b')).toEqual([{ root, path: 'a/b' }])
    expect(places.asked).toBe(3)
  })

  test('are kept as far as the ceiling, the oldest least', async () => {
    const { places, of } = await viewed(2)
    for (const path of ['root', 'root/a', 'root/a/b', 'root/a/b', 'root/a']) of(path)
    expect(places.asked).toBe(3)
    of('root')
    expect(places.asked).toBe(4)
  })
  test('are gone where the kernel says so, and nowhere else', async () => {
    const { folder, of, isGone, keyOf } = await viewed()
    const deleted = keyOf('root/a/b')
    expect([isGone(deleted), isGone(keyOf('outside'))]).toEqual([false, false])
    rmdirSync(join(folder, 'root/a/b'))
    expect(isGone(deleted)).toBe(true)
    expect(of('outside')).toEqual([])
  })

  // errno(3)
  test.each([
    ['descriptor', 24],
    ['descriptor of the system', 23],
    ['memory', 12],
  ])('are neither gone nor elsewhere while no %s is left, and are asked for again', async (_what, errno) => {
    const { root, of, isGone, keyOf, fault } = await viewed()
    fault.errno = errno
    expect(() => of('root/a/b')).toThrow(UnansweredError)
    expect(() => isGone(keyOf('root/a/b'))).toThrow(UnansweredError)
    fault.errno = 0
    expect(of('root/a/b')).toEqual([{ root, path: 'a/b' }])
  })

  test('are nowhere where folders are nested by the thousand outside of all roots, and cost no descriptor for each', async () => {
    const { folder, root, of } = await viewed()
    const deep = deepFile(join(folder, 'outside'), 12_000, 'file', 'x')
    expect(of(`outside/${deep}`)).toEqual([])
    expect(of('root/a')).toEqual([{ root, path: 'a' }])
  })

  test('are the whole path of what the kernel cannot name in one piece, as far as a path is handed on', async () => {
    const { root, of } = await viewed()
    const deep = deepFile(root, 40, 'file', 'x')
    expect(of(`root/${deep}`)).toEqual([{ root, path: deep }])
  })

  test('are not answered deeper than that inside a root, which alone is concerned, and all others are', async () => {
    const { root, of, places } = await viewed()
    const deep = deepFile(root, 60, 'file', 'x')
    const descriptors = readdirSync('/proc/self/fd').length
    expect(() => of(`root/${deep}`)).toThrow(expect.objectContaining({ name: 'UnansweredError', roots: [root] }))
    places.release()
    expect(readdirSync('/proc/self/fd').length).toBe(descriptors)
    expect(of('root/a')).toEqual([{ root, path: 'a' }])
  })

  test('are not answered where so many folders lie beside a deep one that to find it would hold up the reader, until the next round', async () => {
    const { folder, root, of, places } = await viewed()
    const deep = deepFile(root, 18, 'file', 'x')
    const crowded = crowd(folder, `root/${deep}`, 12_000)
    const [first = '', last = ''] = [crowded[0], crowded.at(-1)]
    expect(() => of(last)).toThrow(expect.objectContaining({ name: 'UnansweredError', roots: [root] }))
    expect(() => of(first)).toThrow(UnansweredError)
    places.release()
    expect(of(first)).toEqual([{ root, path: first.slice('root/'.length) }])
  })

  test('are not answered where folders are nested so deep that to climb out of them would hold up the reader, until the next round', async () => {
    const { folder, root, places, of, keyOf } = await viewed()
    const deep = keyOf(`outside/${deepFile(join(folder, 'outside'), 3_000, 'file', 'x')}`)
    const askAnew = () => {
      places.moved()
      return places.of(deep)
    }
    const askOften = () => {
      for (let time = 0; time < 1000; time++) askAnew()
    }
    expect(askOften).toThrow(expect.objectContaining({ name: 'UnansweredError', roots: [root] }))
    expect(of('root/a')).toEqual([{ root, path: 'a' }])
    expect(askAnew()).toEqual([])
  })

  test('that are not answered concern the roots of every mount that shows them', async () => {
    const { folder, root, places, of, keyOf } = await viewed()
    const [other, beside] = ['/mnt/again' as PathText, join(folder, 'outside') as PathText]
    const [base, fsid] = ['' as PathText, keyOf('root').slice(0, fsidBytes)]
    places.view([
      { id: 1, fsid, views: [{ root, base, real: root }] },
      { id: 2, fsid, views: [{ root: other, base, real: root }] },
      { id: 3, fsid, views: [{ root: beside, base, real: beside }] },
    ])
    const deep = deepFile(root, 60, 'file', 'x')
    expect(() => of(`root/${deep}`)).toThrow(expect.objectContaining({ roots: [root, other] }))
  })
})
