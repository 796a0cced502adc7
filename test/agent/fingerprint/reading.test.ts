// Owns the laws of polite reading, on a real disk: the page cache is afterwards as it was before, and the bytes are the same.
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentAtOnce, contentInSlices, type Hasher, type ReadAt, sha256 } from '@sekisho/shared/content.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { expect, test } from 'vitest'
import { plainReading, politeReadings, type Reading } from '../../../agent/fingerprint/reading.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { cachedBytes, leaveCache } from '../../support/page-cache.ts'

const buffer = Buffer.allocUnsafeSlow(1024 * 1024)

function madeFile(bytes: number): string {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, randomBytes(bytes))
  return file
}

/** The digest, as fingerprint reads a file. */
function read(file: string, size: number, reading: Reading): string {
  const descriptor = openSync(file, 'r')
  try {
    const small = contentAtOnce(descriptor, size, buffer, sha256, null, reading.readAt)
    if (small !== null) return small.hex
    const slices = contentInSlices(descriptor, size, buffer, sha256, null, reading.readAt)
    for (;;) {
      const slice = slices.next()
      if (slice.done) return slice.value.hex
    }
  } finally {
    reading.end(descriptor)
    closeSync(descriptor)
  }
}

test.each([0, 1, 5000, 64 * 1024, 64 * 1024 + 1, 3_000_000])(
  'a file of %i bytes that the cache did not hold is read whole, counted, and not in it afterwards',
  size => {
    const file = madeFile(size)
    let cold = 0
    const reading = politeReadings(buffer, bytes => {
      cold += bytes
    })
    if (!leaveCache(file)) return
    const hex = read(file, size, reading())
    expect(cachedBytes(file)).toBe(0)
    expect(cold).toBe(size)
    expect(hex).toBe(sha256Hex(readFileSync(file)))
  },
)

test.each([5000, 3_000_000])('a file of %i bytes that the cache held stays in it and counts nothing', size => {
  const file = madeFile(size)
  const held = cachedBytes(file)
  let cold = 0
  const reading = politeReadings(buffer, bytes => {
    cold += bytes
  })
  expect(read(file, size, reading())).toBe(sha256Hex(readFileSync(file)))
  expect(cachedBytes(file)).toBe(held)
  expect(cold).toBe(0)
})

test('what is read for a source stays in the cache, as anybody else would leave it', () => {
  const file = madeFile(5000)
  if (!leaveCache(file)) return
  read(file, 5000, plainReading)
  expect(cachedBytes(file)).toBeGreaterThan(0)
})

test('what lies behind 4 GiB is read where it lies, digested in its order, and looked through', () => {
  const hole = 2 ** 32 + 2 * buffer.length
  const end = Buffer.from('<?php echo 1;')
  const file = join(temporaryFolder(), 'large.log')
  writeFileSync(file, '')
  truncateSync(file, hole)
  writeFileSync(file, end, { flag: 'a' })
  let digested = 0
  let last = Buffer.alloc(0)
  const counting: Hasher = {
    once: () => 'at once',
    start: () => ({
      update: bytes => {
        digested += bytes.length
        last = Buffer.from(bytes.subarray(-end.length))
      },
      hex: () => 'in slices',
    }),
  }
  const polite = politeReadings(buffer, () => {})()
  buffer.fill(0)
  // A hole holds zeros, and so does the buffer: none of it has to come from the disk.
  const read: ReadAt = (descriptor, into, length, position) =>
    position + length <= hole ? length : polite.readAt(descriptor, into, length, position)
  const descriptor = openSync(file, 'r')
  const slices = contentInSlices(
    descriptor,
    hole + end.length,
    buffer,
    counting,
    { name: 'large.log', settingsKey: null },
    read,
  )
  let slice = slices.next()
  while (!slice.done) slice = slices.next()
  closeSync(descriptor)
  expect(slice.value).toMatchObject({ hex: 'in slices', length: hole + end.length })
  expect(slice.value.marks?.found).toEqual(['php-open-tag'])
  expect([digested, last.toString()]).toEqual([hole + end.length, end.toString()])
})
