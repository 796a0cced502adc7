import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { entriesOf, maxStatementBytes, StatementSchema, weakPredicate } from '@sekisho/shared/release.ts'
import { describe, expect, test } from 'vitest'
import {
  adoptionStatement,
  isAdoptable,
  releaseStatement,
  type UnsignedStatement,
  writeStatement,
} from '../../publisher/statement/statement.ts'

const sha256 = 'c'.repeat(64)
const words = { component: 'shop', version: '1.0.0', now: 0 }
const path = pathTextOfString
const written = (statement: UnsignedStatement) =>
  StatementSchema.parse(JSON.parse(writeStatement(statement, Buffer.alloc).toString()))

describe('a statement', () => {
  test('what a release statement lists is what is read from it again', () => {
    const entries = [
      { path: path('index.php'), sha256, type: 'file' as const },
      { path: path('current'), sha256, type: 'symlink' as const },
      { path: path('"quoted\\".php\n日本'), sha256, type: 'file' as const },
    ]
    const statement = written(releaseStatement(entries, words))
    expect(entriesOf(statement)).toEqual(entries)
    expect(statement.predicate).toEqual({ component: 'shop', version: '1.0.0', createdAt: '1970-01-01T00:00:00.000Z' })
  })

  test('a component that is no name and a list that is empty are refused by field', () => {
    const entries = [{ path: path('index.php'), sha256, type: 'file' as const }]
    expect(() => releaseStatement(entries, { ...words, component: 'my shop' })).toThrow(
      expect.objectContaining({ place: 'component', message: 'letters, digits, and . _ + - only, at most 128' }),
    )
    expect(() => releaseStatement([], words)).toThrow(expect.objectContaining({ place: 'subject' }))
  })

  test('what was compared with weak sums alone is written under a predicate of its own', () => {
    const entries = [{ path: path('etc/crontab'), sha256, type: 'file' as const }]
    const statement = written(releaseStatement(entries, words, 'weak'))
    expect(statement.predicateType).toBe(weakPredicate)
    expect(statement.predicate.adoption).toBeUndefined()
  })

  test('what is released out of a watched root is written as an adoption with its name and reason', () => {
    const entries = [{ path: path('index.php'), sha256, type: 'file' as const }]
    const statement = written(releaseStatement(entries, words, { by: 'Sato', reason: 'no copy elsewhere' }))
    expect(statement.predicateType).toContain('adoption')
    expect(statement.predicate.adoption).toEqual({ by: 'Sato', reason: 'no copy elsewhere' })
  })

  test('a list that is longer than a collector can read is refused before room is made for it', () => {
    const long = 'd'.repeat(4000) as PathText
    const entries = Array.from({ length: Math.ceil(maxStatementBytes / 4000) }, (_, index) => ({
      path: `${long}/${index}` as PathText,
      sha256,
      type: 'file' as const,
    }))
    const noRoom = () => {
      throw new Error('must not be asked')
    }
    expect(() => writeStatement(releaseStatement(entries, words), noRoom)).toThrow('make several components')
  })

  test('an adoption says who and why, and what was not read in one piece or is no file is not adoptable', () => {
    const rows = [
      { path: 'index.php', type: 'file' as const, sha256, state: 'present' as const },
      { path: 'current', type: 'symlink' as const, sha256, state: 'present' as const },
      { path: 'var/log/site.log', type: 'file' as const, sha256: null, state: 'present' as const },
      { path: 'growing.php', type: 'file' as const, sha256, state: 'unstable' as const },
      { path: 'pipe', type: 'fifo' as const, sha256: null, state: 'present' as const },
    ]
    const statement = adoptionStatement(rows.filter(isAdoptable), { ...words, by: 'Sato', reason: 'first install' })
    expect(statement.predicate.adoption).toEqual({ by: 'Sato', reason: 'first install' })
    expect(written(statement).subject.map(({ name, annotations }) => [name, annotations?.type])).toEqual([
      ['index.php', undefined],
      ['current', 'symlink'],
    ])
  })

  test('an adoption without a reason, or of a path that is none, is refused', () => {
    const rows = [{ path: 'index.php', type: 'file' as const, sha256 }]
    expect(() => adoptionStatement(rows, { ...words, by: 'Sato', reason: '' })).toThrow(
      expect.objectContaining({ place: 'reason' }),
    )
    const outside = [{ path: '../etc/passwd', type: 'file' as const, sha256 }]
    expect(() => adoptionStatement(outside, { ...words, by: 'Sato', reason: 'x' })).toThrow(
      expect.objectContaining({ code: 'release-refused', place: '../etc/passwd' }),
    )
  })
})
