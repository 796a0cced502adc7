// Owns the law of what fanotify may open for this process: never a file of its own databases, whose locks would go with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bufferForOpened, readOpenedEvents } from '@sekisho/agent/watch/linux/events.ts'
import { Marks } from '@sekisho/agent/watch/linux/marks.ts'
import { openSystem, placeOf } from '@sekisho/agent/watch/linux/system.ts'
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
})
