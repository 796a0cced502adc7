// Owns the law of what stands in the way of a look: whoever puts a pipe where a root was holds up nobody who reads.
import { execFileSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'

describe.skipIf(!asRoot).each(['fanotify', 'inotify'] as const)('a pipe in a root’s place, told by %s', source => {
  test('is no root, and other roots are told of as before, as is this one once it is back', async () => {
    const { root, serve, seen, losses, touches } = await served(() => {}, temporaryFolder(), source)
    const other = temporaryFolder()
    await serve(other)
    renameSync(root, `${root}.away`)
    execFileSync('mkfifo', [root])
    await eventually(() => losses.some(loss => loss.root === root && loss.cause === 'watch-lost'))
    writeFileSync(join(other, 'told.php'), '')
    await seen('told.php')
    await expect(serve(root)).rejects.toThrow('ENOTDIR')
    rmSync(root)
    renameSync(`${root}.away`, root)
    await serve(root)
    writeFileSync(join(root, 'back.php'), '')
    await seen('back.php')
    expect(touches.at(-1)).toMatchObject({ root })
  })
})
