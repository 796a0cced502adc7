import { pathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf, padColumns, wrapColumns } from '../../bin/columns.ts'
import { fileText } from '../../bin/row-text.ts'
import { visible } from '../../bin/terminal.ts'
import { shownClock, typedPath, typedTime } from '../../bin/typed.ts'
import { recordingTerminal } from '../support/shell.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not get through.
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

describe('foreign text on a terminal', () => {
  test('holds no character that a terminal obeys or hides, whatever it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !obeyed.test(visible(text))))
  })

  test('is unchanged where it is harmless, Japanese too', () => {
    expect(visible('upload/りんご.png (2)')).toBe('upload/りんご.png (2)')
  })

  test('cannot fake a line: a file row of any name is one line of visible signs', () => {
    const terminal = recordingTerminal({}, [], [])
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), bytes => {
        const row = {
          verdict: 'unauthorised',
          severity: 'critical',
          class: 'upload',
          payment: false,
          host: 'web1',
          root: '/www',
          path: pathText(bytes),
          reasons: ['unknown-file'],
          permit: null,
        } as const
        return !obeyed.test(fileText({ ...row, reasons: [...row.reasons] }, terminal))
      }),
    )
  })
})

describe('columns', () => {
  test('count wide characters twice and colours not at all', () => {
    expect(columnsOf('abc')).toBe(3)
    expect(columnsOf('関所')).toBe(4)
    expect(columnsOf('\u001b[31m関所\u001b[0m')).toBe(4)
    expect(padColumns('緊急', 8)).toBe('緊急    ')
  })
})

describe('wrapping', () => {
  test('breaks Japanese between characters and English between words, and loses nothing', () => {
    expect(wrapColumns('監視しますCollector', 6)).toBe('監視し\nます\nCollector')
    expect(wrapColumns('watch the folder', 9)).toBe('watch the\nfolder')
    expect(wrapColumns('監視。次', 4)).toBe('監\n視。\n次')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '関', '所', '。') }),
        fc.integer({ min: 4, max: 20 }),
        (text, columns) => {
          const wrapped = wrapColumns(text, columns)
          return wrapped.replace(/\s/g, '') === text.replace(/\s/g, '')
        },
      ),
    )
  })

  test('keeps every line within the columns where no word is wider', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '関', '所') }), text => {
        const widest = Math.max(4, ...text.split(/[ 関所]/).map(columnsOf))
        return wrapColumns(text, widest)
          .split('\n')
          .every(line => columnsOf(line) <= widest)
      }),
    )
  })
})

describe('what people type', () => {
  test('is taken as canonical text where it is, else as the name itself', () => {
    expect(typedPath('upload/a%0Ab.php')).toBe('upload/a%0Ab.php')
    expect(typedPath('upload/100%.png')).toBe('upload/100%25.png')
    expect(typedPath('a%41')).toBe('a%2541')
    expect(typedPath('a\nb')).toBe('a%0Ab')
  })

  test('as a time is an age, a date, or a time with its zone', () => {
    const now = Date.UTC(2026, 0, 31, 12)
    expect(typedTime('2h', now)).toBe('2026-01-31T10:00:00.000Z')
    expect(typedTime('2026-01-30', now)).toBe('2026-01-30T00:00:00.000Z')
    expect(typedTime('2026-01-30T09:00:00+09:00', now)).toBe('2026-01-30T00:00:00.000Z')
    for (const wrong of ['', 'yesterday', '2026-01-30T09:00', '2026-99-01', '-2h'])
      expect(typedTime(wrong, now)).toBe(null)
  })

  test('is shown back to the millisecond where things happen live', () => {
    expect(shownClock('2026-01-30T09:00:00.007Z')).toMatch(/^\d\d:\d\d:00\.007$/)
  })
})
