// The laws of which contents a finding shows that are worth keeping: what can do something where it lies, and what is gone again.

import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { ContentMarks, Present } from '@sekisho/shared/observation.ts'
import { describe, expect, test } from 'vitest'
import { foundFiles } from '../../../agent/journal/found.ts'
import { absent, directoryOf, fileOf, openTestJournal, packed, seen, shop } from '../../support/journal.ts'

const shell = fileOf('<?php system($_GET[0]);')
const before = fileOf('<?php //before')
const without = (type: NonNullable<ContentMarks['type']>): Partial<Present> => ({
  marks: { version: 3, found: [], type },
})
const hexOf = ({ digest }: Present) => digest?.hex

function glimpseOf(file: Present, size = file.size): Glimpse {
  if (file.digest === null || file.marks === null) throw new Error('a file without a digest')
  return { at: file.at, size, digest: file.digest, marks: file.marks }
}

describe('what a finding shows', () => {
  test('is worth keeping where it can do something: a script anywhere, and in code paths what a browser reads', () => {
    const kept = (lane: 'fast' | 'bulk', fields: Partial<Present> = {}) =>
      foundFiles('added', null, seen('x', { ...shell, ...fields }, { lane })).length > 0
    expect(kept('bulk')).toBe(true)
    expect(kept('bulk', without('program'))).toBe(true)
    expect(kept('bulk', without('text'))).toBe(false)
    expect(kept('fast', without('text'))).toBe(true)
    for (const type of ['jpeg', 'mp4', 'font', 'empty'] as const) expect(kept('fast', without(type))).toBe(false)
    expect(foundFiles('added', null, seen('x', shell))).toEqual([
      { root: shop, path: 'x', sha256: hexOf(shell), size: shell.size, gone: false },
    ])
  })

  test('is what stands there only where it came with the finding', () => {
    const kept = (kind: Parameters<typeof foundFiles>[0]) => foundFiles(kind, before, seen('x', shell)).length > 0
    for (const kind of ['added', 'changed', 'rewritten'] as const) expect(kept(kind)).toBe(true)
    for (const kind of ['metadata', 'link', 'unreadable', 'other-view'] as const) expect(kept(kind)).toBe(false)
  })

  test('is also what was there in between, of any type, and is neither end', () => {
    const picture = fileOf('GIF89a', without('gif'))
    const glimpses = [glimpseOf(shell), glimpseOf(before), glimpseOf(picture)]
    const found = foundFiles('rewritten', before, seen('x', { ...before, ...without('jpeg') }, { glimpses }))
    expect(found.map(({ sha256, gone }) => [sha256, gone])).toEqual([
      [hexOf(shell), true],
      [hexOf(picture), true],
    ])
    const transient = foundFiles('transient', null, seen('x', absent(), { glimpses: [glimpseOf(shell)] }))
    expect(transient).toMatchObject([{ sha256: hexOf(shell), gone: true }])
  })

  test('is nothing that nobody could ask for: no file, no sha256, nothing in it, or more than is ever sent', () => {
    const none = (after: Present) => expect(foundFiles('added', null, seen('x', after))).toEqual([])
    none(directoryOf())
    none({ ...shell, digest: { algorithm: 'xxh64', hex: '00' } })
    none({ ...shell, size: 0 })
    none({ ...shell, size: maxContentBytes + 1 })
    none({ ...shell, marks: null })
  })

  test('is told with its commit, but not of what a census names', () => {
    const journal = openTestJournal()
    journal.core.beginCensus(shop)
    expect(journal.core.commit(packed(seen('index.php', before, { noticed: 'walk' }))).found).toEqual([])
    journal.core.endCensus(shop)
    const { found } = journal.core.commit(packed(seen('shell.php', shell)))
    expect(found).toMatchObject([{ root: shop, path: 'shell.php', sha256: hexOf(shell), gone: false }])
    journal.core.newEpoch('collector-restored')
    journal.core.beginCensus(shop)
    const again = journal.core.commit(packed(seen('index.php', fileOf('<?php //after'), { noticed: 'walk' })))
    expect(again).toMatchObject({ findings: 0, found: [] })
  })
})
