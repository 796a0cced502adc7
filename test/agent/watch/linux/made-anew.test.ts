// The law of a folder that is removed and made anew before its events are read: both are told, since nobody can be told any more of
// what had been in it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import type { Touch } from '../../../../agent/handover.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'
import { readerGate } from '../../../support/reader-faults.ts'
import { unthreaded } from '../../../support/unthreaded.ts'

function makeTwice(folder: string): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'x.php'), '')
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
}

const sawOf = (touches: readonly Touch[], of: string) =>
  new Set(touches.filter(({ path }) => path === of).flatMap(({ saw }) => saw))

describe('a folder that was made, removed and made anew before anybody read of it', () => {
  test.skipIf(!asRoot)('is told by fanotify as created and as removed', async () => {
    const folder = temporaryFolder()
    const { faults, heldUp } = readerGate(folder)
    const { root, touches, seen } = await served(() => {}, folder, 'fanotify', [], faults)
    const goOn = await heldUp(() => writeFileSync(join(root, 'wake'), ''))
    makeTwice(join(root, 'twice'))
    writeFileSync(join(root, 'last'), '')
    goOn()
    await seen('twice', 'last')
    expect(sawOf(touches, 'twice')).toEqual(new Set(['created', 'removed']))
  })

  test('is told by inotify as created and as removed', async () => {
    const root = temporaryFolder() as PathText
    const { reader, touches, told } = await unthreaded()
    reader.roots.serve(root)
    makeTwice(join(root, 'twice'))
    await told('twice')
    expect(sawOf(touches, 'twice')).toEqual(new Set(['created', 'removed']))
  })
})
