import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '@sekisho/shared/actor.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { OtherView } from '../../../agent/handover.ts'
import { Views } from '../../../agent/views/views.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'

const isRoot = process.getuid?.() === 0
if (!isRoot) console.error('SKIPPED: other views need mounts and chroot, which only root can make')

const someone: Actor = { pid: 1, executable: null, command: null, user: null, parents: [], unit: null }

/** A shop, and beside it other content; the web server is a copy of sleep under its name. */
function shop() {
  const folder = temporaryFolder()
  const [root, other] = [join(folder, 'html'), join(folder, 'other')]
  for (const place of [join(root, 'payment'), join(root, 'logo'), join(other, 'payment')])
    mkdirSync(place, { recursive: true })
  writeFileSync(join(root, 'index.php'), 'ours')
  writeFileSync(join(other, 'index.php'), 'theirs')
  const nginx = join(folder, 'nginx')
  copyFileSync('/bin/sleep', nginx)
  return { folder, root: root as PathText, other, nginx }
}

/** Runs a shell that ends in the web server, and waits until this very process is the server. */
async function serve(script: string): Promise<ChildProcess> {
  const child = spawn('/bin/sh', ['-ec', script], { stdio: ['ignore', 'ignore', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await eventually(() => readlinkSync(`/proc/${child.pid}/exe`).endsWith('/nginx'))
  return child
}

const exec = (nginx: string) => `exec ${nginx} 300`

async function viewsOf(root: PathText, actorOf: (pid: number) => Actor = () => someone): Promise<readonly OtherView[]> {
  const views = new Views({ clock: systemClock, actorOf })
  for (;;) {
    const found = await views.compare([root])
    // Another test's mounts may come and go meanwhile.
    if (found !== null) return found
  }
}

describe.skipIf(!isRoot)('other views', () => {
  test('a web server that sees what is watched is no finding, in a mount namespace of its own either', async () => {
    const { root, nginx } = shop()
    await serve(exec(nginx))
    await serve(`exec unshare -m ${shell(`mount -t tmpfs none /mnt; ${exec(nginx)}`)}`)
    expect(await viewsOf(root)).toEqual([])
  })

  test('another folder mounted over the root is one finding, with what each sees and who', async () => {
    const { root, other, nginx } = shop()
    const child = await serve(`exec unshare -m ${shell(`mount --bind ${other} ${root}; ${exec(nginx)}`)}`)
    const asked: number[] = []
    const found = await viewsOf(root, pid => {
      asked.push(pid)
      return someone
    })
    expect(found).toMatchObject([
      {
        root,
        path: '',
        ours: { state: 'present', type: 'directory' },
        theirs: { state: 'present', type: 'directory' },
      },
    ])
    expect(found[0]?.sees).not.toBe('')
    expect(asked).toContain(child.pid)
  })

  test('a folder or a single file mounted below the root is found at its path', async () => {
    const { root, other, nginx } = shop()
    const mounts = `mount --bind ${other}/payment ${root}/payment; mount --bind ${other}/index.php ${root}/index.php`
    await serve(`exec unshare -m ${shell(`${mounts}; ${exec(nginx)}`)}`)
    const found = await viewsOf(root)
    expect(found.map(({ path }) => path).sort()).toEqual(['index.php', 'payment'])
    expect(found.find(({ path }) => path === 'index.php')?.theirs).toMatchObject({ state: 'present', size: 6 })
  })

  test('a mount that only this agent sees is found as well', async () => {
    const { root, other, nginx } = shop()
    await serve(`exec unshare -m ${shell(exec(nginx))}`)
    execFileSync('mount', ['--bind', join(other, 'payment'), join(root, 'payment')])
    onTestFinished(() => void execFileSync('umount', [join(root, 'payment')]))
    expect((await viewsOf(root)).map(({ path }) => path)).toContain('payment')
  })

  test('a process in another root directory, where the root is not or is another, is a finding', async () => {
    const { folder, root, nginx } = shop()
    const jail = join(folder, 'jail')
    prepareJail(jail, nginx)
    await serve(`exec chroot ${jail} /nginx 300`)
    expect(await viewsOf(root)).toMatchObject([{ path: '', theirs: { state: 'absent' } }])
    mkdirSync(join(jail, root), { recursive: true })
    expect(await viewsOf(root)).toMatchObject([{ path: '', theirs: { state: 'present' } }])
  })

  test('a container has files of its own, which is a limit and no finding', async () => {
    const { root, other, nginx } = shop()
    const child = await serve(`exec unshare -m ${shell(`mount --bind ${other} ${root}; ${exec(nginx)}`)}`)
    const views = new Views({
      clock: systemClock,
      actorOf: pid => (pid === child.pid ? { ...someone, container: 'docker 3f2a9c81b0d4' } : someone),
    })
    expect(await views.compare([root])).toEqual([])
    expect(views.seen).toMatchObject({ contained: 1, unseen: 0 })
  })

  test('a root that is not there is its keeper’s to tell', async () => {
    const { root, nginx } = shop()
    await serve(exec(nginx))
    expect(await viewsOf(`${root}/missing` as PathText)).toEqual([])
  })
})

describe('a process that may not be entered', () => {
  /** As /proc shows it to whoever lacks CAP_SYS_PTRACE: its mounts, and neither executable nor root directory. */
  function machine(theirMounts: string) {
    const { folder, root, other } = shop()
    const proc = join(folder, 'proc')
    const own = '26 1 254:0 / / rw - ext4 /dev/vda rw\n'
    for (const [name, mounts] of [
      ['self', own],
      ['7', own + theirMounts.replace('OTHER', other).replace('ROOT', root)],
    ] as const) {
      mkdirSync(join(proc, name), { recursive: true })
      writeFileSync(join(proc, name, 'mountinfo'), mounts)
    }
    for (const name of ['exe', 'root']) writeFileSync(join(proc, '7', name), 'no link, so that reading it fails')
    writeFileSync(join(proc, '7/comm'), 'nginx\n')
    const views = new Views({ clock: systemClock, actorOf: () => someone, proc })
    return { root, views }
  }

  test('is counted as a limit, and what its mounts show is compared all the same', async () => {
    const alike = machine('')
    expect(await alike.views.compare([alike.root])).toEqual([])
    expect(alike.views.seen).toMatchObject({ processes: 1, unseen: 1, contained: 0 })
    const otherwise = machine('62 26 254:0 OTHER ROOT rw - ext4 /dev/vda rw\n')
    expect(await otherwise.views.compare([otherwise.root])).toMatchObject([
      { path: '', theirs: { state: 'unreadable', errno: 'EACCES' } },
    ])
    expect(otherwise.views.seen).toMatchObject({ unseen: 1 })
  })
})

function shell(script: string): string {
  return `sh -ec "${script.replaceAll('"', '\\"')}"`
}

/** The program with its libraries. */
function prepareJail(jail: string, program: string): void {
  const libraries = execFileSync('ldd', [program]).toString().match(/\/\S+/g) ?? []
  for (const [from, to] of [...libraries.map(file => [file, file] as const), [program, '/nginx'] as const]) {
    mkdirSync(join(jail, to, '..'), { recursive: true })
    copyFileSync(from, join(jail, to))
  }
}
