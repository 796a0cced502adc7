// Owns the laws of the agent's own file in a root: it counts for nothing while it is empty, and hides nothing.
import { describe, expect, test } from 'vitest'
import { absent, censused, drain, fileOf, openTestJournal, packed, seen, shop, wordsOf } from '../support/journal.ts'

describe("the agent's own file in a root", () => {
  const own = (fields = {}) => seen('.sekisho-canary', fileOf('', { mode: 0o600, marks: null, ...fields }))

  test('is told of by nothing, in no census and by no walk, as long as it is empty', () => {
    const journal = openTestJournal({ hasCanaries: true })
    journal.core.beginCensus(shop)
    journal.core.commit(packed(own(), seen('a.php', fileOf('a'))))
    journal.core.endCensus(shop)
    journal.core.commit(packed(own({ mtimeMs: 7 }), seen('.sekisho-canary', absent())))
    journal.core.commit(packed(own()))
    expect(wordsOf(drain(journal))).toEqual(['census-begin', 'entry a.php present', 'census-end'])
  })

  test('is a finding like any other once something stands in it, and is gone again when it is empty', () => {
    const journal = openTestJournal({ hasCanaries: true })
    censused(journal)
    journal.core.commit(packed(seen('.sekisho-canary', fileOf('<?php'))))
    journal.core.commit(packed(own()))
    journal.core.commit(packed(own({ links: 2 })))
    expect(wordsOf(drain(journal))).toEqual([
      'finding added .sekisho-canary',
      'finding removed .sekisho-canary',
      'finding added .sekisho-canary',
    ])
  })

  test('hides nothing that stood in it for a moment', () => {
    const journal = openTestJournal({ hasCanaries: true })
    censused(journal)
    const { at, digest, marks } = fileOf('<?php')
    if (digest === null || marks === null) throw new Error('a file has content')
    const glimpse = { at, size: 5, digest, marks }
    journal.core.commit(
      packed(seen('.sekisho-canary', fileOf('', { mode: 0o600, marks: null }), { glimpses: [glimpse] })),
    )
    expect(wordsOf(drain(journal))).toEqual(['finding added .sekisho-canary'])
  })

  test('is a file like any other where the agent keeps none, and below the top', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(own()))
    expect(wordsOf(drain(journal))).toEqual(['finding added .sekisho-canary'])
    const keeps = openTestJournal({ hasCanaries: true })
    censused(keeps)
    keeps.core.commit(packed(seen('upload/.sekisho-canary', fileOf('', { marks: null }))))
    expect(wordsOf(drain(keeps))).toEqual(['finding added upload/.sekisho-canary'])
  })
})
