import { describe, expect, test } from 'vitest'
import {
  censused,
  drain,
  fileOf,
  openTestJournal,
  packed,
  path,
  read,
  recordsOf,
  seen,
  shop,
  usualLimit,
  wordsOf,
} from '../../support/journal.ts'

describe('sealing', () => {
  test('each batch names the digest of the one before, from sequence 1 without a hole', () => {
    const journal = openTestJournal()
    censused(journal)
    const names = ['a.php', 'b.php', 'c.php']
    journal.core.commit(packed(...names.map(name => seen(name, fileOf(name)))))
    let head = journal.core.mirror().position.head
    for (const _ of names) {
      const sealed = journal.core.seal({ ...usualLimit, records: 1 })
      expect(read(journal, sealed)).toMatchObject({
        agent: journal.settings.key.id,
        epoch: journal.opened.epoch,
        boot: 1,
        sequence: (head?.sequence ?? 0) + 1,
        previous: head?.digest ?? null,
      })
      head = journal.core.mirror().position.head
      expect(head).toMatchObject({ sequence: sealed?.sequence, digest: sealed?.digest })
    }
  })

  test('a commit that was asked to seal does both or neither, and without records seals nothing', () => {
    const journal = openTestJournal({ faults: [{ step: 'batch-written', nth: 2, action: 'throw' }] })
    censused(journal)
    drain(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    const waits = journal.core.mirror().waiting
    // The first passing was drain's, which sealed the census.
    expect(() => journal.core.commit(packed(seen('b.php', fileOf('b'))), usualLimit)).toThrow('batch-written')
    expect(journal.core.mirror()).toMatchObject({ waiting: waits, position: { head: { sequence: 1 } } })
    const { sealed } = journal.core.commit(packed(seen('b.php', fileOf('b'))), usualLimit)
    expect(wordsOf([read(journal, sealed)])).toEqual(['finding added a.php', 'finding added b.php'])
    expect(journal.core.unacknowledged().map(({ sequence }) => sequence)).toEqual([2])
    expect(journal.core.commit(packed(seen('b.php', fileOf('b'))), usualLimit).sealed).toBeNull()
  })

  test('what is sealed stays byte for byte until it is acknowledged, also over a restart', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a')), seen('b.php', fileOf('b'))))
    const sealed = [journal.core.seal({ ...usualLimit, records: 1 }), journal.core.seal(usualLimit)]
    journal.core.close()
    const again = openTestJournal(journal.settings)
    expect(again.core.unacknowledged()).toEqual(
      sealed.map(batch => ({ ...batch, bytes: new Uint8Array(batch?.bytes ?? []) })),
    )
    again.core.acknowledge({ epoch: again.opened.epoch, sequence: sealed[0]?.sequence ?? 0 })
    expect(again.core.unacknowledged().map(({ sequence }) => sequence)).toEqual([sealed[1]?.sequence])
    expect(again.core.mirror().position.acknowledged).toBe(sealed[0]?.sequence)
  })

  test('an acknowledgement of another epoch, or of what was never sealed, takes nothing that waits', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    const sealed = journal.core.seal(usualLimit)
    journal.core.acknowledge({ epoch: 'another', sequence: 99 })
    expect(journal.core.unacknowledged()).toHaveLength(1)
    journal.core.acknowledge({ epoch: journal.opened.epoch, sequence: 99 })
    expect(journal.core.mirror().position.acknowledged).toBe(sealed?.sequence)
  })

  test('roots stand once in a batch, and records name them by index', () => {
    const journal = openTestJournal()
    const other = path('/srv/%E3other')
    journal.core.commit(packed(seen('a', fileOf('a')), seen('b', fileOf('b'), { root: other }), seen('c', fileOf('c'))))
    const [batch] = drain(journal)
    expect(batch?.roots).toEqual([shop, other])
    expect(batch?.records.map(record => 'root' in record && record.root)).toEqual([0, 1, 0])
  })

  test('a batch holds no more records and bytes than allowed, and at least one record', () => {
    const journal = openTestJournal()
    censused(journal)
    const long = (n: number) => `${'deep/'.repeat(400)}${n}.php`
    journal.core.commit(packed(...Array.from({ length: 20 }, (_, n) => seen(long(n), fileOf('a')))))
    expect(read(journal, journal.core.seal({ ...usualLimit, records: 3 })).records).toHaveLength(3)
    const bytes = 10_000
    const sealed = journal.core.seal({ ...usualLimit, bytes })
    expect(sealed?.bytes.length).toBeLessThan(bytes)
    expect(read(journal, sealed).records.length).toBeGreaterThan(1)
    expect(read(journal, journal.core.seal({ ...usualLimit, bytes: 10 })).records).toHaveLength(1)
  })

  test('a small bulk record does not slip past a fast one that found no room', () => {
    const journal = openTestJournal()
    const long = 'deep/'.repeat(1000)
    journal.core.beginCensus(shop)
    journal.core.commit(packed(seen(`${long}a.php`, fileOf('a')), seen(`${long}b.php`, fileOf('b'))))
    journal.core.endCensus(shop)
    const first = read(journal, journal.core.seal({ ...usualLimit, bytes: 9000 }))
    expect(first.records.map(({ record }) => record)).toEqual(['census-begin', 'entry'])
    expect(recordsOf(drain(journal)).map(({ record }) => record)).toEqual(['entry', 'census-end'])
  })

  test('a record that no frame could carry stays aside by path with a gap, and blocks nothing', () => {
    const journal = openTestJournal()
    censused(journal)
    const endless = 'deep/'.repeat(4000)
    journal.core.commit(packed(seen(`${endless}x.php`, fileOf('a')), seen('b.php', fileOf('b'))))
    const sealed = journal.core.seal({ ...usualLimit, recordBytes: 15_000 })
    expect(wordsOf([read(journal, sealed)])).toEqual(['finding added b.php', 'gap batch-refused open'])
    expect(journal.core.aside()).toMatchObject([{ root: shop, path: `${endless}x.php`, code: 'frame-too-large' }])
  })

  test('hostile names reach the batch as they are', () => {
    const journal = openTestJournal()
    censused(journal)
    const names = ['a"b\\c.php', '%0A<script>.php', '%FF%FE.php', '\u202Egnp.php', '日本語.php', '😀.php']
    journal.core.commit(packed(...names.map(name => seen(name, fileOf(name)))))
    expect(recordsOf(drain(journal)).map(record => record.record === 'finding' && record.path)).toEqual(names.map(path))
  })

  test('nothing is sealed when nothing waits', () => {
    const journal = openTestJournal()
    censused(journal)
    const { position } = journal.core.mirror()
    expect(journal.core.seal(usualLimit)).toBeNull()
    expect(journal.core.mirror().position).toEqual(position)
  })
})
