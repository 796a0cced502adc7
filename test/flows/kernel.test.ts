// The kernel's events from end to end: what scripts do to a shop, told exactly, with who did it. Needs root, and says so elsewhere.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { digestOf, type Estate, type EstateSetting, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { memoryFolder } from '../support/folder.ts'
import { asRoot } from '../support/kernel.ts'
import { foundAfter, heldUp, openWatched, patient, readers } from '../support/kernel-estate.ts'

const files = { 'index.php': '<?php // index', 'payment/pay.php': '<?php // pay', 'upload/a.jpg': 'a' }
const opened = (agent?: EstateSetting['agent']) => openWatched(files, agent)

const run = promisify(execFile)
/** Runs a script that lives on until the test ends: whoever is gone may be unknown to the agent. Resolves with its pid once it is done. */
async function lives(estate: Estate, script: string): Promise<number> {
  const stay = 'import os, sys\nprint(os.getpid(), flush=True)\nsys.stdin.read()'
  const child = spawn('python3', ['-c', `${script}\n${stay}`], { cwd: estate.shop, stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [told] = await once(child.stdout, 'data')
  return Number(told)
}

/** The agent runs in this process, which must not stand still meanwhile. */
const shell = (estate: Estate, script: string) => run('/bin/bash', ['-c', script], { cwd: estate.shop })

describe.skipIf(!asRoot)('with the kernel telling', () => {
  test('20,000 files copied into 2,000 new folders are 20,000 findings, each once', async () => {
    const source = memoryFolder()
    for (let folder = 0; folder < 2000; folder++) {
      mkdirSync(join(source, `tree/${folder % 40}/${folder}`), { recursive: true })
      for (let file = 0; file < 10; file++)
        writeFileSync(join(source, `tree/${folder % 40}/${folder}/${file}.php`), `${folder} ${file}`)
    }
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    // The kernel's queue holds fewer: whoever copies gives way to the agent, also where other work holds both up.
    await run('nice', ['-n', '19', 'cp', '-r', join(source, 'tree'), estate.shop])
    const found = await foundAfter(estate, before)
    expect(new Set(found.map(({ path }) => path)).size).toBe(20_000)
    expect(
      found
        .map(({ path, kind }) => `${kind} ${path}`)
        .filter((one, at, all) => all.indexOf(one, at + 1) !== -1 || !one.startsWith('added')),
    ).toEqual([])
    expect(found).toHaveLength(20_000)
    expect(await estate.gaps('overflow')).toEqual([])
  })

  test('the rooms in the thread that reads tell how they are, as every room does', async () => {
    const estate = await opened()
    const rooms = await eventually(() => {
      const { watch, attribution } = estate.agent().status().rooms
      return watch && attribution && { watch, attribution }
    })
    expect(rooms.watch).toMatchObject({ phase: 'reading' })
    expect(rooms.attribution).toMatchObject({ phase: 'following' })
    expect(rooms.attribution.depth).toBeGreaterThan(0)
  })

  test('files made in the breath of their folders are found, 500 of 500, each once', async () => {
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    await shell(estate, 'for i in $(seq 500); do mkdir -p $i/b/c && echo $i > $i/b/c/x.php; done')
    const found = await foundAfter(estate, before)
    expect(found.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual(
      Array.from({ length: 500 }, (_, at) => `added ${at + 1}/b/c/x.php`).sort(),
    )
  })

  test('files that are unpacked, synchronised or moved in as a tree are found, each once', async () => {
    const source = memoryFolder()
    for (let at = 0; at < 2000; at++) {
      mkdirSync(join(source, `tar/${at % 200}`), { recursive: true })
      writeFileSync(join(source, `tar/${at % 200}/${at}.php`), `tar ${at}`)
    }
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    await run('/bin/bash', ['-c', `tar c tar | tar x -C ${estate.shop}; cp -r tar moved`], { cwd: source })
    renameSync(join(source, 'moved'), join(estate.shop, 'moved'))
    // As rsync writes: beside it under another name, which may be run too, and then over it.
    await shell(
      estate,
      'mkdir sync; for i in $(seq 2000); do echo $i > sync/.$i.php.Xa1b; mv sync/.$i.php.Xa1b sync/$i.php; done',
    )
    const found = await foundAfter(estate, before)
    const expected = [
      ...Array.from({ length: 2000 }, (_, at) => `added tar/${at % 200}/${at}.php`),
      ...Array.from({ length: 2000 }, (_, at) => `added moved/${at % 200}/${at}.php`),
      ...Array.from({ length: 2000 }, (_, at) => `added sync/${at + 1}.php`),
    ]
    // Where the agent was quick, it read a file that was written beside its place; none of these is called transient.
    const told = found.map(({ kind, path }) => `${kind} ${path}`)
    expect(told.filter(one => !/^(?:added|removed) sync\/\.\d+\.php\.Xa1b$/.test(one)).sort()).toEqual(expected.sort())
  })

  test.each(readers)(
    'a script that drops and deletes 400 files, and runs half of them, is named for each of them, with what each held, by a reader that is %s',
    async (_, isLate) => {
      const estate = await opened(patient)
      const before = (await estate.findings()).length
      const goOn = await heldUp(estate, isLate)
      const script = `import os, subprocess
for i in range(400):
    name = f'upload/{i}.txt'
    with open(name, 'w') as f: f.write(f'#!/bin/sh\\n: {i}')
    if i % 2 == 0:
        os.chmod(name, 0o755)
        subprocess.run([name])
    os.unlink(name)`
      const pid = await lives(estate, script)
      goOn()
      const found = await foundAfter(estate, before)
      const told = new Map(found.map(finding => [finding.between[0]?.sha256 ?? finding.after.sha256, finding]))
      for (let at = 0; at < 400; at++) {
        const finding = told.get(digestOf(`#!/bin/sh\n: ${at}`))
        expect(finding?.path).toBe(`upload/${at}.txt`)
        expect(finding?.actor).toMatchObject({ pid })
        expect(finding).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
        expect(finding?.reasons.slice(0, 2)).toEqual(['executable-in-upload', 'executable-content'])
      }
      // Where the agent was quick enough to see a file while it was there, as most that are run, that is told, and its end.
      const transient = found.filter(({ kind }) => kind === 'transient')
      if (isLate) expect(transient).toHaveLength(400)
      expect(found.filter(({ kind }) => kind === 'removed').length).toBe(400 - transient.length)
      expect(new Set(found.map(({ actor }) => actor?.pid))).toEqual(new Set([pid]))
    },
  )

  test('no finding names another process or program than the one that wrote, however short it lived', async () => {
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    // Each leaves its own pid in the file, or beside it where another program of the same process writes.
    const script = `for i in $(seq 100); do
  sh -c 'echo $$ > code/echo-'$i
  sh -c 'echo $$ > code/pid-'$i'; exec cp source code/copy-'$i
done`
    estate.write('source', 'copied')
    mkdirSync(join(estate.shop, 'code'))
    await shell(estate, script)
    const found = await foundAfter(estate, before)
    const pidOf = (name: string) => Number(readFileSync(join(estate.shop, 'code', name), 'latin1'))
    let known = 0
    for (const { path, actor } of found) {
      const [, what, at] = /^code\/(echo|pid|copy)-(\d+)$/.exec(path) ?? []
      if (what === undefined || actor === null) continue
      known++
      expect(actor.pid, path).toBe(pidOf(what === 'copy' ? `pid-${at}` : `${what}-${at}`))
      const program = what === 'copy' ? /\/cp$/ : /\/(?:da)?sh$/
      if (actor.executable !== null) expect(actor.executable, path).toMatch(program)
    }
    expect(found.filter(({ path }) => path.startsWith('code/'))).toHaveLength(300)
    expect(known).toBeGreaterThan(0)
  })

  test('a tamper that restores the time of change, and one that is renamed over, are found', async () => {
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    const file = join(estate.shop, 'index.php')
    const { atime, mtime, size } = statSync(file)
    writeFileSync(file, 'x'.repeat(size))
    utimesSync(file, atime, mtime)
    await shell(estate, 'echo other > payment/.new; mv payment/.new payment/pay.php')
    const found = await foundAfter(estate, before)
    // Where the agent was quick, it read what was written beside its place.
    const told = found.filter(({ path }) => path !== 'payment/.new')
    expect(told.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      'changed index.php',
      'changed payment/pay.php',
    ])
    expect(new Set(found.map(({ noticed }) => noticed))).toEqual(new Set(['watch']))
  })

  test('a file of the root that is written by a link outside of it is found by its inode, also when that link is gone at once', async () => {
    const estate = await opened()
    const before = (await estate.findings()).length
    const outside = join(estate.folder, 'outside.txt')
    const script = `import os
for name in ('index.php', 'payment/pay.php'):
    os.link(name, '../outside.txt')
    with open('../outside.txt', 'a') as f: f.write('tampered')
    os.unlink('../outside.txt')
os.link('upload/a.jpg', '../outside.txt')
with open('../outside.txt', 'a') as f: f.write('more')`
    const pid = await lives(estate, script)
    const found = await foundAfter(estate, before)
    expect(statSync(outside).nlink).toBe(2)
    expect(found.map(({ kind, path, noticed }) => `${kind} ${path} ${noticed}`).sort()).toEqual([
      'changed index.php watch',
      'changed payment/pay.php watch',
      'changed upload/a.jpg watch',
    ])
    expect(new Set(found.map(({ actor }) => actor?.pid))).toEqual(new Set([pid]))
  })

  test('a prepared file that never had a name is found when it is linked into the root', async () => {
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    // O_TMPFILE, then linkat(2) through /proc/self/fd, as open(2) describes.
    const script = `import os
fd = os.open('.', os.O_TMPFILE | os.O_WRONLY, 0o644)
os.write(fd, b'<?php')
os.link(f'/proc/self/fd/{fd}', 'linked.php', src_dir_fd=os.open('/', 0), follow_symlinks=True)
os.close(fd)`
    await run('python3', ['-c', script], { cwd: estate.shop })
    const found = await foundAfter(estate, before)
    expect(found).toMatchObject([{ kind: 'added', path: 'linked.php', noticed: 'watch' }])
    expect(found[0]?.after.sha256).toBe(digestOf('<?php'))
  })

  test('a page written through a mapping is found when the mapping ends', async () => {
    const estate = await opened(patient)
    const before = (await estate.findings()).length
    const script = `import mmap
with open('index.php', 'r+b') as f:
    m = mmap.mmap(f.fileno(), 0)
    m[0:5] = b'<?PHP'
    m.close()`
    await run('python3', ['-c', script], { cwd: estate.shop })
    const found = await foundAfter(estate, before)
    expect(found.map(({ kind, path }) => `${kind} ${path}`)).toEqual(['changed index.php'])
  })

  test('a page written through a mapping that does not end is found by the next walk', async () => {
    // Of a file in memory nothing is ever written back, and no time of it moves.
    const estate = openEstate({ files })
    const agent = await estate.open()
    const before = (await estate.findings()).length
    const script = `import mmap
f = open('index.php', 'r+b')
m = mmap.mmap(f.fileno(), 0)
m[0:5] = b'<?PHP'`
    await lives(estate, script)
    await estate.atRest(agent)
    expect((await estate.findings()).slice(before)).toEqual([])
    await estate.client.order('web1', { what: 'walk', root: null })
    const found = await eventually(async () => {
      const findings = (await estate.findings()).slice(before)
      return findings.length > 0 && findings
    })
    expect(found).toMatchObject([{ kind: 'changed', path: 'index.php', noticed: 'walk' }])
  })
})
