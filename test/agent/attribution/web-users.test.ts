// The laws of whose user is a web server's: found by the programs that run, kept once found, and never told of where nobody
// looked.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describe, expect, test } from 'vitest'
import { actorNow, openProcessTable } from '../../../agent/attribution/table.ts'
import { FakeProc } from '../../support/fake-proc.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const php = '/usr/sbin/php-fpm8.2'
const rsync = { executable: '/usr/bin/rsync', command: ['rsync'] } as const
const look = 5000

function machine() {
  const proc = new FakeProc(temporaryFolder())
  const clock = new ManualClock()
  const open = () => {
    const table = openProcessTable({ clock, proc: proc.folder, passwd: proc.passwd })
    const webUser = (pid: number) => {
      const actor = table.actorOf(pid)
      return actor === 'unknown' ? actor : actor.webUser
    }
    return { table, webUser }
  }
  return { proc, clock, open }
}

describe('the user of a web server', () => {
  test('is that of a worker that runs when the agent begins, for every program of that user', () => {
    const { proc, open } = machine()
    proc.set(700, { executable: php })
    proc.set(701, { ppid: 700, executable: php, uids: [1000, 1000] })
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    proc.set(6, { ...rsync, uids: [1001, 1001] })
    const { webUser } = open()
    expect([5, 6].map(webUser)).toEqual([true, false])
  })

  test('is found when a worker comes later, also for whom was told of before', () => {
    const { proc, clock, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    const { webUser } = open()
    expect(webUser(5)).toBe(false)
    proc.set(701, { executable: php, uids: [1000, 1000] })
    clock.advance(look)
    expect(webUser(5)).toBe(true)
  })

  test('is found with the first thing that a worker does, or has another program do', () => {
    const { proc, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    const { table, webUser } = open()
    proc.set(701, { executable: php, uids: [1000, 1000] })
    proc.set(702, { ppid: 701, executable: '/bin/dash', uids: [1000, 1000] })
    table.executed(702, 'dash')
    expect(webUser(5)).toBe(true)
  })

  test('stays known when its last worker has ended, as those that run on demand do', () => {
    const { proc, clock, open } = machine()
    proc.set(701, { executable: php, uids: [1000, 1000] })
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    const { webUser } = open()
    proc.gone(701)
    clock.advance(10 * look)
    expect(webUser(5)).toBe(true)
  })

  test('is also who started a program that runs with the rights of another', () => {
    const { proc, open } = machine()
    proc.set(701, { executable: php, uids: [1000, 1000] })
    proc.set(5, { ...rsync, uids: [1000, 1001] })
    expect(open().webUser(5)).toBe(true)
  })

  test('is not root because masters run so, but where workers do, or a server that has none', () => {
    const { proc, clock, open } = machine()
    proc.set(5, rsync)
    proc.set(700, { executable: php })
    proc.set(800, { executable: '/usr/sbin/nginx' })
    const { webUser } = open()
    clock.advance(3 * look)
    expect(webUser(5)).toBe(false)
    proc.set(701, { ppid: 700, executable: php })
    clock.advance(look)
    expect(webUser(5)).toBe(false)
    clock.advance(look)
    expect(webUser(5)).toBe(true)

    const alone = machine()
    alone.proc.set(5, rsync)
    alone.proc.set(900, { executable: '/usr/bin/caddy' })
    expect(alone.open().webUser(5)).toBe(true)
  })

  test('is found by what the kernel calls a process whose program is not to be seen', () => {
    const { proc, open } = machine()
    proc.set(701, { executable: null, comm: 'php-fpm8.2', uids: [1000, 1000] })
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    expect(open().webUser(5)).toBe(true)
  })

  test('is found among more processes than one look takes', () => {
    const { proc, clock, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    const { webUser } = open()
    // Those end in the moment in which they are looked at.
    for (let pid = 1_000; pid < 2_100; pid++) mkdirSync(join(proc.folder, String(pid)))
    proc.set(9_000, { executable: php, uids: [1000, 1000] })
    clock.advance(look)
    clock.advance(look)
    expect(webUser(5)).toBe(true)
  })

  test('is found within a minute where a worker has the pid of another program that ended', () => {
    const { proc, clock, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    proc.set(701, { executable: '/usr/bin/sleep' })
    const { webUser } = open()
    clock.advance(look)
    proc.set(701, { executable: php, uids: [1000, 1000] })
    clock.advance(look)
    expect(webUser(5)).toBe(false)
    clock.advance(11 * look)
    expect(webUser(5)).toBe(true)
  })

  test('is not looked for again where nothing was forked since, but for once a minute', () => {
    const { proc, clock, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    proc.set(701, { executable: php })
    proc.newest(701)
    const { webUser } = open()
    clock.advance(3 * look)
    // As if a process had changed its user long after its fork, which none does.
    proc.set(701, { uids: [1000, 1000] })
    clock.advance(3 * look)
    expect(webUser(5)).toBe(false)
    proc.newest(702)
    clock.advance(look)
    expect(webUser(5)).toBe(true)
  })

  test('is found where a worker takes its user only after a look has met it, whatever else is forked', () => {
    const { proc, clock, open } = machine()
    proc.set(5, { ...rsync, uids: [1000, 1000] })
    proc.set(700, { executable: php })
    const { webUser } = open()
    proc.set(701, { ppid: 700, executable: php })
    proc.newest(701)
    clock.advance(look)
    proc.set(701, { uids: [1000, 1000] })
    clock.advance(look)
    expect(webUser(5)).toBe(true)
  })

  test('is nothing that is said of a process that is looked at once, without following any', () => {
    const { proc } = machine()
    proc.set(5, rsync)
    const actor = actorNow(5, { clock: systemClock, proc: proc.folder, passwd: proc.passwd })
    expect(actor).not.toHaveProperty('webUser')
  })
})
