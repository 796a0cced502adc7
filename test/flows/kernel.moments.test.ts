// What stands in a shop for a moment only, between two observations that are the same: exchanged by renames or written over in
// place, by an attacker who waits for the reader of the kernel's events or for nobody. Needs root, and says so elsewhere.
import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../support/estate.ts'
import { asRoot } from '../support/kernel.ts'
import { foundAfter, heldUp, openWatched, readers } from '../support/kernel-estate.ts'

const kept = '<?php // pays'
/** Each once, since it is by chance between which two of an attacker's steps the reader wakes up. */
const pages = Array.from({ length: 20 }, (_, n) => `payment/page-${n}.php`)
const evil = "<?php eval($_POST['x']);"

const opened = () => openWatched(Object.fromEntries(pages.map(path => [path, kept])))
const run = promisify(execFile)

const holdsEvil = ({ after, between }: FindingRow) =>
  [after, ...between].some(({ sha256 }) => sha256 === digestOf(evil))

/** At one of the ends, or in between: and then it is judged for that. */
function expectEvilTold(findings: readonly FindingRow[]): void {
  const told = findings.filter(holdsEvil)
  expect(told.length).toBeGreaterThan(0)
  for (const { after, between, verdict, severity, reasons } of told) {
    expect({ verdict, severity }).toEqual({ verdict: 'unauthorised', severity: 'critical' })
    if (after.sha256 === digestOf(evil)) continue
    expect(between[0]?.marks).toEqual(['php-open-tag'])
    expect(reasons).toContain('payment')
  }
}

describe.skipIf(!asRoot)('what stands there for a moment, with the kernel telling', () => {
  test.each([
    // Who waits before the rename is looked into before it.
    ['as quick as it is, when the script waits for it', false, 0.02],
    // What it has read of a closed file it tells of every name that the file gets afterwards.
    ['as quick as it is, when the script waits for nobody', false, 0],
    ['held up until all is over', true, 0],
  ])(
    'scripts exchanged for a moment and put back by renames leave what stood there in the findings of a reader that is %s',
    async (_, isLate, wait) => {
      const estate = await opened()
      const before = (await estate.findings()).length
      const goOn = await heldUp(estate, isLate)
      const script = `import os, time
for path in ${JSON.stringify(pages)}:
    kept = open(path).read()
    for name, content, wait in (('new', ${JSON.stringify(evil)}, ${wait}), ('old', kept, 0)):
        with open('payment/' + name, 'w') as f: f.write(content)
        time.sleep(wait)
        os.replace('payment/' + name, path)
        open(path).read()`
      await run('python3', ['-c', script], { cwd: estate.shop })
      goOn()
      const found = await foundAfter(estate, before)
      for (const path of pages) {
        const seen = found.filter(finding => finding.path === path)
        expectEvilTold(seen)
        expect(seen.at(-1)?.after.sha256).toBe(digestOf(kept))
      }
    },
  )

  test('a script written over in place, read and written back with its time is rewritten, with what was read in between', async () => {
    const estate = await opened()
    const file = join(estate.shop, 'payment/page-0.php')
    const stat = statSync(file)
    const before = (await estate.findings()).length
    // As PHP does it in one request, with OPcache for the reader; again and again, since the machine may be busy.
    const script = `import os, time
kept = open('payment/page-0.php').read()
stat = os.stat('payment/page-0.php')
for i in range(100):
    with open('payment/page-0.php', 'w') as f: f.write(${JSON.stringify(evil)})
    open('payment/page-0.php').read()
    time.sleep(0.0005)
    with open('payment/page-0.php', 'w') as f: f.write(kept)
    os.utime('payment/page-0.php', ns=(stat.st_atime_ns, stat.st_mtime_ns))
    time.sleep(0.02)`
    await run('python3', ['-c', script], { cwd: estate.shop })
    const seen = (await foundAfter(estate, before)).filter(({ path }) => path === 'payment/page-0.php')
    expectEvilTold(seen)
    expect(seen.some(({ kind, between }) => kind === 'rewritten' && between[0]?.sha256 === digestOf(evil))).toBe(true)
    expect(seen.at(-1)?.after.sha256).toBe(digestOf(kept))
    expect([statSync(file).mtimeMs, statSync(file).ino, statSync(file).size]).toEqual([
      stat.mtimeMs,
      stat.ino,
      stat.size,
    ])
  })

  test.each(readers)(
    'scripts written over in place and back by who waits for nobody are rewritten in any case, with what a reader saw of them that is %s',
    async (_, isLate) => {
      const estate = await opened()
      const before = (await estate.findings()).length
      const goOn = await heldUp(estate, isLate)
      const script = `for path in ${JSON.stringify(pages)}:
    kept = open(path).read()
    for content in (${JSON.stringify(evil)}, kept):
        with open(path, 'w') as f: f.write(content)`
      await run('python3', ['-c', script], { cwd: estate.shop })
      goOn()
      const found = await foundAfter(estate, before)
      for (const path of pages) {
        const seen = found.filter(finding => finding.path === path)
        expect(seen.at(-1)?.after.sha256).toBe(digestOf(kept))
        // Its descriptor leads to what the file holds by the time that it is read.
        if (!isLate && seen.some(holdsEvil)) expectEvilTold(seen)
        else expect(seen).toMatchObject([{ kind: 'rewritten', between: [] }])
      }
    },
  )

  test('configurations exchanged for a moment by renames are told as what they let run, though they were read under another name', async () => {
    const folders = Array.from({ length: 20 }, (_, n) => `upload/${n}`)
    const [strict, loose] = ['Require all denied\n', 'SetHandler application/x-httpd-php\n']
    const estate = await openWatched(Object.fromEntries(folders.map(folder => [`${folder}/.htaccess`, strict])))
    const before = (await estate.findings()).length
    const script = `import os, time
for folder in ${JSON.stringify(folders)}:
    os.chdir(folder)
    for name, content, wait in (('new', ${JSON.stringify(loose)}, 0.02), ('old', ${JSON.stringify(strict)}, 0)):
        with open(name, 'w') as f: f.write(content)
        time.sleep(wait)
        os.replace(name, '.htaccess')
    os.chdir('../..')`
    await run('python3', ['-c', script], { cwd: estate.shop })
    const found = await foundAfter(estate, before)
    for (const folder of folders) {
      const seen = found.filter(({ path }) => path === `${folder}/.htaccess`)
      const held = seen.flatMap(({ after, between }) => [after, ...between])
      expect(held.filter(({ sha256 }) => sha256 === digestOf(loose)).map(({ marks }) => marks)).toEqual([
        ['execution-directive'],
      ])
      expect(seen.at(-1)?.after.sha256).toBe(digestOf(strict))
    }
  })
})
