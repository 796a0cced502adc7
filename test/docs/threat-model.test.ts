// Holds docs/threat-model.md to the tests: each row names tests that there are, or says why it is not covered.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const house = join(import.meta.dirname, '../..')

interface Shown {
  readonly file: string
  readonly title: string
}

interface Row {
  readonly id: string
  readonly does: string
  /** What the last cell names, and what of it is neither a name nor a separator. */
  readonly shown: readonly Shown[]
  readonly rest: string
}

const named = /`(test\/[\w./-]+\.test\.ts)` “([^”]+)”/g
const page = readFileSync(join(house, 'docs/threat-model.md'), 'utf8')
const rows = readRows(page)

function readRows(text: string): Row[] {
  return [...text.matchAll(/^\| ([A-Z]\d+) \|(.*)\|$/gm)].map(([, id = '', cells = '']) => {
    const [, does = '', shownBy = '', ...more] = cells.split(' | ')
    const shown = [...shownBy.matchAll(named)].map(([, file = '', title = '']) => ({ file, title }))
    return { id, does, shown, rest: [shownBy.replaceAll(named, ''), ...more].join('|').replaceAll(/[;\s]/g, '') }
  })
}

/** Titles of the tests that a file runs; what a template fills in is `…`, as on the page. */
function titlesOf(source: string): string[] {
  const calls = source.split(/^\s*(?:test|it)(?=[.(])/m).slice(1)
  return calls
    .filter(call => !/^\.(?:skip|todo)\(/.test(call))
    .map(call => /\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,\s/.exec(call)?.[2] ?? '')
    .map(title => title.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…').replaceAll(/\\(['"`])/g, '$1'))
}

function isThere({ file, title }: Shown): boolean {
  const path = join(house, file)
  return existsSync(path) && titlesOf(readFileSync(path, 'utf8')).includes(title)
}

describe('the threat model', () => {
  test('has a chapter for each attacker, with rows numbered from 1 without a hole', () => {
    const ids = rows.map(({ id }) => id)
    const chapters = [...new Set(ids.map(id => id.charAt(0)))]
    expect(chapters.join('')).toBe('WRKPMINF')
    const expected = chapters.flatMap(letter =>
      ids.filter(id => id.startsWith(letter)).map((_, at) => `${letter}${at + 1}`),
    )
    expect(ids).toEqual(expected)
    expect(page.match(/^\| (?!#|---)/gm)).toHaveLength(ids.length)
  })

  test('names in each row a test, or says that it is not covered and why', () => {
    const bare = rows.filter(({ does, shown }) => shown.length === 0 && !/\*\*Not covered\b[^*]*\*\*.{30,}/i.test(does))
    expect(bare.map(({ id }) => id)).toEqual([])
    expect(rows.filter(({ rest }) => rest !== '').map(({ id, rest }) => `${id} ${rest}`)).toEqual([])
  })

  test('names only tests that run, by their file and title', () => {
    const gone = rows.flatMap(({ id, shown }) =>
      shown.filter(one => !isThere(one)).map(({ file, title }) => `${id} ${file} “${title}”`),
    )
    expect(gone).toEqual([])
  })

  test('would notice a test that is gone, skipped or called otherwise', () => {
    const source = [
      "  test('one', () => {})",
      '  test.each([1])(',
      '    `two $' + '{f({ a })} of`,',
      '    () => {})',
      "  test.skip('three', () => {})",
    ].join('\n')
    expect(titlesOf(source)).toEqual(['one', 'two … of'])
    expect(isThere({ file: 'test/docs/threat-model.test.ts', title: 'called otherwise' })).toBe(false)
    expect(isThere({ file: 'test/docs/no.test.ts', title: 'one' })).toBe(false)
  })

  test('refers in its text to rows and chapters that there are', () => {
    for (const [, id = '', anchor] of page.matchAll(/\[([A-Z]\d+)\]\(#(\w)\)/g)) {
      expect([id, rows.some(row => row.id === id), id.charAt(0).toLowerCase()]).toEqual([id, true, anchor])
    }
    for (const [, anchor] of page.matchAll(/\(#(\w)\)/g)) expect(page).toContain(`<a id="${anchor}"></a>`)
  })
})
