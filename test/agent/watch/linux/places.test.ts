// The laws of the places of folders: each is asked of the kernel once, wherever it lies, until a folder is moved.
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Places, realPathOf } from '@sekisho/agent/watch/linux/places.ts'
import { openSystem } from '@sekisho/agent/watch/linux/system.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot } from '../../../support/kernel.ts'

async function viewed(ceiling?: number) {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const folder = realPathOf(temporaryFolder() as PathText)
  const root = join(folder, 'root') as PathText
  for (const name of ['root/a/b', 'outside']) mkdirSync(join(folder, name), { recursive: true })
  const keyOf = (path: string) => {
    const open = openSync(join(folder, path), 'r')
    try {
      const { fsid, handle } = system.handleOf(open)
      return { fsid: fsid.toString('latin1'), key: fsid.toString('latin1') + handle.toString('latin1') }
    } finally {
      closeSync(open)
    }
  }
  const places = new Places(system, ceiling)
  const top = '' as PathText
  places.view([{ id: 1, fsid: keyOf('root').fsid, folder: root, views: [{ root, base: top, real: root }] }])
  const of = (path: string) => {
    const found = places.of(keyOf(path).key)
    places.release()
    return found
  }
  return { root, places, of }
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
})
