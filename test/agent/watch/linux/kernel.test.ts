// The laws of the owner's side of the reader's thread: what was opened for it is used no more once it is closed.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot, served } from '../../../support/kernel.ts'

/** A module whose fault ends the thread once the file is there. */
const endedBy = (file: string) =>
  `data:text/javascript,${encodeURIComponent(`import { existsSync } from 'node:fs'
export function fault() {
  if (existsSync(${JSON.stringify(file)})) throw new Error('the thread ends')
}`)}`

describe.skipIf(!asRoot)('the thread that reads', () => {
  test('may be dead when a file that it handed on is closed: nothing is thrown, and nothing written to what has its numbers by then', async () => {
    const folder = temporaryFolder()
    const end = join(folder, 'end')
    const { root, handed, losses } = await served(() => {}, folder, 'fanotify', [], endedBy(end))
    execFileSync('/bin/sh', ['-c', 'head -c 1100000 /dev/zero > large.bin'], { cwd: root })
    const file = await eventually(() => handed[0])
    writeFileSync(end, '')
    writeFileSync(join(root, 'wakes-it'), '')
    await eventually(() => losses.some(({ cause }) => cause === 'watch-lost'))
    expect(() => file.done()).not.toThrow()
    const others = Array.from({ length: 8 }, (_, n) => openSync(join(folder, `other${n}`), 'w'))
    file.done()
    for (const other of others) closeSync(other)
    expect(others.map((_, n) => readFileSync(join(folder, `other${n}`)).length)).toEqual(others.map(() => 0))
  })
})
