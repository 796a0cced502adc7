// The laws of the check of evidence: what agents signed and the collector kept is found whole, also while it grows; whatever is
// changed, missing, moved, cut off or restored is named with its place.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { describe, expect, test } from 'vitest'
import type { ChainBreak, ChainHead } from '../../../collector/handover.evidence.ts'
import { openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import { packEvidence } from '../../../collector/store/evidence.ts'
import { AgentChain, file, finding } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { StoreHouse } from '../../support/store-house.ts'

const content = (text: string) => finding('index.php', null, file(text))

/** A collector that holds six batches of one host. */
async function held() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  for (let at = 1; at <= 6; at++) await house.send(host, chain.seal(content(`content ${at}`)))
  return { house, chain, host }
}

/** A copy of the database, after somebody who may write there has changed it. */
function copyOf(from: string, change: (copy: DatabaseSync) => void = () => {}): string {
  const copy = join(temporaryFolder(), 'store.db')
  const database = new DatabaseSync(from)
  database.exec(`VACUUM INTO '${copy}'`)
  database.close()
  const changed = new DatabaseSync(copy)
  change(changed)
  changed.close()
  return copy
}

function breaks(database: string, heads: readonly ChainHead[] = []): ChainBreak[] {
  const check = openEvidenceCheck(database, () => 5_000)
  try {
    return [...check.breaks(heads, () => {})]
  } finally {
    check.close()
  }
}

const told = (found: readonly ChainBreak[]) => found.map(({ what, sequence }) => `${what} ${sequence}`)

function headsOf(database: string): ChainHead[] {
  const check = openEvidenceCheck(database, () => 5_000)
  try {
    return [...check.heads()]
  } finally {
    check.close()
  }
}

describe('kept evidence', () => {
  test('is whole beside a collector that runs, over epochs and after a host took another key', async () => {
    const { house, chain, host } = await held()
    chain.newEpoch()
    await house.send(
      host,
      chain.seal({ record: 'gap', id: randomUUID(), root: 0, cause: 'journal-lost', from: 5, to: null }),
    )
    const anew = new AgentChain(['/shop'])
    const again = await house.enrol('web1', anew)
    await house.send(
      again,
      anew.seal({ record: 'gap', id: randomUUID(), root: 0, cause: 'restart', from: 5, to: null }),
    )
    expect(breaks(house.file)).toEqual([])
    const check = openEvidenceCheck(house.file, () => 5_000)
    expect([check.chains, check.batches]).toEqual([3, 8])
    check.close()
  })

  test('is whole around a batch that was refused for good', async () => {
    const { house, chain, host } = await held()
    const refused = chain.seal(content('refused'))
    await house.store.agents.refused({
      ...{ host: host.id, digest: refused.digest, bytes: refused.bytes, receivedAt: 3_000 },
      ...{ code: 'batch-malformed', detail: 'a test' },
    })
    await house.send(host, chain.seal(content('after')))
    expect(breaks(house.file)).toEqual([])
    // Its bytes are kept, and are checked as well.
    const changed = copyOf(house.file, database =>
      database.prepare(`UPDATE evidence SET bytes = ? WHERE state = 'refused'`).run(packEvidence(Buffer.alloc(80))),
    )
    expect(told(breaks(changed))).toEqual(['content 7'])
  })

  test('names a tombstone whose batch is not kept, and batches of a host that is gone', async () => {
    const { house, chain, host } = await held()
    const digest = 'a'.repeat(64)
    await house.send(host, chain.seal({ record: 'tombstone', sequence: 3, digest, code: 'batch-malformed' }))
    expect(told(breaks(house.file))).toEqual(['tombstone 7'])
    const without = copyOf(house.file, database => database.exec('PRAGMA foreign_keys=OFF; DELETE FROM host'))
    expect(told(breaks(without)).filter(text => text.startsWith('signature'))).toHaveLength(7)
  })

  test('holds the heads of a host that has another name by now, and never two heads of one place', async () => {
    const { house } = await held()
    const [head] = headsOf(house.file)
    if (head === undefined) throw new Error('a head was expected')
    const renamed = copyOf(house.file, database => database.exec(`UPDATE host SET name = 'web2'`))
    expect(breaks(renamed, [head])).toEqual([])
    const other = { ...head, digest: 'b'.repeat(64) }
    expect(told(breaks(house.file, [head, other]))).toEqual(['head-differs 6'])
    expect(told(breaks(house.file, [other, head]))).toEqual(['head-differs 6'])
  })

  test('is not unpacked beyond what a batch can be', async () => {
    const { house } = await held()
    const bomb = packEvidence(Buffer.alloc(64 * 1024 * 1024))
    const copy = copyOf(house.file, database =>
      database.prepare('UPDATE evidence SET bytes = ? WHERE sequence = 2').run(bomb),
    )
    expect(told(breaks(copy))).toEqual(['unpacked 2'])
  })

  test('names the batch in which one byte is another, with both digests', async () => {
    const { house, chain } = await held()
    const bytes = Buffer.from(chain.sealAs({ sequence: 3 }, content('content 3')).bytes)
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    const copy = copyOf(house.file, database =>
      database.prepare('UPDATE evidence SET bytes = ? WHERE sequence = 3').run(packEvidence(bytes)),
    )
    const [first, ...others] = breaks(copy)
    expect(first).toMatchObject({ what: 'content', sequence: 3, host: 'web1', epoch: chain.epoch })
    expect(first?.expected).not.toBe(first?.found)
    expect(told(others)).toEqual(['signature 3'])
  })

  test.each([
    ['cannot be unpacked', 'UPDATE evidence SET bytes = substr(bytes, 1, 20) WHERE sequence = 3', ['unpacked 3']],
    ['is removed', 'DELETE FROM evidence WHERE sequence = 3', ['missing 3']],
    ['is removed at the beginning', 'DELETE FROM evidence WHERE sequence = 1', ['missing 1']],
    ['is cut off at the end', 'DELETE FROM evidence WHERE sequence > 4', ['recorded 6']],
    [
      'changes places with the next',
      'UPDATE evidence SET sequence = 9 - sequence WHERE sequence IN (4, 5)',
      ['place 4', 'previous 4', 'place 5', 'previous 5', 'previous 6'],
    ],
    ['is renamed', `UPDATE evidence SET digest = 'f' WHERE sequence = 2`, ['content 2', 'previous 3']],
  ])('names a batch that %s', async (_what, sql, expected) => {
    const { house } = await held()
    // Whoever changes the database is not held up by its index.
    const copy = copyOf(house.file, database => database.exec(`DROP INDEX evidence_chain; ${sql}`))
    expect(told(breaks(copy))).toEqual(expected)
  })

  test('names a batch that was signed anew by another key', async () => {
    const { house, chain } = await held()
    const thief = new AgentChain(['/shop'])
    const { batch } = chain.sealAs({ sequence: 6 }, content('nothing happened'))
    const { bytes, digest } = sealBatch(JSON.stringify({ ...batch, agent: thief.key.id }), thief.key)
    const copy = copyOf(house.file, database =>
      database.prepare('UPDATE evidence SET bytes = ?, digest = ? WHERE sequence = 6').run(packEvidence(bytes), digest),
    )
    expect(told(breaks(copy))).toContain('signature 6')
  })

  test('with a rewritten tail, or an older copy put back, no longer holds the head that left the machine', async () => {
    const { house, chain, host } = await held()
    const old = copyOf(house.file)
    await house.send(host, chain.seal(content('the attack')))
    const heads = headsOf(house.file)
    expect(heads).toMatchObject([{ customer: 'default', host: 'web1', sequence: 7, digest: chain.digest }])
    expect(breaks(house.file, heads)).toEqual([])
    expect(told(breaks(old))).toEqual([])
    expect(told(breaks(old, heads))).toEqual(['head-missing 7'])

    // Whoever has the agent's key as well can seal another seventh batch: the head that left the machine is another.
    const copy = copyOf(old)
    chain.sequence = 6
    chain.digest = headsOf(old)[0]?.digest ?? null
    const rewritten = await new StoreHouse(copy).open()
    await rewritten.send(host, chain.seal(content('nothing happened')))
    expect(told(breaks(copy))).toEqual([])
    expect(told(breaks(copy, heads))).toEqual(['head-differs 7'])
  })

  test('says nothing of verdicts and of the audit trail, which nobody signs', async () => {
    const { house } = await held()
    const copy = copyOf(house.file, database => {
      database.exec(`UPDATE judgement SET verdict = 'authorised', severity = 'none', permit = id`)
      database.exec('DELETE FROM audit')
    })
    expect(breaks(copy, headsOf(house.file))).toEqual([])
  })
})
