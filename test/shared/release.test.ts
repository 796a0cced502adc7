import { translator } from '@sekisho/shared/messages.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import { compilePattern } from '@sekisho/shared/pattern.ts'
import {
  brokenRule,
  EntryError,
  entriesOf,
  releasePredicate,
  StatementSchema,
  statementType,
} from '@sekisho/shared/release.ts'
import { describe, expect, test } from 'vitest'

const sha256 = 'd'.repeat(64)

function statementOf(...names: string[]) {
  return StatementSchema.parse({
    _type: statementType,
    subject: names.map(name => ({ name, digest: { sha256 } })),
    predicateType: releasePredicate,
    predicate: { component: 'shop', version: '1.0.0', createdAt: '2026-11-23T00:00:00.000Z' },
  })
}

const broken: readonly (readonly [(text: string) => unknown, string])[] = [
  ...['', 'a//b', 'a/../b', 'a/b**', 'a/{b', 'a}b', '%zz', `{${'a,'.repeat(70)}b}`].map(
    pattern => [compilePattern, pattern] as const,
  ),
  ...['', '/a', 'a/../b', '%zz'].map(path => [parseRelativePath, path] as const),
]

test('what breaks a rule of paths or patterns is told as it says itself, and in Japanese', () => {
  for (const [read, text] of broken) {
    const thrown = errorOf(() => read(text))
    const rule = brokenRule(thrown)
    expect(rule(translator('en'))).toBe(thrown.message)
    expect(rule(translator('ja'))).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
  }
})

function errorOf(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('the entries of a release', () => {
  test('files and links come out with path, sha256 and type', () => {
    const statement = statementOf('index.php', 'a%0Ab')
    const [first, second] = statement.subject
    if (first === undefined || second === undefined) throw new Error('two subjects went in')
    const linked = { ...statement, subject: [first, { ...second, annotations: { type: 'symlink' as const } }] }
    expect(entriesOf(linked)).toEqual([
      { path: 'index.php', sha256, type: 'file' },
      { path: 'a%0Ab', sha256, type: 'symlink' },
    ])
  })

  test.each([
    ['../etc/passwd', 'has the part'],
    ['a/../../b', 'has the part'],
    ['/etc/passwd', 'is absolute'],
    ['', 'is empty'],
    ['a//b', 'has the part'],
    ['a\nb', 'not in canonical form'],
    ['index.php', 'is listed twice'],
  ])('%j as the second entry is refused by its number and name', (name, rule) => {
    expect(() => entriesOf(statementOf('index.php', name))).toThrow(EntryError)
    expect(() => entriesOf(statementOf('index.php', name))).toThrow(`entry 2 (${JSON.stringify(name)})`)
    expect(() => entriesOf(statementOf('index.php', name))).toThrow(rule)
  })

  test('an empty list, another digest and a component with a slash are no release', () => {
    const statement = statementOf('index.php')
    const wrong = [
      { ...statement, subject: [] },
      { ...statement, subject: [{ name: 'a', digest: { sha1: 'x' } }] },
      { ...statement, subject: [{ name: 'a', digest: { sha256: sha256.toUpperCase() } }] },
      { ...statement, predicate: { ...statement.predicate, component: '../shop' } },
      { ...statement, predicateType: 'https://slsa.dev/provenance/v1' },
    ]
    for (const candidate of wrong) expect(StatementSchema.safeParse(candidate).success).toBe(false)
  })
})
