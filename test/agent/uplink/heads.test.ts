import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareHeads, type OwnChain } from '../../../agent/uplink/heads.ts'

const epoch = '8a5e1f0e-4b1a-4a3e-9f0e-1c2d3e4f5a6b'
const digestOf = (sequence: number) => sequence.toString(16).padStart(64, '0')
const headAt = (sequence: number, digest = digestOf(sequence)) => ({ epoch, sequence, digest })

/** A chain of `sealed` batches of which `acknowledged` are at the collector. */
function chain(sealed: number, acknowledged: number): OwnChain {
  const unacknowledged = Array.from({ length: sealed - acknowledged }, (_, at) => headAt(acknowledged + at + 1))
  const digestBefore = acknowledged === 0 || unacknowledged.length === 0 ? null : digestOf(acknowledged)
  return { epoch, head: sealed === 0 ? null : headAt(sealed), acknowledged, unacknowledged, digestBefore }
}

const theirs = (head: OwnChain['head'], forked = false) => ({ head, forked })

describe('comparing heads', () => {
  test('a collector within what was sealed and not less than it acknowledged is one history', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), (a, b, c) => {
        const [acknowledged = 0, held = 0, sealed = 0] = [a, b, c].sort((x, y) => x - y)
        const head = held === 0 ? null : headAt(held)
        expect(compareHeads(chain(sealed, acknowledged), theirs(head))).toEqual({ outcome: 'continue' })
      }),
    )
  })

  test('a collector that holds more than was sealed means that the journal is the older copy', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 5 }), (a, b, more) => {
        const [acknowledged, sealed] = [Math.min(a, b), Math.max(a, b)]
        for (const forked of [false, true]) {
          expect(compareHeads(chain(sealed, acknowledged), theirs(headAt(sealed + more), forked))).toEqual({
            outcome: 'new-epoch',
            cause: 'journal-restored',
          })
        }
      }),
    )
  })

  test('a collector that holds less than it acknowledged went back', () => {
    for (const head of [null, headAt(1), headAt(4), { ...headAt(9), epoch: '11111111-1111-4111-8111-111111111111' }]) {
      expect(compareHeads(chain(7, 5), theirs(head))).toEqual({ outcome: 'new-epoch', cause: 'collector-restored' })
    }
  })

  test.each([5, 6, 7])('another digest at sequence %i is a second history', sequence => {
    expect(compareHeads(chain(7, 5), theirs(headAt(sequence, digestOf(99))))).toEqual({
      outcome: 'new-epoch',
      cause: 'identity-forked',
    })
  })

  test('an epoch of which nothing was acknowledged may be unknown to the collector', () => {
    const other = { ...headAt(9), epoch: '11111111-1111-4111-8111-111111111111' }
    expect(compareHeads(chain(3, 0), theirs(other))).toEqual({ outcome: 'continue' })
  })

  test('a fork that the collector saw is one, even where the heads agree', () => {
    expect(compareHeads(chain(3, 3), theirs(headAt(3), true))).toEqual({
      outcome: 'new-epoch',
      cause: 'identity-forked',
    })
  })

  test('a batch set aside after its refusal is no loss at the collector', () => {
    // 4 was refused for good and set aside; its tombstone, 5, is not acknowledged yet.
    const own: OwnChain = {
      epoch,
      head: headAt(5),
      acknowledged: 3,
      unacknowledged: [headAt(5)],
      digestBefore: digestOf(4),
    }
    expect(compareHeads(own, theirs(headAt(3)))).toEqual({ outcome: 'continue' })
    const bare: OwnChain = { epoch, head: headAt(4), acknowledged: 3, unacknowledged: [], digestBefore: null }
    expect(compareHeads(bare, theirs(headAt(3)))).toEqual({ outcome: 'continue' })
  })
})
