// The laws of a file system that was unmounted and mounted again before anybody looked: the kernel has taken its marks and watches
// along, and nothing that can be asked of the root says so.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { openImageDisk } from '../../../support/image-disk.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'
import { unthreaded } from '../../../support/unthreaded.ts'

const places: readonly (readonly [string, string])[] = [
  ['is a root', ''],
  ['lies in a root', 'volume'],
]

function shopWithDisk(below: string, skip: (note: string) => never) {
  const folder = temporaryFolder()
  const shop = join(folder, 'shop') as PathText
  const volume = join(shop, below)
  mkdirSync(volume, { recursive: true })
  const disk = openImageDisk(join(folder, 'image'), volume, skip)
  mkdirSync(join(volume, 'in/deep'), { recursive: true })
  const mountAgain = () => {
    disk.unmount()
    disk.mount()
  }
  return { folder, shop, volume, mountAgain }
}

describe.skipIf(!asRoot)('a file system that was unmounted and mounted again in one breath', () => {
  test.for(places)('and %s is marked anew, with a gap of the root that it concerns', async ([, below], { skip }) => {
    const { folder, shop, volume, mountAgain } = shopWithDisk(below, skip)
    const { faults, heldUp } = readerGate(folder)
    const { root, serve, losses, seen, closed } = await served(() => {}, folder, 'fanotify', [], faults)
    await serve(shop)
    writeFileSync(join(volume, 'in/before'), '')
    await closed(join(below, 'in/before'))
    const goOn = await heldUp(() => writeFileSync(join(root, 'wake'), ''))
    mountAgain()
    goOn()
    const [loss] = await eventually(() => losses.length > 0 && losses)
    expect(loss).toMatchObject({ root: shop, cause: 'mount-changed' })
    writeFileSync(join(volume, 'in/deep/after'), '')
    await seen(join(below, 'in/deep/after'))
    expect(losses.filter(({ root: lost }) => lost === root)).toEqual([])
  })

  test.for(places)('and %s has its watches anew by inotify, with a gap', async ([, below], { skip }) => {
    const { shop, volume, mountAgain } = shopWithDisk(below, skip)
    const { reader, told, losses, round } = await unthreaded()
    reader.roots.serve(shop)
    writeFileSync(join(volume, 'in/before'), '')
    await told(join(below, 'in/before'))
    mountAgain()
    round()
    expect(losses).toMatchObject([{ root: shop, cause: 'mount-changed' }])
    writeFileSync(join(volume, 'in/deep/after'), '')
    await told(join(below, 'in/deep/after'))
    expect(losses).toHaveLength(1)
  })
})
