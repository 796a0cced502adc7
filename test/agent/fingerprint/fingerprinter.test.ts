// Owns the laws of fingerprint, on real files: what is there is established, nothing else is read, nothing hangs.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { differences, type Observation } from '@sekisho/shared/observation.ts'
import { type PathText, pathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Fingerprinter, type FingerprinterOptions } from '../../../agent/fingerprint/fingerprinter.ts'
import type { FingerprintItem, FingerprintJob } from '../../../agent/handover.ts'
import { deepFile } from '../../support/deep.ts'
import { eventually } from '../../support/eventually.ts'
import { faultsOf } from '../../support/fingerprint-faults.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { observedIn } from '../../support/observed.ts'
import { leaveCache } from '../../support/page-cache.ts'
import { threadsBehind } from '../../support/threads.ts'

const asRoot = process.getuid?.() === 0

function open(options: Partial<FingerprinterOptions> = {}) {
  const folder = temporaryFolder()
  const root = join(folder, 'root')
  mkdirSync(root)
  const fingerprinter = new Fingerprinter({ clock: systemClock, size: 1, ...options })
  onTestFinished(() => fingerprinter.stop())
  let id = 0
  const jobOf = (directory: string, names: readonly string[], more: Partial<FingerprintItem> = {}): FingerprintJob => ({
    id: ++id,
    root: root as PathText,
    directory: directory as PathText,
    items: names.map(name => ({
      name: name as PathText,
      algorithm: 'sha256',
      lane: 'fast',
      noticed: 'watch',
      saw: [],
      witnesses: [],
      ...more,
    })),
  })
  const observe = async (directory: string, names: readonly string[], more: Partial<FingerprintItem> = {}) => {
    const { packed } = await fingerprinter.fingerprint(jobOf(directory, names, more))
    return observedIn(packed)
  }
  const one = async (directory: string, name: string, more: Partial<FingerprintItem> = {}): Promise<Observation> => {
    const [observed] = await observe(directory, [name], more)
    if (!observed) throw new Error('nothing observed')
    return observed.after
  }
  return { folder, root, fingerprinter, jobOf, observe, one }
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('fingerprint', () => {
  test('a file is observed whole: stat, digest, marks, place, actor, and where it is asked for its cache folder', async () => {
    const { root, observe, one } = open()
    mkdirSync(join(root, 'a/b'), { recursive: true })
    writeFileSync(join(root, 'a/b/x.php'), '<?php echo 1;', { mode: 0o640 })
    chmodSync(join(root, 'a/b/x.php'), 0o640)
    const stat = statSync(join(root, 'a/b/x.php'))
    const actor = { pid: 7, executable: '/bin/cp', command: null, user: null, parents: [], unit: null }
    const wanted = { saw: ['created' as const], witnesses: [{ actor, wrote: true }], cacheDepth: 1 }
    const [observed] = await observe('a/b', ['x.php'], wanted)
    expect(observed).toMatchObject({ root, path: 'a/b/x.php', noticed: 'watch', saw: ['created'], actor, lane: 'fast' })
    expect(observed?.after).toMatchObject({
      state: 'present',
      type: 'file',
      size: 13,
      mode: 0o640,
      uid: stat.uid,
      gid: stat.gid,
      mtimeMs: stat.mtimeMs,
      ctimeMs: stat.ctimeMs,
      inode: stat.ino,
      links: 1,
      target: null,
      digest: { algorithm: 'sha256', hex: sha256('<?php echo 1;') },
      marks: { version: 3, found: ['php-open-tag'], type: 'text' },
      folder: expect.stringMatching(new RegExp(`^${statSync(join(root, 'a')).ino}:[0-9]+$`)),
    })
    expect(await one('a/b', 'x.php')).not.toHaveProperty('folder')
  })

  test('the root itself is observed under the empty name', async () => {
    const { one } = open()
    expect(await one('', '')).toMatchObject({ state: 'present', type: 'directory', digest: null })
  })

  test('what is gone is absent: the name, its folder, a folder that is a file now', async () => {
    const { root, observe } = open()
    writeFileSync(join(root, 'file'), '')
    const states = await Promise.all([observe('', ['x', 'y']), observe('none/deep', ['x']), observe('file', ['x'])])
    expect(states.flat().map(({ after }) => after.state)).toEqual(['absent', 'absent', 'absent', 'absent'])
  })

  test('links are recorded with their target and never followed', async () => {
    const { folder, root, one, observe } = open()
    mkdirSync(join(folder, 'outside'))
    writeFileSync(join(folder, 'outside/secret.php'), '<?php secret')
    symlinkSync('../outside/secret.php', join(root, 'link'))
    symlinkSync('../outside', join(root, 'linked'))
    symlinkSync(Buffer.from([0x2f, 0xff, 0x0a]), join(root, 'odd'))
    expect(await one('', 'link')).toMatchObject({ type: 'symlink', target: '../outside/secret.php', digest: null })
    expect(await one('', 'odd')).toMatchObject({ target: '/%FF%0A' })
    expect(await observe('linked', ['secret.php'])).toMatchObject([{ after: { state: 'absent' } }])
  })

  test('a parent folder swapped for a link between touch and open leads nowhere', async () => {
    for (const at of ['folder', 'lstat', 'open']) {
      const inside = temporaryFolder()
      const root = join(inside, 'root')
      mkdirSync(join(root, 'up'), { recursive: true })
      mkdirSync(join(inside, 'outside'))
      writeFileSync(join(root, 'up/x'), 'inside')
      writeFileSync(join(inside, 'outside/x'), 'outside, a secret')
      const faults = faultsOf({ at, swap: join(root, 'up'), for: join(inside, 'outside') })
      const { fingerprinter, jobOf } = open({ worker: { faults } })
      const job = { ...jobOf('up', ['x']), root: root as PathText }
      const { packed } = await fingerprinter.fingerprint(job)
      expect(packed).not.toContain(sha256('outside, a secret'))
      const [observed] = observedIn(packed)
      // Opened before the swap it is still the file of this root, wherever its folder has gone.
      if (at === 'folder') expect(observed?.after.state).toBe('absent')
      else expect(observed?.after).toMatchObject({ digest: { hex: sha256('inside') } })
    }
  })

  test('pipes and sockets are recorded and never opened', async () => {
    const { root, observe } = open()
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')])
    const server = createServer().listen(join(root, 'socket'))
    await new Promise(resolve => server.once('listening', resolve))
    const [pipe, socket] = await observe('', ['pipe', 'socket'])
    server.close()
    expect(pipe?.after).toMatchObject({ state: 'present', type: 'fifo', digest: null, marks: null })
    expect(socket?.after).toMatchObject({ state: 'present', type: 'socket', digest: null })
  })

  test.skipIf(asRoot)(
    'what may not be read is unreadable with its errno, folders that cannot be listed too',
    async () => {
      const { root, observe } = open()
      writeFileSync(join(root, 'file'), 'x', { mode: 0 })
      mkdirSync(join(root, 'folder/below'), { recursive: true })
      chmodSync(join(root, 'folder'), 0)
      const [file, folder] = await observe('', ['file', 'folder'])
      const below = await observe('folder', ['below', 'never-there'])
      const deeper = await observe('folder/below', ['file.php'])
      chmodSync(join(root, 'folder'), 0o755)
      expect(file?.after).toMatchObject({ state: 'unreadable', errno: 'EACCES', stat: { type: 'file', mode: 0 } })
      expect(folder?.after).toMatchObject({ state: 'unreadable', errno: 'EACCES', stat: { type: 'directory' } })
      // Below it nothing is inferred, not even that a name is there: the folder is what is observed.
      for (const observed of [below, deeper])
        expect(observed).toEqual([
          expect.objectContaining({ path: 'folder', after: { ...folder?.after, at: expect.any(Number) } }),
        ])
    },
  )

  test('a call refused by the disk makes the path unreadable, and the next one is read', async () => {
    const { root, observe } = open({ worker: { faults: faultsOf({ at: 'read', name: 'bad', errno: 'EIO' }) } })
    writeFileSync(join(root, 'bad'), 'x')
    writeFileSync(join(root, 'good'), 'y')
    const [bad, good] = await observe('', ['bad', 'good'])
    expect(bad?.after).toMatchObject({ state: 'unreadable', errno: 'EIO', stat: { type: 'file', size: 1 } })
    expect(good?.after).toMatchObject({ state: 'present' })
  })

  test('trouble of this process says nothing of the paths: the job fails with its code', async () => {
    const { root, fingerprinter, jobOf } = open({ worker: { faults: faultsOf({ at: 'open', errno: 'EMFILE' }) } })
    writeFileSync(join(root, 'file'), 'x')
    await expect(fingerprinter.fingerprint(jobOf('', ['file']))).rejects.toMatchObject({ code: 'EMFILE' })
    await expect(fingerprinter.fingerprint(jobOf('', ['file']))).resolves.toBeDefined()
  })

  test('without its root a job fails, and no path becomes absent', async () => {
    const { root, fingerprinter, jobOf } = open()
    rmSync(root, { recursive: true })
    await expect(fingerprinter.fingerprint(jobOf('', ['x']))).rejects.toMatchObject({ code: 'root-missing' })
    // Whatever may stand there: a link to itself, or to a name that is too long.
    for (const target of [basename(root), 'x'.repeat(300)]) {
      symlinkSync(target, root)
      await expect(fingerprinter.fingerprint(jobOf('', ['x']))).rejects.toMatchObject({ code: 'root-missing' })
      rmSync(root)
    }
  })

  test('a file that changes while it is read is read again', async () => {
    const folder = temporaryFolder()
    const faults = faultsOf({ at: 'fstat', name: 'log', append: join(folder, 'log'), times: 2 })
    writeFileSync(join(folder, 'log'), 'start')
    const { fingerprinter, jobOf } = open({ worker: { faults } })
    const { packed } = await fingerprinter.fingerprint({ ...jobOf('', ['log']), root: folder as PathText })
    expect(observedIn(packed)).toMatchObject([
      { after: { state: 'present', digest: { hex: sha256('startmoremore') }, size: 13 } },
    ])
  })

  test('a file that changes each time it is read is unstable, with the marks of the last pass', async () => {
    const folder = temporaryFolder()
    const faults = faultsOf({ at: 'fstat', name: 'log', append: join(folder, 'log'), times: 99 })
    writeFileSync(join(folder, 'log'), '<?php ')
    const { fingerprinter, jobOf } = open({ worker: { faults } })
    const { packed } = await fingerprinter.fingerprint({ ...jobOf('', ['log']), root: folder as PathText })
    // What its size and its digest are of can be read again, however much it grows.
    const read = { size: 14, digest: { hex: sha256('<?php moremore') }, marks: { found: ['php-open-tag'] } }
    expect(observedIn(packed)).toMatchObject([{ after: { state: 'unstable', type: 'file', ...read } }])
  })

  test('xxh64 is taken where the class says so, but a file with an executable mark gets its sha256', async () => {
    const { root, observe } = open()
    writeFileSync(join(root, 'plain.log'), '')
    writeFileSync(join(root, 'evil.log'), 'GET /<?php eval')
    writeFileSync(join(root, 'long.log'), Buffer.alloc(200_000, 'a'))
    const [plain, evil, long] = await observe('', ['plain.log', 'evil.log', 'long.log'], { algorithm: 'xxh64' })
    // XXH64 of nothing with seed 0, from the algorithm's own description.
    expect(plain?.after).toMatchObject({ digest: { algorithm: 'xxh64', hex: 'ef46db3751d8e999' } })
    expect(evil?.after).toMatchObject({ digest: { algorithm: 'sha256', hex: sha256('GET /<?php eval') } })
    expect(long?.after).toMatchObject({ digest: { algorithm: 'xxh64' } })
  })

  test('hostile names are read: not UTF-8, newlines, percent signs, 255 bytes', async () => {
    const { root, observe } = open()
    const names = [Buffer.from([0xff, 0xfe]), Buffer.from('a\nb'), Buffer.from('100%41'), Buffer.alloc(255, 'n')]
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), name)
    const observed = await observe('', names.map(pathText))
    expect(observed.map(({ after }) => after)).toMatchObject(names.map(name => ({ digest: { hex: sha256(name) } })))
    expect(observed[0]?.path).toBe('%FF%FE')
  })

  test('a path beyond 4,096 bytes is read', async () => {
    const { root, one } = open()
    const directory = deepFile(root, 20, 'file', 'deep')
    expect(directory.length).toBeGreaterThan(4096)
    expect(await one(directory, 'file')).toMatchObject({ digest: { hex: sha256('deep') } })
  })

  test('hard links are counted, empty files have the digest of nothing', async () => {
    const { root, observe } = open()
    writeFileSync(join(root, 'a'), '')
    linkSync(join(root, 'a'), join(root, 'b'))
    const [a, b] = await observe('', ['a', 'b'])
    expect(a?.after).toMatchObject({ links: 2, digest: { hex: sha256('') } })
    if (a && b) expect(differences(a.after, b.after)).toEqual([])
  })

  test('a large file comes apart from its folder, and small files pass it while it is read', async () => {
    const { root, fingerprinter, jobOf } = open()
    const descriptor = openSync(join(root, 'sparse'), 'w')
    const size = 512 * 1024 ** 2
    ftruncateSync(descriptor, size)
    closeSync(descriptor)
    writeFileSync(join(root, 'small'), 'x')
    const both = await fingerprinter.fingerprint(jobOf('', ['sparse', 'small']))
    expect(both.apart).toEqual(['sparse'])
    expect(observedIn(both.packed).map(({ path }) => path)).toEqual(['small'])
    const order: string[] = []
    const large = fingerprinter.fingerprint(jobOf('', ['sparse'])).then(() => order.push('large'))
    for (let at = 0; at < 5; at++) {
      await fingerprinter.fingerprint(jobOf('', ['small']))
      order.push('small')
    }
    expect(fingerprinter.report().depth).toBe(1)
    await large
    expect(order).toEqual(['small', 'small', 'small', 'small', 'small', 'large'])
  })

  test('large files beyond the places of a thread wait, and hold up nothing else', async () => {
    const { root, fingerprinter, jobOf } = open()
    const names = Array.from({ length: 70 }, (_, at) => `large${at}`)
    for (const name of names) {
      const descriptor = openSync(join(root, name), 'w')
      ftruncateSync(descriptor, 12 * 1024 ** 2)
      closeSync(descriptor)
    }
    writeFileSync(join(root, 'small'), 'x')
    let read = 0
    const large = names.map(async name => {
      const { packed } = await fingerprinter.fingerprint(jobOf('', [name], { lane: 'bulk', noticed: 'walk' }))
      expect(observedIn(packed)).toMatchObject([{ path: name, after: { state: 'present', size: 12 * 1024 ** 2 } }])
      read++
    })
    await eventually(() => fingerprinter.large > 64)
    await fingerprinter.fingerprint(jobOf('', ['small']))
    expect(read).toBeLessThan(70)
    await Promise.all(large)
    expect(fingerprinter.large).toBe(0)
  })

  test('the jobs of a thread that dies are given to another once', async () => {
    const deaths: Error[] = []
    const counter = join(temporaryFolder(), 'deaths')
    const { root, one } = open({
      worker: { faults: faultsOf({ at: 'read', name: 'x', deaths: counter, most: 1 }) },
      onDeath: error => deaths.push(error),
    })
    writeFileSync(join(root, 'x'), 'x')
    expect(await one('', 'x')).toMatchObject({ state: 'present' })
    expect(deaths.length).toBe(1)
  })

  test('a job that lets two threads die is given back', async () => {
    const counter = join(temporaryFolder(), 'deaths')
    const { root, one } = open({
      worker: { faults: faultsOf({ at: 'read', name: 'x', deaths: counter, most: 99 }) },
    })
    writeFileSync(join(root, 'x'), 'x')
    writeFileSync(join(root, 'y'), 'y')
    await expect(one('', 'x')).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
    expect(await one('', 'y')).toMatchObject({ state: 'present' })
  })

  test('fast jobs go before bulk jobs that wait, and the report tells how many', async () => {
    const { root, fingerprinter, jobOf } = open()
    const names = Array.from({ length: 100 }, (_, at) => `file${at}`)
    for (const name of names) writeFileSync(join(root, name), name)
    const order: string[] = []
    const run = (lane: 'fast' | 'bulk') =>
      fingerprinter.fingerprint(jobOf('', names, { lane, noticed: 'walk' })).then(() => order.push(lane))
    const all = [run('bulk'), run('bulk'), run('bulk'), run('bulk'), run('bulk')]
    await Promise.resolve()
    all.push(run('fast'))
    expect(fingerprinter.report()).toMatchObject({ phase: 'reading', depth: 6 })
    await Promise.all(all)
    // Two messages of two jobs each are on their way when the fast one comes.
    expect(order).toEqual(['bulk', 'bulk', 'bulk', 'bulk', 'fast', 'bulk'])
    expect(fingerprinter.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('what a source points at is read while the thread that reads for walks hangs', async () => {
    const pipe = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const { root, one } = open({ worker: { faults: faultsOf({ at: 'read', name: 'held', fifo: pipe }) } })
    for (const name of ['held', 'urgent']) writeFileSync(join(root, name), name)
    const held = one('', 'held', { noticed: 'walk', lane: 'fast' })
    await eventually(() => existsSync(`${pipe}.reached`))
    expect(await one('', 'urgent', { lane: 'bulk' })).toMatchObject({ state: 'present' })
    writeFileSync(pipe, '')
    expect(await held).toMatchObject({ state: 'present' })
  })

  test('threads that read for walks step back on the processor and at the disk, and the one that sources wait for does not', async () => {
    const { root, one } = open()
    writeFileSync(join(root, 'x'), 'x')
    const before = threadsBehind()
    await one('', 'x')
    expect(threadsBehind()).toBe(before)
    await one('', 'x', { noticed: 'walk' })
    expect(threadsBehind()).toBe(before + 1)
  })

  test('the threads that read for walks start when one is expected, each once', async () => {
    const { fingerprinter } = open({ size: 2 })
    const before = threadsBehind()
    await Promise.all([fingerprinter.expectWalk(), fingerprinter.expectWalk()])
    expect(threadsBehind()).toBe(before + 2)
  })

  test('a large file of a walk comes no faster from the disk than was asked for, and is counted as it comes', async () => {
    const told: number[] = []
    const megabyte = 1_000_000
    const { root, one } = open({ bytesPerSecond: 40 * megabyte, onCold: bytes => told.push(bytes) })
    const file = join(root, 'film')
    writeFileSync(file, Buffer.alloc(30 * megabyte, 'film'))
    if (!leaveCache(file)) return
    const from = systemClock.monotonic()
    await one('', 'film', { noticed: 'walk', lane: 'bulk' })
    // The last slice is read before it is rested off: 4 MiB of 30 MB, and what may be saved up.
    expect(systemClock.monotonic() - from).toBeGreaterThan(((30 - 4.2) / 40) * 1000 - 110)
    expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBe(30 * megabyte)
  })

  test('names of a folder in another script keep their text', async () => {
    const { root, one } = open()
    mkdirSync(join(root, '画像'))
    writeFileSync(join(root, '画像/商品.txt'), 'x')
    expect(await one(pathTextOfString('画像'), pathTextOfString('商品.txt'))).toMatchObject({ state: 'present' })
  })
})

if (asRoot) console.warn('SKIPPED: unreadable files cannot be tested as root, whom no permission stops')
