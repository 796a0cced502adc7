// Owns the laws of sealed cursors.
import { describe, expect, test } from 'vitest'
import { openCursors } from '../../../collector/api/cursors.ts'

const scope = [1, 'files', {}]

describe('cursors', () => {
  test('a cursor opens to what was sealed, short or long, empty or not text, and is never long itself', () => {
    const cursors = openCursors()
    for (const inner of ['', '=', '#1', 'a', '関所', 'x'.repeat(1024), 'x'.repeat(400_000)]) {
      const cursor = cursors.seal(scope, inner)
      expect(cursors.open(scope, cursor) === inner).toBe(true)
      expect(cursor.length).toBeLessThan(4096)
    }
  })

  test('another process does not open it', () => {
    const cursor = openCursors().seal(scope, 'a')
    expect(() => openCursors().open(scope, cursor)).toThrow('request-invalid')
  })

  test('of long ones the oldest are let go, and the newest always opens', () => {
    const cursors = openCursors()
    const long = 'x'.repeat(1024 * 1024)
    const sealed = Array.from({ length: 10 }, () => cursors.seal(scope, long))
    expect(() => cursors.open(scope, sealed[0] ?? '')).toThrow('request-invalid')
    expect(cursors.open(scope, sealed[9] ?? '')).toBe(long)
    const huge = cursors.seal(scope, long.repeat(9))
    expect(cursors.open(scope, huge).length).toBe(9 * long.length)
  })
})
