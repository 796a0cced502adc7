import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Users } from '../../../agent/attribution/users.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

test('users have the names of the file, the first line of each number, and numbers where it has none', () => {
  const file = join(temporaryFolder(), 'passwd')
  writeFileSync(file, '# x\nroot:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/false\n:x:5:\nbad\n')
  const users = new Users(file, new ManualClock())
  expect([0, 33, 5, 1000].map(uid => users.nameOf(uid))).toEqual(['root', 'www-data', '5', '1000'])
})

test('a file that was replaced is read again within ten seconds, and one that is missing takes no name away', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'passwd')
  const clock = new ManualClock()
  const users = new Users(file, clock)
  expect(users.nameOf(7)).toBe('7')
  writeFileSync(file, 'alice:x:7:7::/:/bin/sh\n')
  clock.advance(10_001)
  expect(users.nameOf(7)).toBe('alice')
  renameSync(file, join(folder, 'away'))
  clock.advance(10_001)
  expect(users.nameOf(7)).toBe('alice')
})
