// Roots that do not stay what they were: led elsewhere by a link, mounted over, gone and back, seen otherwise by others.
// What happened is told as what it was, and in the end the inventory is the disk. Needs root, and says so elsewhere.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FindingRow, GapRow } from '@sekisho/shared/api.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { memoryFolder } from '../support/folder.ts'
import { asRoot } from '../support/kernel.ts'

const run = promisify(execFile)
const files = {
  'index.php': '<?php // index',
  'src/a.php': '<?php // a',
  'src/b.php': '<?php // b',
  'payment/pay.php': '<?php // pay',
}

/** Resolves when the collector holds what the disk holds, and nothing is under way. */
async function told(estate: Estate): Promise<readonly FindingRow[]> {
  await eventually(async () => {
    expect(await estate.inventory()).toEqual(estate.disk())
    return true
  })
  await estate.atRest(estate.agent())
  return estate.findings()
}

function closed(estate: Estate, cause: GapRow['cause']): Promise<readonly GapRow[]> {
  return eventually(async () => {
    const gaps = await estate.gaps(cause)
    return gaps.length > 0 && gaps.every(({ to }) => to !== null) && gaps
  })
}

const kindsOf = (findings: readonly FindingRow[]) => findings.map(({ kind, path }) => `${kind} ${path}`).sort()

describe.skipIf(!asRoot)('a root that does not stay what it was', () => {
  test('swapped between two releases by its link 20 times, nothing is told of what both hold, and what differs once it stands', async () => {
    const folder = memoryFolder()
    const estate = openEstate({ files, within: folder })
    const [one, two] = [join(folder, 'releases/1'), join(folder, 'releases/2')]
    mkdirSync(join(folder, 'releases'))
    renameSync(estate.shop, one)
    cpSync(one, two, { recursive: true })
    writeFileSync(join(two, 'index.php'), '<?php // second')
    writeFileSync(join(two, 'src/c.php'), '<?php // only in the second')
    symlinkSync(one, estate.shop)
    await estate.open()
    const before = (await estate.findings()).length
    for (let swap = 1; swap <= 20; swap++) {
      symlinkSync(swap % 2 === 1 ? two : one, join(folder, 'next'))
      await run('mv', ['-T', join(folder, 'next'), estate.shop])
    }
    symlinkSync(two, join(folder, 'next'))
    renameSync(join(folder, 'next'), estate.shop)
    await closed(estate, 'root-replaced')
    const found = (await told(estate)).slice(before)
    expect(new Set(found.map(({ path }) => path))).toEqual(new Set(['index.php', 'src/c.php']))
    expect(kindsOf(found)).toContain('added src/c.php')
    expect(kindsOf(found).filter(one => one.startsWith('rewritten'))).toEqual([])
    writeFileSync(join(two, 'src/d.php'), '<?php')
    expect(kindsOf((await told(estate)).slice(before + found.length))).toEqual(['added src/d.php'])
  })

  test('a folder mounted over another is watched and told as what stands there, and so is what it hid afterwards', async () => {
    const folder = memoryFolder()
    const estate = openEstate({ files, within: folder })
    const other = join(folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'a.php'), '<?php // evil')
    await estate.open()
    const before = (await estate.findings()).length
    execFileSync('mount', ['--bind', other, join(estate.shop, 'src')])
    let mounted = true
    const unmount = async () => {
      // Whoever reads it at that moment holds it.
      await eventually(() => run('umount', [join(estate.shop, 'src')]).then(() => true))
      mounted = false
    }
    onTestFinished(async () => (mounted ? unmount() : undefined))
    const over = (await told(estate)).slice(before)
    expect(kindsOf(over)).toEqual(['changed src/a.php', 'removed src/b.php'])
    writeFileSync(join(other, 'late.php'), '<?php // late')
    const late = (await told(estate)).slice(before + over.length)
    expect(late).toMatchObject([{ kind: 'added', path: 'src/late.php', noticed: 'watch' }])
    await unmount()
    const back = (await told(estate)).slice(before + over.length + late.length)
    expect(kindsOf(back)).toEqual(['added src/b.php', 'changed src/a.php', 'removed src/late.php'])
    expect((await closed(estate, 'mount-changed')).length).toBeGreaterThanOrEqual(2)
  })

  test('one that is gone is missing and not deleted, and one that is made anew in its place is told by what differs', async () => {
    const folder = memoryFolder()
    const estate = openEstate({ files, within: folder })
    const agent = await estate.open()
    const before = (await estate.findings()).length
    renameSync(estate.shop, join(folder, 'away'))
    await eventually(async () => (await estate.gaps('root-missing')).some(({ to }) => to === null))
    expect(await estate.findings()).toHaveLength(before)
    expect(agent.status().roots[0]?.phase).not.toBe('watching')
    mkdirSync(join(estate.shop, 'src'), { recursive: true })
    estate.write('index.php', files['index.php'])
    estate.write('src/a.php', '<?php // other')
    const found = (await told(estate)).slice(before)
    const decisive = found.filter(({ kind }) => kind !== 'rewritten')
    expect(kindsOf(decisive)).toEqual(['changed src/a.php', 'removed payment/pay.php', 'removed src/b.php'])
    await closed(estate, 'root-missing')
    estate.write('src/new.php', '<?php')
    expect((await told(estate)).at(-1)).toMatchObject({ kind: 'added', path: 'src/new.php', noticed: 'watch' })
  })

  test.each(['fanotify', 'inotify'] as const)(
    'unmounted under %s it is missing and not deleted, and mounted again it is told by what differs',
    async watch => {
      const estate = openEstate({ files: {}, agent: { watch }, within: memoryFolder() })
      const volume = join(estate.folder, 'volume')
      mkdirSync(join(volume, 'src'), { recursive: true })
      for (const name of ['index.php', 'src/a.php', 'src/b.php']) writeFileSync(join(volume, name), `<?php // ${name}`)
      const mount = () => execFileSync('mount', ['--bind', volume, estate.shop])
      mount()
      onTestFinished(() => void spawnSync('umount', ['-l', estate.shop]))
      const agent = await estate.open()
      const [before, inventory] = [(await estate.findings()).length, await estate.inventory()]
      await eventually(() => run('umount', [estate.shop]).then(() => true))
      await eventually(async () => (await estate.gaps('root-missing')).some(({ to }) => to === null))
      await eventually(() => agent.status().roots[0]?.phase === 'missing')
      expect(await estate.inventory()).toEqual(inventory)
      rmSync(join(volume, 'src/b.php'))
      mount()
      expect(kindsOf((await told(estate)).slice(before))).toEqual(['removed src/b.php'])
      await closed(estate, 'root-missing')
      // Another volume over it is told as what stands there.
      execFileSync('mount', ['-t', 'tmpfs', 'none', estate.shop])
      onTestFinished(() => void spawnSync('umount', ['-l', estate.shop]))
      writeFileSync(join(estate.shop, 'index.php'), '<?php // other')
      const over = (await told(estate)).slice(before + 1)
      expect(kindsOf(over.filter(({ path }) => path !== ''))).toEqual(['changed index.php', 'removed src/a.php'])
    },
  )

  test('one whose payment folder a web server sees otherwise is a critical finding that names the server', async () => {
    const folder = memoryFolder()
    const estate = openEstate({ files, within: folder })
    const nginx = join(folder, 'nginx')
    copyFileSync('/bin/sleep', nginx)
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other/pay.php'), '<?php // skimmer')
    const script = `mount --bind ${folder}/other ${estate.shop}/payment && echo up && exec ${nginx} 300`
    const server = spawn('unshare', ['-m', '/bin/sh', '-ec', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void server.kill('SIGKILL'))
    await once(server.stdout, 'data')
    await estate.open()
    const found = await eventually(async () => (await estate.findings()).find(({ kind }) => kind === 'other-view'))
    expect(found).toMatchObject({ path: 'payment', verdict: 'unauthorised', severity: 'critical', open: true })
    expect(found.reasons).toContain('other-view')
    expect(found.actor).toMatchObject({ pid: server.pid, executable: nginx })
    expect(await estate.inventory()).toEqual(estate.disk())
  })
})
