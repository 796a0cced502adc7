import { randomUUID } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compare } from '@sekisho/agent/compare/compare.ts'
import { openDatabase } from '@sekisho/agent/journal/database.ts'
import { openCore } from '@sekisho/agent/journal/open.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import {
  censused,
  drain,
  fileOf,
  openTestJournal,
  packed,
  recordsOf,
  seen,
  stampsOf,
  usualLimit,
} from '../../support/journal.ts'

function raise(error: Error): never {
  throw error
}

describe('opening a journal', () => {
  test('the first one is fresh and loses nothing; each later one raises the boot and keeps the epoch', () => {
    const first = openTestJournal()
    expect(first.opened).toMatchObject({ boot: 1, fresh: true, lost: null, aliveAt: null })
    first.core.markAlive(77)
    first.core.close()
    const second = openTestJournal(first.settings)
    expect(second.opened).toEqual({ epoch: first.opened.epoch, boot: 2, fresh: false, lost: null, aliveAt: 77 })
  })

  test('a journal and its log are its owner’s alone, whatever the umask', () => {
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    const { settings, core } = openTestJournal()
    core.markAlive(77)
    const modes = ['', '-wal', '-shm'].map(suffix => statSync(settings.file + suffix).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  test('one that is missing where a journal should be is lost: a gap is open and the boot does not go back', () => {
    const { opened, core } = openTestJournal({ expected: true })
    expect(opened).toMatchObject({ fresh: true, lost: 'journal-lost' })
    expect(opened.boot).toBeGreaterThan(1_000_000_000)
    expect(core.mirror().gaps).toMatchObject([{ root: null, cause: 'journal-lost', from: 0, to: null }])
  })

  test('a start that was cut short has not been one: the next still says that the journal is lost', () => {
    const file = join(temporaryFolder(), 'journal.db')
    openDatabase(file, 1).database.close()
    const settings = { file, key: generateKeyPair(), expected: true }
    const ids = [randomUUID()]
    const dies = () => ids.pop() ?? raise(new Error('cut short while the gap is declared'))
    expect(() => openCore(settings, { compare, clock: systemClock, newId: dies })).toThrow('cut short')
    const { opened, core } = openTestJournal(settings)
    expect(opened).toMatchObject({ fresh: true, lost: 'journal-lost' })
    expect(core.mirror().gaps).toMatchObject([{ cause: 'journal-lost', to: null }])
  })

  test.each([
    ['garbage', (file: string) => writeFileSync(file, Buffer.alloc(8192, 7))],
    ['nothing', (file: string) => writeFileSync(file, '')],
    [
      'another database',
      (file: string) => {
        rmSync(file)
        const other = new DatabaseSync(file)
        other.exec('CREATE TABLE theirs (a); PRAGMA user_version = 1')
        other.close()
      },
    ],
    [
      'pages that were overwritten',
      (file: string) => {
        const bytes = readFileSync(file)
        bytes.fill(0xff, 8192, 16_384)
        writeFileSync(file, bytes)
      },
    ],
  ])('one that holds %s is set aside, and a new epoch begins', (_, damage) => {
    const journal = openTestJournal()
    censused(journal, ...Array.from({ length: 100 }, (_, n) => seen(`${n}.php`, fileOf(`${n}`))))
    journal.core.close()
    damage(journal.settings.file)
    const again = openTestJournal(journal.settings)
    expect(again.opened).toMatchObject({ fresh: true, lost: 'journal-lost' })
    expect(again.opened.epoch).not.toBe(journal.opened.epoch)
    expect(recordsOf(drain(again))).toMatchObject([{ record: 'gap', cause: 'journal-lost' }])
    expect(stampsOf(again, '')).toEqual([])
  })

  test('a damaged one is kept under a name of its own', () => {
    const file = join(temporaryFolder(), 'journal.db')
    writeFileSync(file, 'not a database, but long enough to be taken for a header of one'.repeat(3))
    const { clock } = openTestJournal({ file })
    expect(readdirSync(dirname(file))).toContain(`journal.db.damaged-${clock.now()}`)
  })

  test('one of a newer schema is refused and left as it is', () => {
    const journal = openTestJournal()
    journal.core.close()
    const database = new DatabaseSync(journal.settings.file)
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(() => openTestJournal(journal.settings)).toThrow(expect.objectContaining({ code: 'schema-newer' }))
    expect(readdirSync(dirname(journal.settings.file)).some(name => name.includes('damaged'))).toBe(false)
  })

  test('a log whose tail was cut off is an earlier journal, whole: it knows fewer batches, and no half commit', () => {
    const journal = openTestJournal()
    censused(journal)
    const { file } = journal.settings
    const copies = temporaryFolder()
    for (let n = 0; n < 20; n++) {
      journal.core.commit(packed(seen(`${n}.php`, fileOf(`${n}`))))
      journal.core.seal(usualLimit)
    }
    const { head } = journal.core.mirror().position
    for (const cut of [1, 5000, 40_000, 100_000]) {
      const copy = join(copies, `${cut}.db`)
      copyFileSync(file, copy)
      copyFileSync(`${file}-wal`, `${copy}-wal`)
      truncateSync(`${copy}-wal`, readFileSync(`${file}-wal`).length - cut)
      const again = openTestJournal({ file: copy, key: journal.settings.key })
      expect(again.opened).toMatchObject({ epoch: journal.opened.epoch, lost: null })
      const position = again.core.mirror().position
      expect(position.head?.sequence).toBeLessThan(head?.sequence ?? 0)
      const told = again.core.unacknowledged().length + again.core.mirror().waiting.fast
      expect(stampsOf(again, '')).toHaveLength(told)
      again.core.close()
    }
  })

  test('an old copy put back shows a position before what the collector holds', () => {
    const journal = openTestJournal()
    const { file } = journal.settings
    const old = `${file}.old`
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.close()
    copyFileSync(file, old)
    const later = openTestJournal(journal.settings)
    later.core.commit(packed(seen('a.php', fileOf('b'))))
    drain(later)
    const held = later.core.mirror().position.head
    later.core.close()
    copyFileSync(old, file)
    expect(existsSync(`${file}-wal`)).toBe(false)
    const restored = openTestJournal(journal.settings)
    expect(restored.core.mirror().position.head?.sequence).toBeLessThan(held?.sequence ?? 0)
    expect(restored.opened).toMatchObject({ epoch: journal.opened.epoch, boot: later.opened.boot })
  })
})
