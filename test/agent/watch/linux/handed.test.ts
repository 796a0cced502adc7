// Owns the law of large files that were closed: the reader hands them on open, so many at a time.
import { execFileSync } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { join } from 'node:path'
import { closeDescriptor } from '@sekisho/shared/disk.ts'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { asRoot, served } from '../../../support/kernel.ts'

describe.skipIf(!asRoot)('the reader', () => {
  test('what is too large to be read at once is handed on open, so many at a time, and half of them of what has no name', async () => {
    const { root, handed } = await served()
    const large = (path: string) =>
      execFileSync('/bin/sh', ['-c', 'head -c 1100000 /dev/zero > "$1"', 'sh', join(root, path)])
    const gone = (path: string) => {
      const script = 'exec 3> "$1"; head -c 1100000 /dev/zero >&3; rm "$1"'
      execFileSync('/bin/sh', ['-c', script, 'sh', join(root, path)])
    }
    const count = (least: number) => eventually(() => handed.length >= least)
    const paths = () => handed.flatMap(({ places }) => places.map(({ path }): string => path))
    gone('gone.bin')
    await count(1)
    const [first] = handed
    expect(first).toMatchObject({ places: [{ root, path: 'gone.bin' }] })
    expect(fstatSync(first?.descriptor ?? -1)).toMatchObject({ size: 1_100_000, nlink: 0 })
    for (let n = 0; n < 40; n++) large(`${n}.bin`)
    await count(32)
    gone('also-gone.bin')
    await count(33)
    expect(handed.filter(({ places }) => /^\d/.test(places[0]?.path ?? ''))).toHaveLength(31)
    const told = new Set<string>()
    const giveBack = () => {
      for (const path of paths()) told.add(path)
      for (const { descriptor, done } of handed.splice(0)) {
        closeDescriptor(descriptor)
        done()
      }
    }
    // The reader hears of it at some time, and hands on what is closed until then, or not: all of that is given back as well.
    const isHanded = (path: string) =>
      eventually(() => {
        giveBack()
        large(path)
        return told.has(path)
      })
    await isHanded('later.bin')
    execFileSync('mkfifo', [join(root, 'pipe')])
    execFileSync('/bin/sh', ['-c', 'head -c 2000000 /dev/zero > pipe & cat pipe > /dev/null', 'sh'], { cwd: root })
    await isHanded('last.bin')
    giveBack()
    expect(told).not.toContain('pipe')
  })
})
