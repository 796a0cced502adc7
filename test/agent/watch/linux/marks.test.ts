// Owns the law of what fanotify may open for this process: never a file of its own databases, whose locks would go with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bufferForOpened, readNamedEvents, readOpenedEvents } from '@sekisho/agent/watch/linux/events.ts'
import { Marks } from '@sekisho/agent/watch/linux/marks.ts'
import { namedMask } from '@sekisho/agent/watch/linux/signs.ts'
import { fan, openSystem, placeOf } from '@sekisho/agent/watch/linux/system.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../support/folder.ts'
import { asRoot } from '../../../support/kernel.ts'

describe.skipIf(!asRoot)('marks', () => {
  test('files in a folder that is to be left alone are never opened, also when they come later', async () => {
    const opened = await openSystem()
    if ('why' in opened) throw new Error(opened.why)
    const { system } = opened
    const folder = temporaryFolder()
    const [state, shop] = [join(folder, 'state'), join(folder, 'shop')]
    mkdirSync(state)
    mkdirSync(shop)
    writeFileSync(join(state, 'journal.db'), '')
    const marks = new Marks(system, [state as PathText])
    marks.mark(folder as PathText)
    for (const name of ['journal.db', 'journal.db-shm']) writeFileSync(join(state, name), 'written')
    for (const name of ['journal.db', 'journal.db-shm']) writeFileSync(join(state, name), 'written again')
    writeFileSync(join(shop, 'index.php'), 'written')
    const events = bufferForOpened(64)
    const places: string[] = []
    for (let length = system.read(marks.opened, events); length > 0; length = system.read(marks.opened, events))
      for (const { descriptor } of readOpenedEvents(events, length)) {
        places.push(placeOf(descriptor).toString())
        system.close(descriptor)
      }
    marks.close()
    expect(places.filter(place => place.startsWith(folder))).toEqual([join(shop, 'index.php')])
  })

  test('of files in such a folder nothing is told by name either, and of those in folders below it all', async () => {
    const opened = await openSystem()
    if ('why' in opened) throw new Error(opened.why)
    const { system } = opened
    const folder = temporaryFolder()
    const state = join(folder, 'state')
    mkdirSync(join(state, 'canaries'), { recursive: true })
    writeFileSync(join(state, 'journal.db'), '')
    const marks = new Marks(system, [state as PathText])
    marks.mark(folder as PathText)
    const mark = `${folder.split('/').at(-1)}-`
    for (const place of [state, join(state, 'canaries'), folder]) {
      writeFileSync(join(place, `${mark}${place.length}`), 'made')
      appendFileSync(join(place, `${mark}${place.length}`), 'written')
    }
    appendFileSync(join(state, 'journal.db'), 'written')
    const [buffer, told] = [Buffer.alloc(64 * 1024), new Set<string>()]
    for (let length = system.read(marks.named, buffer); length > 0; length = system.read(marks.named, buffer))
      readNamedEvents(buffer, length, ({ name }) => told.add(name))
    marks.close()
    // Others write to this file system as well, and each test's folder has a name of its own.
    const ours = [...told].filter(name => name.startsWith(mark))
    expect(ours.sort()).toEqual([`${mark}${folder.length}`, `${mark}${join(state, 'canaries').length}`].sort())
  })

  test('a file that somebody holds a lease on holds nobody up', async () => {
    const opened = await openSystem()
    if ('why' in opened) throw new Error(opened.why)
    const { system } = opened
    const folder = temporaryFolder()
    const marks = new Marks(system)
    marks.mark(folder as PathText)
    // He is asked to give it up by a signal, and need not do so for /proc/sys/fs/lease-break-time, 45 s.
    const script = `import fcntl, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
open('leased', 'w').close()
held = open('leased', 'r+')
while True:
    try:
        fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        break
    except BlockingIOError:
        pass # Whoever else watches this disk has it open for a moment.
print('held', flush=True)
sys.stdin.read()`
    const holder = spawn('python3', ['-c', script], { cwd: folder })
    await once(holder.stdout, 'data')
    const events = bufferForOpened(64)
    const startedAt = performance.now()
    for (let length = system.read(marks.opened, events); length > 0; length = system.read(marks.opened, events))
      for (const { descriptor } of readOpenedEvents(events, length)) if (descriptor >= 0) system.close(descriptor)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    marks.close()
    holder.stdin.end()
    await once(holder, 'exit')
  })

  test('one that the kernel has taken away with its file system is no fault when it is given up', async () => {
    const opened = await openSystem()
    if ('why' in opened) throw new Error(opened.why)
    const { system } = opened
    const folder = temporaryFolder() as PathText
    const marks = new Marks(system)
    const fsid = marks.mark(folder)
    const descriptor = openSync(folder, 'r')
    system.fanotifyMark(marks.named, fan.markRemove | fan.markFilesystem, namedMask, descriptor)
    closeSync(descriptor)
    expect(() => marks.unmark(fsid, folder)).not.toThrow()
    marks.close()
  })
})
