import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { actorText, type KnownActor } from '@sekisho/shared/actor.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openProcessTable } from '../../../agent/attribution/table.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeProc } from '../../support/fake-proc.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

function madeUp(capacity?: number) {
  const proc = new FakeProc(temporaryFolder())
  const clock = new ManualClock()
  const open = () =>
    openProcessTable({
      clock,
      proc: proc.folder,
      passwd: proc.passwd,
      ...(capacity === undefined ? {} : { capacity }),
    })
  return { proc, clock, open }
}

function known(actor: 'unknown' | KnownActor): KnownActor {
  if (actor === 'unknown') throw new Error('the process should be known')
  return actor
}

/** A shop's PHP, as systemd runs it: a master, and a worker that was forked and runs the same program. */
function phpFpm(proc: FakeProc): void {
  const cgroup = '0::/system.slice/php8.2-fpm.service'
  const executable = '/usr/sbin/php-fpm8.2'
  proc.set(1, { start: 1, comm: 'systemd', executable: '/usr/lib/systemd/systemd', command: ['/sbin/init'] })
  const title = 'php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf)\0\0\0'
  proc.set(700, { ppid: 1, start: 50, comm: 'php-fpm8.2', executable, command: title, cgroup, program: 7 })
  const worker = { comm: 'php-fpm8.2', executable, command: 'php-fpm: pool www\0\0', cgroup, program: 7 } as const
  proc.set(733, { ...worker, ppid: 700, start: 60, uids: [33, 33], forkedOnly: true })
}

describe('the process table', () => {
  test('a worker of PHP is told with its user, what it calls itself, its chain and its unit', () => {
    const { proc, open } = madeUp()
    phpFpm(proc)
    const actor = known(open().actorOf(733))
    expect(actorText(actor)).toBe('www-data php-fpm: pool www ← php-fpm: master ← systemd (php8.2-fpm.service)')
    expect(actor).toEqual({
      pid: 733,
      executable: '/usr/sbin/php-fpm8.2',
      name: 'php-fpm: pool www',
      command: 'php-fpm: pool www',
      user: 'www-data',
      webUser: true,
      parents: [
        { pid: 700, executable: '/usr/sbin/php-fpm8.2', name: 'php-fpm: master' },
        { pid: 1, executable: '/usr/lib/systemd/systemd' },
      ],
      unit: 'php8.2-fpm.service',
      startedAt: 1_700_000_000_600,
    })
  })

  test('a title that the executable does not bear out is the command line alone', () => {
    const { proc, open } = madeUp()
    proc.set(5, { executable: '/tmp/miner', command: 'php-fpm: pool www\0' })
    expect(known(open().actorOf(5))).toMatchObject({ executable: '/tmp/miner', command: 'php-fpm: pool www' })
    expect(actorText(known(open().actorOf(5)))).toBe('root miner')
  })

  test('real, effective and login user are told where they differ', () => {
    const { proc, open } = madeUp()
    proc.set(5, { executable: '/usr/bin/sudo', uids: [33, 0], login: 1000 })
    const actor = known(open().actorOf(5))
    expect(actor).toMatchObject({ user: 'root', realUser: 'www-data', loginUser: 'alice' })
    expect(actorText(actor)).toBe('root (real www-data, login alice) sudo')
  })

  test('an executable that may not be seen is null, and the name that the kernel knows stands for it', () => {
    const { proc, open } = madeUp()
    proc.set(5, { executable: null, comm: 'rsync', command: ['rsync', '--password=x', 'a'] })
    expect(known(open().actorOf(5))).toMatchObject({
      executable: null,
      name: 'rsync',
      command: 'rsync --password=[…] a',
    })
  })

  test('secrets and card numbers do not leave the table, by the usual patterns and by those of the config', () => {
    const { proc, clock } = madeUp()
    proc.set(5, { command: ['import', '--pin', '9876', '--token=abc', '4111-1111-1111-1111'] })
    const table = openProcessTable({ clock, proc: proc.folder, passwd: proc.passwd, redact: ['@import --pin SECRET'] })
    expect(known(table.actorOf(5)).command).toBe('import --pin […] --token=[…] [card]')
  })

  test('a process that is gone gives what was known of it', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/cp', command: ['cp', 'a', 'b'], uids: [33, 33] })
    table.executed(9, 'cp')
    proc.gone(9)
    expect(known(table.actorOf(9))).toMatchObject({ executable: '/bin/cp', command: 'cp a b', user: 'www-data' })
    table.exited(9)
    expect(known(table.actorOf(9)).executable).toBe('/bin/cp')
  })

  test('one that was never met and is gone is unknown, and so is the pid 0 of another namespace', () => {
    const table = madeUp().open()
    expect([table.actorOf(9), table.actorOf(0)]).toEqual(['unknown', 'unknown'])
  })

  test('a pid that was given again names the new process', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/cp', start: 100 })
    table.executed(9, 'cp')
    proc.set(9, { executable: '/usr/bin/php8.2', start: 200, forkedOnly: true, uids: [33, 33] })
    expect(known(table.actorOf(9))).toMatchObject({ executable: '/usr/bin/php8.2', user: 'www-data' })
  })

  test('once so many processes were made that a pid may have been given again, nothing is said of one that is gone', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/cp' })
    table.executed(9, 'cp')
    proc.gone(9)
    proc.forked(499)
    expect(known(table.actorOf(9)).executable).toBe('/bin/cp')
    proc.forked(500)
    expect(table.actorOf(9)).toBe('unknown')
  })

  test('a program that was opened and is not there yet is not told by what ran before it', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/dash', command: ['sh', '-c', 'cp a b'], forkedOnly: true, uids: [33, 33] })
    table.executed(9, 'cp')
    expect(known(table.actorOf(9))).toMatchObject({ executable: null, command: null, user: 'www-data' })
    expect(table.waits).toBe(true)
    proc.set(9, { executable: '/bin/cp', command: ['cp', 'a', 'b'], forkedOnly: false, program: 2 })
    expect(known(table.actorOf(9))).toMatchObject({ executable: '/bin/cp', command: 'cp a b' })
    expect(table.waits).toBe(false)
  })

  test('a program that nobody announced is in doubt, and told again once the announcement is there', () => {
    const { proc, open } = madeUp()
    proc.set(9, { executable: '/bin/dash' })
    const table = open()
    expect(known(table.actorOf(9)).executable).toBe('/bin/dash')
    proc.set(9, { executable: '/bin/cp', program: 2 })
    expect(known(table.actorOf(9)).executable).toBeNull()
    expect(known(table.actorOf(9)).executable).toBeNull()
    table.executed(9, 'cp')
    expect(known(table.actorOf(9)).executable).toBe('/bin/cp')
  })

  test('after reports were lost the program of one that is gone is in doubt, and one that lives is looked at', () => {
    const { proc, open } = madeUp()
    const table = open()
    for (const pid of [8, 9]) {
      proc.set(pid, { executable: '/bin/dash', uids: [33, 33] })
      table.executed(pid, 'dash')
    }
    table.missed()
    expect(known(table.actorOf(8)).executable).toBe('/bin/dash')
    proc.gone(8)
    proc.gone(9)
    expect(known(table.actorOf(8)).executable).toBe('/bin/dash')
    expect(known(table.actorOf(9))).toMatchObject({ executable: null, command: null, user: 'www-data' })
  })

  test('the loader that the kernel opens after a program is no program', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/cp', program: 2 })
    table.executed(9, 'cp')
    table.executed(9, 'ld-linux-x86-64.so.2')
    proc.gone(9)
    expect(known(table.actorOf(9)).executable).toBe('/bin/cp')
  })

  test('a script is told by its interpreter, which is opened after it', () => {
    const { proc, open } = madeUp()
    const table = open()
    proc.set(9, { executable: '/bin/dash', command: ['/bin/sh', './deploy.sh'], program: 2 })
    table.executed(9, 'deploy.sh')
    expect(known(table.actorOf(9)).command).toBeNull()
    table.executed(9, 'dash')
    expect(known(table.actorOf(9))).toMatchObject({ executable: '/bin/dash', command: '/bin/sh ./deploy.sh' })
  })

  test('whose rights a process had is not told where it has just changed them', () => {
    const { proc, open } = madeUp()
    proc.set(9)
    const table = open()
    expect(known(table.actorOf(9)).user).toBe('root')
    proc.set(9, { uids: [33, 33] })
    expect(known(table.actorOf(9)).user).toBeNull()
    expect(known(table.actorOf(9)).user).toBe('www-data')
  })

  test('a parent that is younger than its child is none, and the chain ends after eight', () => {
    const { proc, open } = madeUp()
    proc.set(9, { ppid: 8, start: 100 })
    proc.set(8, { start: 101 })
    for (let pid = 100; pid < 120; pid++) proc.set(pid, { ppid: pid === 100 ? 0 : pid - 1, start: pid })
    const table = open()
    expect(known(table.actorOf(9)).parents).toEqual([])
    expect(known(table.actorOf(119)).parents.map(({ pid }) => pid)).toEqual([118, 117, 116, 115, 114, 113, 112, 111])
  })

  test('where it is full the gone leave first, then it says how many living it has forgotten', () => {
    const { proc, open } = madeUp(20)
    const table = open()
    for (let pid = 100; pid < 200; pid++) {
      proc.set(pid, { start: pid, executable: '/bin/cp' })
      table.executed(pid, 'cp')
      if (pid < 150) proc.gone(pid)
    }
    expect(table.report()).toMatchObject({ phase: expect.stringMatching(/^full: \d+ forgotten$/) })
    expect(table.report().depth).toBeLessThanOrEqual(20)
    expect(known(table.actorOf(199)).executable).toBe('/bin/cp')
    const others = madeUp(20)
    const calm = others.open()
    for (let pid = 100; pid < 200; pid++) {
      others.proc.set(pid, { start: pid })
      calm.executed(pid, 'sh')
      others.proc.gone(pid)
    }
    expect(calm.report()).toMatchObject({ phase: 'following' })
  })
})

// A kernel in small: pids are forked, run programs (opened first, there later), write, end, and are given again; what is
// reported of it is read late.
const step = fc.oneof(
  fc.record({ what: fc.constant('fork' as const), pid: fc.nat(2) }),
  fc.record({ what: fc.constant('open' as const), pid: fc.nat(2), program: fc.nat(3) }),
  fc.record({ what: fc.constantFrom('run' as const, 'write' as const, 'end' as const), pid: fc.nat(2) }),
  fc.record({ what: fc.constant('report' as const), pid: fc.constant(0) }),
)

test('no order of forks, executions, ends and late reports names a wrong process or program', () => {
  const folder = temporaryFolder()
  let run = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), steps => {
      const proc = new FakeProc(join(folder, String(run++)))
      const clock = new ManualClock()
      const living = new Map<number, { start: number; executable: string; program: number; opened: string | null }>()
      const reports: (() => void)[] = []
      let count = 1
      const put = (pid: number, forkedOnly: boolean) => {
        const { start, executable, program } = living.get(pid) ?? { start: 0, executable: '', program: 0 }
        proc.set(pid, { start, executable, program, command: [executable, String(program)], forkedOnly })
      }
      living.set(10, { start: 1, executable: '/bin/sh', program: 1, opened: null })
      put(10, false)
      const table = openProcessTable({ clock, proc: proc.folder, passwd: proc.passwd })
      for (const { what, pid: number, ...rest } of steps) {
        const pid = 10 + number
        const at = living.get(pid)
        count++
        clock.advance(1000)
        if (what === 'fork' && at === undefined) {
          // No report waits while all pids of the machine are given round once.
          for (const report of reports.splice(0)) report()
          const parent = [...living.values()][0]
          living.set(pid, {
            start: count,
            executable: parent?.executable ?? '/bin/sh',
            program: parent?.program ?? 1,
            opened: null,
          })
          put(pid, true)
          proc.forked(count * 1000)
        } else if (what === 'open' && at !== undefined && at.opened === null) {
          const name = `program${'program' in rest ? rest.program : 0}`
          at.opened = name
          reports.push(() => table.executed(pid, name))
        } else if (what === 'run' && at !== undefined && at.opened !== null) {
          living.set(pid, { start: at.start, executable: `/bin/${at.opened}`, program: count, opened: null })
          put(pid, false)
        } else if (what === 'write' && at !== undefined && at.opened === null) {
          const { start, executable } = at
          reports.push(() => {
            const actor = table.actorOf(pid)
            if (actor === 'unknown') return
            expect([null, executable]).toContain(actor.executable)
            if (actor.executable !== null) expect(actor.startedAt).toBe(1_700_000_000_000 + start * 10)
          })
        } else if (what === 'end' && at !== undefined) {
          living.delete(pid)
          proc.gone(pid)
        } else if (what === 'report') reports.shift()?.()
      }
      for (const report of reports) report()
    }),
    { numRuns: 120 },
  )
})

describe('real processes', () => {
  test('200 of 200 that live through their writes are told, with parents, user and start', async () => {
    const table = openProcessTable({ clock: systemClock })
    const folder = temporaryFolder()
    const begun = Date.now()
    for (let round = 0; round < 200; round++) {
      const file = join(folder, `${round}.php`)
      const child = spawn('/bin/sh', ['-c', `echo x > ${file}; read line`], { stdio: ['pipe', 'ignore', 'inherit'] })
      table.executed(child.pid ?? 0)
      await eventually(() => expect(existsSync(file)).toBe(true))
      const actor = known(table.actorOf(child.pid ?? 0))
      expect(actor).toMatchObject({ user: userInfo().username, command: `/bin/sh -c 'echo x > ${file}; read line'` })
      expect(actor.executable).toMatch(/\/(?:dash|bash|busybox|sh)$/)
      expect(actor.parents[0]?.pid).toBe(process.pid)
      expect(Math.abs((actor.startedAt ?? 0) - begun)).toBeLessThan(600_000)
      child.stdin.end('\n')
      await once(child, 'close')
      expect(known(table.actorOf(child.pid ?? 0)).command).toBe(actor.command)
    }
    table.close()
  })

  test('one that runs another program unannounced is not told by the one before', async () => {
    const child = spawn('/bin/sh', ['-c', 'read line; exec sleep 60'], { stdio: ['pipe', 'ignore', 'inherit'] })
    const table = openProcessTable({ clock: systemClock })
    const pid = child.pid ?? 0
    expect(known(table.actorOf(pid)).command).toBe("/bin/sh -c 'read line; exec sleep 60'")
    child.stdin.end('\n')
    await eventually(() => expect(known(table.actorOf(pid)).executable).toBeNull())
    table.executed(pid, 'sleep')
    expect(known(table.actorOf(pid))).toMatchObject({ executable: expect.stringMatching(/sleep/), command: 'sleep 60' })
    child.kill()
    await once(child, 'close')
  })
})
