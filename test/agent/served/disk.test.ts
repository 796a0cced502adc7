// Owns the laws of reading a file that somebody else chose: a regular one, as large as it says, within the budget; nothing else.
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../agent/served/budget.ts'
import { namesIn, readConfig } from '../../../agent/served/disk.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

let top = ''
beforeEach(() => {
  top = temporaryFolder()
})
const at = (name: string) => Buffer.from(join(top, name))
const budget = () => new Budget(new ManualClock(), 1_000)

describe('a configuration file', () => {
  test('is read one byte a character, through links', () => {
    writeFileSync(at('a'), Buffer.from([0x61, 0xe9, 0x0a]))
    symlinkSync('a', at('link'))
    const whole = budget()
    expect(readConfig(at('link'), whole)).toBe('a\u00e9\n')
    expect(whole.isCut).toBe(false)
  })

  test('is no pipe, no device and no folder, and none of them is waited for', () => {
    execFileSync('mkfifo', [String(at('pipe'))])
    symlinkSync('/dev/zero', at('zero'))
    for (const name of ['pipe', 'zero', '.', 'gone']) expect(readConfig(at(name), budget())).toBeNull()
  })

  test('is read no further than it says it goes, so that a file of the kernel without an end is empty', () => {
    symlinkSync('/proc/self/pagemap', at('endless'))
    expect(readConfig(at('endless'), budget())).toBe('')
  })

  test('of more than a mebibyte is left out, which is noted', () => {
    for (const [size, isLeftOut] of [
      [1024 * 1024, false],
      [1024 * 1024 + 1, true],
    ] as const) {
      writeFileSync(at('large'), '')
      truncateSync(at('large'), size)
      const whole = budget()
      expect(readConfig(at('large'), whole) === null).toBe(isLeftOut)
      expect(whole.isCut).toBe(isLeftOut)
    }
  })

  test('is left out once as many bytes were read as one look may read, or the time is over', () => {
    writeFileSync(at('large'), Buffer.alloc(1024 * 1024))
    const whole = budget()
    for (let count = 0; count < 16; count++) expect(readConfig(at('large'), whole)).not.toBeNull()
    expect(readConfig(at('large'), whole)).toBeNull()
    const clock = new ManualClock()
    const timed = new Budget(clock, 10)
    clock.advance(9)
    expect(readConfig(at('large'), timed)).not.toBeNull()
    clock.advance(1)
    expect(readConfig(at('large'), timed)).toBeNull()
    expect([whole.isCut, timed.isCut]).toEqual([true, true])
  })
})

test('what is there and cannot be read is noted by the first path and its errno, and what is not there is not', () => {
  symlinkSync('loop', at('loop'))
  writeFileSync(at('file'), '')
  const whole = budget()
  for (const name of ['gone', 'file/below']) readConfig(at(name), whole)
  for (const name of ['gone', 'file']) namesIn(at(name), whole)
  expect(whole.unread).toBeNull()
  const noted = { path: join(top, 'loop'), errno: 'ELOOP' }
  for (const read of [readConfig, namesIn]) {
    const one = budget()
    read(at('loop'), one)
    read(at('loop/below'), one)
    expect([one.unread, one.isCut]).toEqual([noted, false])
  }
})

test('the names in a folder are told in order, and none where there is none or too many were looked through', () => {
  mkdirSync(at('many'))
  for (const name of ['b', 'a']) writeFileSync(at(`many/${name}`), '')
  const whole = budget()
  expect(namesIn(at('many'), whole)).toEqual(['a', 'b'])
  expect(namesIn(at('gone'), whole)).toEqual([])
  for (let count = 0; count < 1_998; count++) namesIn(at('gone'), whole)
  expect(whole.isCut).toBe(false)
  expect(namesIn(at('many'), whole)).toEqual([])
  expect(whole.isCut).toBe(true)
})
