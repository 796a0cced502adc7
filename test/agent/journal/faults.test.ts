import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { durabilitySteps } from '@sekisho/agent/journal/faults.ts'
import { openBatch } from '@sekisho/shared/batch.ts'
import { generateKeyPair, privateKeyPem } from '@sekisho/shared/proof.ts'
import type { Batch } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { absent, drain, fileOf, openTestJournal, packed, seen, stampsOf, usualLimit } from '../../support/journal.ts'
import {
  type CrashSettings,
  crashObservation,
  crashPaths,
  crashRounds,
  readCollector,
} from '../../support/journal-crash.ts'

const program = new URL('../../support/journal-crash.ts', import.meta.url).pathname

function start(settings: CrashSettings) {
  const { status, signal, stderr } = spawnSync(process.execPath, [program, JSON.stringify(settings)])
  return { status, signal, stderr: stderr.toString() }
}

/** What the collector holds after its last loss, in the order in which it came. */
function heldBy(settings: CrashSettings, signer: string): readonly Batch[] {
  const lines = readCollector(settings.collector)
  const since = lines.slice(lines.findLastIndex(line => line.got === 'lost') + 1)
  return since.flatMap(line => {
    if (line.got !== 'batch') return []
    const opened = openBatch(Buffer.from(line.bytes, 'base64'), signer)
    if (opened.outcome !== 'genuine') throw new Error(opened.outcome)
    return [opened.batch]
  })
}

describe('a kill in the durability order', () => {
  // Setting aside and a new epoch happen once in a run.
  const once: readonly string[] = ['aside-begun', 'set-aside', 'epoch-begun', 'epoch-changed']
  const kills = durabilitySteps.flatMap(step => (once.includes(step) ? [1] : [1, 8]).map(nth => ({ step, nth })))
  test.each(kills)('at passing $nth of $step loses nothing and tells nothing twice', ({ step, nth }) => {
    const folder = temporaryFolder()
    const key = generateKeyPair()
    const settings: CrashSettings = {
      file: join(folder, 'journal.db'),
      collector: join(folder, 'collector.ndjson'),
      pem: privateKeyPem(key),
      faults: [{ step, nth, action: 'kill' }],
    }
    expect(start(settings).signal).toBe('SIGKILL')
    expect(start({ ...settings, faults: [] })).toEqual({ status: 0, signal: null, stderr: '' })

    const batches = heldBy(settings, key.id)
    const places = batches.map(({ epoch, sequence }) => `${epoch} ${sequence}`)
    expect(new Set(places).size).toBe(places.length)
    for (const path of crashPaths) {
      const last = crashObservation(path, crashRounds - 1).after
      expect(chainOf(batches, path).at(-1)).toEqual(last)
    }
  })

  /** The states of a path in the order told. @throws AssertionError where one does not follow from the one before */
  function chainOf(batches: readonly Batch[], path: string) {
    const states: unknown[] = []
    for (const record of batches.flatMap(({ records }) => records)) {
      if (record.record === 'entry' && record.path === path) states.push(record.after)
      if (record.record !== 'finding' || record.path !== path) continue
      if (states.length > 0) expect(record.before).toEqual(states.at(-1))
      states.push(record.after)
    }
    return states
  }
})

test.each(['observed', 'commit-begun', 'baseline-written', 'outbox-written'] as const)(
  'a commit that fails at %s advances nothing, makes nothing to send, and works when it is tried again',
  step => {
    const journal = openTestJournal({ faults: [{ step, nth: 2, action: 'throw' }] })
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    drain(journal)
    const before = { ...journal.core.mirror(), roots: [] }
    const again = () => journal.core.commit(packed(seen('b.php', fileOf('b'))))
    expect(again).toThrow(expect.objectContaining({ code: 'journal-full' }))
    expect({ ...journal.core.mirror(), roots: [] }).toEqual(before)
    expect(journal.core.seal(usualLimit)).toBeNull()
    expect(stampsOf(journal, '')).toEqual(['a.php'])
    again()
    expect(drain(journal)).toHaveLength(1)
  },
)

test.each(['seal-begun', 'batch-written'] as const)(
  'a seal that fails at %s leaves the records waiting and the chain as it was',
  step => {
    const journal = openTestJournal({ faults: [{ step, nth: 1, action: 'throw' }] })
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    const before = { ...journal.core.mirror(), roots: [] }
    expect(() => journal.core.seal(usualLimit)).toThrow('fault injected')
    expect({ ...journal.core.mirror(), roots: [] }).toEqual(before)
    expect(journal.core.unacknowledged()).toEqual([])
    expect(drain(journal)).toMatchObject([{ sequence: 1, records: [{ path: 'a.php' }] }])
  },
)

test('what stood in a folder before a commit that failed is known after it', () => {
  const journal = openTestJournal({ faults: [{ step: 'outbox-written', nth: 2, action: 'throw' }] })
  journal.core.commit(packed(seen('a.php', fileOf('a'))))
  drain(journal)
  const gone = () => journal.core.commit(packed(seen('a.php', absent()), seen('b.php', fileOf('b'))))
  expect(gone).toThrow(expect.objectContaining({ code: 'journal-full' }))
  gone()
  expect(drain(journal)).toMatchObject([{ records: [{ path: 'a.php', kind: 'removed' }, { path: 'b.php' }] }])
  expect(stampsOf(journal, '')).toEqual(['b.php'])
})
