// Owns the laws of our own system calls: they do what the manual says, and where they cannot they say so and harm nothing.
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CachedReader, sendDatagram } from '@sekisho/shared/kernel.ts'
import { expect, test } from 'vitest'
import { listenForDatagrams } from '../support/datagram.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { leaveCache } from '../support/page-cache.ts'

test('the cache is read at any place and length, and never beyond what was asked for', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '0123456789')
  const buffer = Buffer.alloc(16, '.')
  const reader = new CachedReader(buffer)
  const descriptor = openSync(file, 'r')
  expect(reader.read(descriptor, 4, 3)).toBe(4)
  expect(buffer.toString()).toBe('3456............')
  expect(reader.read(descriptor, 16, 0)).toBe(10)
  expect(reader.read(descriptor, 16, 10)).toBe(0)
  closeSync(descriptor)
})

test('what only the disk holds is not waited for, and a descriptor of nothing is no answer', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '0123456789')
  const reader = new CachedReader(Buffer.alloc(16))
  expect(reader.read(-1, 16, 0)).toBe('unknown')
  if (!leaveCache(file)) return
  const descriptor = openSync(file, 'r')
  // A page that is still being written stays for a moment when it is asked to leave.
  await eventually(() => leaveCache(file) && reader.read(descriptor, 16, 0) === 'not-cached')
  closeSync(descriptor)
})

test('a datagram reaches whoever listens, by path and by abstract name, and that nobody listens is said', async () => {
  for (const name of [join(temporaryFolder(), 'socket'), `@sekisho-test-${process.pid}`]) {
    expect(sendDatagram(name, 'READY=1')).toBe(false)
    const { heard } = await listenForDatagrams(name)
    expect(sendDatagram(name, 'READY=1\nSTATUS=関所')).toBe(true)
    expect(await eventually(() => heard[0])).toBe('READY=1\\nSTATUS=関所')
  }
  expect(sendDatagram('', 'READY=1')).toBe(false)
  expect(sendDatagram(`/${'x'.repeat(200)}`, 'READY=1')).toBe(false)
})
