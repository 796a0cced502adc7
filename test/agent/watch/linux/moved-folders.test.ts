// The laws of folders that are moved while files in others, or in them, are closed: what those held is told all the same.
import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'

const shell = '<?php system($_GET[0]); // for a moment'
const large = Buffer.alloc(1_100_000)

/**
 * A root with folders in it, and one beside it on the same file system; what is done to them is done before the reader goes on.
 * `known`: a file in the folder that the reader knows by then.
 */
async function whileHeldUp(act: (root: string, beside: string) => void, known = 'upload/known') {
  const folder = temporaryFolder()
  const { faults, heldUp } = readerGate(folder)
  const beside = join(folder, 'beside')
  mkdirSync(beside)
  const make = (root: string) => mkdirSync(join(root, 'upload/in/deep'), { recursive: true })
  const seen = await served(make, folder, 'fanotify', [], faults)
  writeFileSync(join(seen.root, known), '')
  await seen.closed(known)
  const goOn = await heldUp(() => writeFileSync(join(seen.root, 'wake'), ''))
  act(seen.root, beside)
  goOn()
  const glimpsed = (path: string) =>
    eventually(() => seen.touches.some(touch => touch.path === path && touch.glimpses !== undefined))
  const handed = (path: string) =>
    eventually(() => seen.handed.some(({ places }) => places.some(place => place.path === path)))
  return { ...seen, glimpsed, handed }
}

describe.skipIf(!asRoot)('a folder that is moved after files were closed, before the reader comes to them,', () => {
  test('outside of every root takes nothing away of what they held', async () => {
    const { glimpsed, handed } = await whileHeldUp((root, beside) => {
      writeFileSync(join(root, 'upload/x.php'), shell)
      rmSync(join(root, 'upload/x.php'))
      writeFileSync(join(root, 'large.bin'), large)
      renameSync(beside, `${beside}-2`)
    })
    await glimpsed('upload/x.php')
    await handed('large.bin')
  })

  test('in the root with them leaves what they held told where they are now', async () => {
    const { glimpsed, handed } = await whileHeldUp(root => {
      writeFileSync(join(root, 'upload/x.php'), shell)
      writeFileSync(join(root, 'upload/large.bin'), large)
      renameSync(join(root, 'upload'), join(root, 'moved'))
    })
    await glimpsed('moved/x.php')
    await handed('moved/large.bin')
  })

  test('and deleted with them leaves what they held told where they were', async () => {
    const { glimpsed } = await whileHeldUp((root, beside) => {
      renameSync(beside, `${beside}-2`)
      writeFileSync(join(root, 'upload/x.php'), shell)
      mkdirSync(join(root, 'other'))
      renameSync(join(root, 'other'), join(root, 'moved'))
      // By another process: of one and the same the kernel makes one event.
      execFileSync('rm', ['-r', join(root, 'upload')])
    })
    await glimpsed('upload/x.php')
  })

  test('out of a folder that is gone by then leaves nothing told of what is written in it outside', async () => {
    const { glimpsed, touches } = await whileHeldUp((root, beside) => {
      renameSync(join(root, 'upload/in'), join(beside, 'in'))
      rmSync(join(root, 'upload'), { recursive: true })
      writeFileSync(join(beside, 'in/deep/out.php'), shell)
      writeFileSync(join(root, 'last.php'), shell)
    }, 'upload/in/deep/known')
    await glimpsed('last.php')
    expect(touches.filter(({ path }) => path.endsWith('out.php'))).toEqual([])
  })

  test('out of the root with them leaves nothing told of what is written to them there', async () => {
    const { glimpsed, touches } = await whileHeldUp((root, beside) => {
      writeFileSync(join(root, 'upload/x.php'), 'text')
      renameSync(join(root, 'upload'), join(beside, 'upload'))
      writeFileSync(join(beside, 'upload/x.php'), shell)
      writeFileSync(join(root, 'last.php'), shell)
    })
    await glimpsed('last.php')
    expect(touches.filter(({ path, glimpses }) => path === 'upload/x.php' && glimpses !== undefined)).toEqual([])
  })
})
