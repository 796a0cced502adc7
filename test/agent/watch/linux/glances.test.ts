// The laws of glances at closed files: what is read of them in one round has an end, extended attributes and all.
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { AttributesOf } from '../../../../agent/handover.ts'
import { Glances } from '../../../../agent/watch/linux/glances.ts'
import type { System } from '../../../../agent/watch/linux/system.ts'
import { temporaryFolder } from '../../../support/folder.ts'

/** struct fanotify_event_metadata of include/uapi/linux/fanotify.h. */
function opened(descriptor: number): Buffer {
  const event = Buffer.alloc(24)
  event.writeUInt32LE(24, 0)
  event.writeUInt8(3, 4)
  event.writeUInt16LE(24, 6)
  event.writeInt32LE(descriptor, 16)
  return event
}

/** Stands for the kernel: it opens the file once more for each reading of the queue. */
function kernelThatOpens(next: () => string): System {
  const system: Pick<System, 'read' | 'handleOf' | 'close'> = {
    read: (_group, buffer) => opened(openSync(next(), 'r')).copy(buffer),
    handleOf: () => ({ fsid: Buffer.alloc(8), handle: Buffer.alloc(8) }) as ReturnType<System['handleOf']>,
    close: descriptor => closeSync(descriptor),
  }
  return system as System
}

test('attributes that somebody made long are of the bytes of the round, and the next round has its own', () => {
  const file = join(temporaryFolder(), 'x.php')
  writeFileSync(file, '<?php //')
  const asked: number[] = []
  const valueBytes = 12 * 1024 * 1024
  const attributesOf: AttributesOf = (_descriptor, mostBytes) => {
    asked.push(mostBytes)
    return { told: 'listed', list: [{ name: Buffer.from('user.x'), size: valueBytes, beginning: null }], more: 0 }
  }
  const glances = new Glances({ system: kernelThatOpens(() => file), group: 0, attributesOf, now: () => 0 })
  const glimpsed = () => {
    const sizes: (number | undefined)[] = []
    glances.take(files => sizes.push(...files.map(one => one.glimpse('x.php' as PathText, 'scripts')?.size)))
    return sizes
  }
  for (const _ of [1, 2, 3]) expect(glimpsed()).toEqual([8])
  const [round = 0] = asked
  expect(asked).toEqual([round, round - valueBytes - 8, round - 2 * (valueBytes + 8)])
  // All is spent: nothing more of this round is read.
  expect(glimpsed()).toEqual([undefined])
  glances.startRound()
  expect(glimpsed()).toEqual([8])
  expect(asked.at(-1)).toBe(round)
})

test('what is kept of a file is copied once, whoever keeps it, and stays what it was when the next file is read', () => {
  const folder = temporaryFolder()
  const [script, page] = [join(folder, 'x.php'), join(folder, 'y.php')]
  const line = 'AddHandler x .y'
  writeFileSync(script, `${line}\n<?php //`)
  writeFileSync(page, '<?php '.padEnd(100, '/'))
  const attributesOf: AttributesOf = () => ({ told: 'listed', list: [], more: 0 })
  const files = [script, page]
  const system = kernelThatOpens(() => files.shift() ?? page)
  const glances = new Glances({ system, group: 0, attributesOf, now: () => 0 })
  const copied = vi.spyOn(Buffer, 'from')
  onTestFinished(() => copied.mockRestore())
  const copies = () => copied.mock.calls.filter(([given]) => (given as unknown) instanceof Uint8Array).length
  const glimpsed: (Glimpse | null)[] = []
  const take = () =>
    glances.take(opened => glimpsed.push(...opened.map(one => one.glimpse('x.php' as PathText, 'scripts'))))
  take()
  const once = copies()
  take()
  const [first] = glimpsed
  if (first == null) throw new Error('nothing was read')
  expect([once, glances.kept(first.digest.hex)?.bytes.toString()]).toEqual([1, `${line}\n<?php //`])
  expect(glances.underName('.htaccess' as PathText, first).marks.quotes).toEqual([line])
})
