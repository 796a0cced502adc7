// The laws of text differences: rows tell what changed and where, in each encoding; who writes the file cannot hide what
// changed in it; no card number is in a row; and what is shown stays small, and comes soon.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textDifference } from '../../../collector/capture/difference.ts'
import { spentMs } from '../../support/spent.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')
/** "日本語" and "カート", in hiragana and katakana around. */
const shiftJis = Buffer.from('93fa967b8cea82c5814183' + '4a815b836782f08ca982dc82b7', 'hex')
const eucJp = Buffer.from('c6fccbdcb8eca4c7a1a2a5aba1bca5c8a4f2b8aba4dea4b9', 'hex')
const words = '日本語で、カートを見ます'

function compare(before: Buffer, after: Buffer) {
  const compared = textDifference(before, after)
  if (compared === null) throw new Error('one side is no text')
  const rows = compared.hunks.flatMap(hunk => hunk.rows)
  return { ...compared, rows, changes: rows.filter(({ change }) => change !== 'same') }
}

describe('a text difference', () => {
  test('names the lines that were removed and added, with three around them', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
    const after = lines.with(9, 'changed').toSpliced(20, 0, 'evil()')
    const { hunks, counts } = compare(bytes(`${lines.join('\n')}\n`), bytes(`${after.join('\n')}\n`))
    const told = hunks.map(({ rows }) =>
      rows.map(({ before, after, text }) => `${before ?? ''}/${after ?? ''} ${text}`),
    )
    expect(told).toEqual([
      [
        '7/7 line 7',
        '8/8 line 8',
        '9/9 line 9',
        '10/ line 10',
        '/10 changed',
        '11/11 line 11',
        '12/12 line 12',
        '13/13 line 13',
      ],
      [
        '18/18 line 18',
        '19/19 line 19',
        '20/20 line 20',
        '/21 evil()',
        '21/22 line 21',
        '22/23 line 22',
        '23/24 line 23',
      ],
    ])
    expect(counts).toEqual({ removed: 1, added: 2, hidden: 0, cards: 0 })
  })

  test('of small texts makes the new one of the old one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'a{', '}', '', 'echo 1;', 'x'.repeat(50)), { maxLength: 25 })
      .map(lines => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { changes } = compare(bytes(before), bytes(after))
        const removed = new Set(changes.filter(({ change }) => change === 'removed').map(row => row.before))
        const kept = (before === '' ? [] : before.split('\n')).filter((_, index) => !removed.has(index + 1))
        const added = changes.filter(({ change }) => change === 'added')
        for (const { after: line, text: shown } of added) kept.splice((line ?? 0) - 1, 0, shown)
        expect(kept.join('\n')).toBe(after)
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['utf-8', bytes(words)],
    ['shift_jis', shiftJis],
    ['euc-jp', eucJp],
  ])('is told in words whose file is in %s', (encoding, foreign) => {
    const before = Buffer.concat([bytes('<?php\n// '), foreign, bytes('\n$a = 1;\n')])
    const after = Buffer.concat([before, bytes('// '), foreign, bytes('\n')])
    const { read, changes } = compare(before, after)
    expect([read.before.encoding, read.after.encoding]).toEqual([encoding, encoding])
    expect(changes).toMatchObject([{ change: 'added', after: 4, text: `// ${words}` }])
  })

  test('between two encodings shows the lines whose text changed, and says which encodings they are', () => {
    const before = Buffer.concat([bytes('<?php // '), shiftJis, bytes('\n$a = 1;\n')])
    const after = bytes(`<?php // ${words}\n$a = 2;\n`)
    const { read, changes } = compare(before, after)
    expect([read.before.encoding, read.after.encoding]).toEqual(['shift_jis', 'utf-8'])
    expect(changes.map(({ text }) => text)).toEqual(['$a = 1;', '$a = 2;'])
  })

  test('does not drown in other line ends', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`)
    const after = lines.toSpliced(250, 0, 'evil()').join('\r\n')
    const { read, changes } = compare(bytes(lines.join('\n')), bytes(after))
    expect([read.before.ends, read.after.ends]).toEqual(['lf', 'crlf'])
    expect(changes).toMatchObject([{ change: 'added', after: 251, text: 'evil()' }])
    expect(compare(bytes('a\nb\n'), bytes('a\rb\r')).rows).toEqual([])
  })

  test('shows a last line that lost its end', () => {
    expect(compare(bytes('a\n'), bytes('a')).counts).toMatchObject({ removed: 1, added: 0 })
  })

  test('is still told when a wrong byte or a few controls were put in, and not of what is no text', () => {
    const before = bytes(`<?php // ${words}\n$a = 1;\n`.repeat(20))
    for (const wrong of [[0xff], [0], [0xe3, 0x81], [0x80, 0x1b, 0x07]]) {
      const { changes, read } = compare(before, Buffer.concat([before, Buffer.from(wrong), bytes('evil();\n')]))
      expect(read.after.encoding).toBe('utf-8')
      expect(changes.some(({ change, text }) => change === 'added' && text.endsWith('evil();'))).toBe(true)
    }
    const picture = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251))
    expect(textDifference(before, picture)).toBeNull()
    expect(textDifference(Buffer.from('text as UTF-16', 'utf16le'), before)).toBeNull()
  })

  test('shows no sign that a screen obeys or that is not seen', () => {
    const { changes } = compare(bytes(''), bytes('a\u202egpj\u200b\u0007\u001b[2J<script>\u3000\t;\ufeff'))
    expect(changes.map(({ text }) => text)).toEqual([
      'a⟨U+202E⟩gpj⟨U+200B⟩⟨U+0007⟩⟨U+001B⟩[2J<script>\u3000\t;⟨U+FEFF⟩',
    ])
  })
})

describe('minified code', () => {
  const code = Array.from({ length: 20_000 }, (_, index) => `var a${index}=f(${index}*3);`).join('')

  test('is shown by its changed spans, and how much lies around them', () => {
    const after = code.replace('var a9000=', 'fetch("//evil");var a9000=').replace('f(15000*3)', 'f(0)')
    const { changes, counts } = compare(bytes(code), bytes(after))
    expect(changes.map(({ change }) => change)).toEqual(['removed', 'added', 'removed', 'added'])
    expect(changes[1]?.text).toContain('fetch("//evil");var a9000')
    expect(changes[3]?.text).toContain('var a15000=f(0);')
    expect(Math.max(...changes.map(({ text }) => text.length))).toBeLessThan(400)
    for (const { text, skipped, change } of changes)
      expect((skipped?.before ?? 0) + text.length + (skipped?.after ?? 0)).toBe(
        change === 'added' ? after.length : code.length,
      )
    expect(counts).toMatchObject({ removed: 1, added: 1 })
  })

  test.each([
    ['one line', Buffer.from(code.repeat(60).slice(0, 20_000_000))],
    ['no piece at all', Buffer.alloc(20_000_000, 'a')],
    ['pieces alone', Buffer.alloc(20_000_000, ';')],
    ['empty lines', Buffer.alloc(20_000_000, '\n')],
    ['lines that end in CRLF', Buffer.alloc(20_000_000, '\r\n')],
    ['digits and spaces', Buffer.alloc(20_000_000, '4 1-')],
    ['Shift_JIS', Buffer.alloc(20_000_000, shiftJis)],
  ])('of 20 MB stays bounded: %s', (_name, before) => {
    const middle = before.length / 2
    const after = Buffer.concat([
      bytes('x();'),
      before.subarray(0, middle),
      bytes('evil()'),
      before.subarray(middle),
      bytes('y'),
    ])
    const since = spentMs()
    const { rows } = compare(before, after)
    expect(spentMs() - since).toBeLessThan(20_000)
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows).length).toBeLessThan(3_000_000)
  })
})

describe('many long lines', () => {
  /** Each half alike, so that a shift by some pieces is long to follow on every diagonal. */
  const slow = 'a;'.repeat(40_000)
  const usual = ['one;', `${'pad;'.repeat(200)}`, 'two;'].join('')
  const changed = usual.replace('one;', 'evil();').replace('two;', 'evil();')

  test('that were made to hold the comparison up have one budget: when it is spent, each is one span', () => {
    const text = (line: (index: number) => string, last: string) =>
      bytes([...Array.from({ length: 40 }, (_, index) => `u${index}\n${line(index)}`), 'u', last].join('\n'))
    const before = text(index => `x${index};${'b;c;'.repeat(50)}${slow}e;`, usual)
    const after = text(index => `y${index};${slow}${'c;d;'.repeat(50)}f;`, changed)
    const spans = compare(bytes(usual), bytes(changed)).changes
    const { changes } = compare(before, after)
    const last = changes.filter(row => row.before === 82 || row.after === 82)
    expect([spans.length, last.length]).toEqual([4, 2])
    expect(last[1]?.text).toContain('evil();')
  })

  test('that find no room any more are counted as lines and not compared', () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `${index}`)
    const edits = (sign: string, last: string) =>
      bytes([...rows.map(row => `${row}\n${sign}${row}`), last, 'same', last].join('\n'))
    const { rows: shown, counts } = compare(edits('-', usual), edits('+', changed))
    const told = shown.filter(({ change }) => change !== 'same').length
    expect(counts.hidden).toBe(counts.removed + counts.added - told)
  })
})

describe('card numbers in a difference', () => {
  const numbers = ['4111111111111111', '5555 5555 5555 4444', '3782-822463-10005', '6011\u00001111 1111 1117']

  test('are masked wherever a row is cut, whatever stands around them', () => {
    const filler = fc.string({ unit: fc.constantFrom('a', ';', ' ', '-', ',', '{', 'あ'), maxLength: 700 })
    const placed = fc.tuple(filler, fc.constantFrom(...numbers), filler)
    fc.assert(
      fc.property(placed, filler, ([front, number, back], other) => {
        const { rows } = compare(bytes(`${other}`), bytes(`${front}x${number}x${back}`))
        const shown = rows.map(({ text }) => text.replace(/⟨U\+0000⟩/g, '')).join('\n')
        expect(shown.replace(/[^0-9]/g, '')).not.toMatch(/\d{13}/)
      }),
      { numRuns: 500 },
    )
  })

  test('of a dump are in no row, and are counted', () => {
    const dump = Array.from({ length: 40 }, (_, index) => `${numbers[index % 3]},12/28,123`).join('\n')
    const { rows, counts } = compare(bytes('a\n'), bytes(`a\n${dump}\n`))
    expect(rows.filter(({ text }) => text.includes('[card]')).length).toBe(40)
    expect(counts.cards).toBe(40)
    expect(rows.map(({ text }) => text).join('')).not.toMatch(/\d{6}/)
  })

  const wide = { digits: /[0-9\uff10-\uff19]/g, group: '\uff14\uff11\uff11\uff11', ones: '\uff11\uff11\uff11\uff11' }
  const wideNumber = [wide.group, wide.ones, wide.ones, wide.ones]

  test.each([
    ['full-width digits', wideNumber.join('\u3000')],
    ['full-width hyphens', wideNumber.join('\uff0d')],
    ['no-break spaces', '4111\u00a01111\u00a01111\u00a01111'],
    ['hyphens of Unicode', '4111\u20101111\u20101111\u20101111'],
    ['minus signs', '4111\u22121111\u22121111\u22121111'],
    ['spaces of no width', '4111\u200b1111\u200b1111\u200b1111'],
    ['marks of long vowels', '4111\u30fc1111\u30fc1111\u30fc1111'],
  ])('are numbers in any digits and with any separator: %s', (_name, number) => {
    const { changes, counts } = compare(bytes('a\n'), bytes(`a\n日本語${number}です\n`))
    expect([changes.map(({ text }) => text), counts.cards]).toEqual([['日本語[card]です'], 1])
    for (let before = 1_440; before < 1_520; before++) {
      const { rows } = compare(bytes('a\n'), bytes(`a\n${'x'.repeat(before)}${number}${'y'.repeat(500)}\n`))
      const shown = rows.map(({ text }) => text.replace(/⟨.*?⟩/g, '')).join('')
      expect(shown.match(wide.digits)?.length ?? 0).toBeLessThan(7)
    }
  })

  test.each([
    [
      'Shift_JIS',
      shiftJis,
      Buffer.from(`82538250825082508140${'82508250825082508140'.repeat(2)}8250825082508250`, 'hex'),
    ],
    ['EUC-JP', eucJp, Buffer.from(`a3b4a3b1a3b1a3b1a1a1${'a3b1a3b1a3b1a3b1a1a1'.repeat(2)}a3b1a3b1a3b1a3b1`, 'hex')],
  ])('in full-width digits of %s are masked as well', (_name, foreign, number) => {
    const before = Buffer.concat([foreign, bytes('\n')])
    const { changes, counts } = compare(before, Buffer.concat([before, bytes('x'), number, bytes('x\n')]))
    expect([changes.map(({ text }) => text), counts.cards]).toEqual([['x[card]x'], 1])
  })

  test('that run on without an end are masked digit by digit', () => {
    const line = '4111 1111 1111 1111 '.repeat(2_000)
    const { rows } = compare(bytes(`a${line}`), bytes(`a${line.replace('4111', '9').slice(20)};b`))
    for (const { text } of rows) expect(text).not.toMatch(/(?:\d[ -]?){13}/)
  })
})
