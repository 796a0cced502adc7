import { compare } from '@sekisho/agent/compare/compare.ts'
import type { Observed, Saw } from '@sekisho/agent/handover.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { Observation, Present } from '@sekisho/shared/observation.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absent, directoryOf, fileOf, seen, unreadable } from '../../support/journal.ts'

const kindOf = (before: Observation | null, after: Observation, saw: readonly Saw[] = []) => {
  const comparison = compare(before, seen('index.php', after, { saw }), null)
  return comparison.outcome === 'finding' ? comparison.kind : comparison.outcome
}
function fail(): never {
  throw new Error('a file has content')
}

const laterCtime = { ctimeMs: fileOf('').ctimeMs + 1 }

describe('compare', () => {
  test('a path that was made and is gone again is transient, unless it was renamed into place', () => {
    expect(kindOf(null, absent(), ['created'])).toBe('transient')
    expect(kindOf(absent(), absent(), ['created', 'written'])).toBe('transient')
    expect(kindOf(null, absent(), ['created', 'moved'])).toBe('same')
    expect(kindOf(null, absent(), ['written'])).toBe('same')
    expect(kindOf(fileOf('a'), absent(), ['created'])).toBe('removed')
  })

  test('a file that was written and holds what it held is rewritten', () => {
    expect(kindOf(fileOf('a'), fileOf('a'), ['written'])).toBe('rewritten')
    expect(kindOf(fileOf('a'), fileOf('a', laterCtime))).toBe('rewritten')
    expect(kindOf(fileOf('a'), fileOf('a', { inode: 8 }))).toBe('rewritten')
  })

  test('a write that was told after it had been read is no second one: a tick later it would have moved ctime', () => {
    const { ctimeMs } = fileOf('')
    const read = (at: number) => fileOf('a', { at: ctimeMs + at })
    expect(kindOf(read(5), read(30), ['written'])).toBe('rewritten')
    expect(kindOf(read(25), read(30), ['written'])).toBe('same')
    const bySeconds = { ctimeMs: Math.floor(ctimeMs / 1000) * 1000 }
    const later = (at: number) => fileOf('a', { ...bySeconds, at: bySeconds.ctimeMs + at })
    expect(kindOf(later(1500), later(1600), ['written'])).toBe('rewritten')
    expect(kindOf(later(2500), later(2600), ['written'])).toBe('same')
  })

  test('a file that held something else in between is rewritten, whatever its stat says', () => {
    const glimpse = (content: string): Glimpse => {
      const { at, size, digest, marks } = fileOf(content)
      return { at, size, digest: digest ?? fail(), marks: marks ?? fail() }
    }
    const settled = fileOf('a', { at: fileOf('').ctimeMs + 1000 })
    const rewrittenBy = (...between: readonly string[]) =>
      compare(settled, seen('index.php', settled, { glimpses: between.map(glimpse) }), null)
    expect(rewrittenBy('b')).toEqual({ outcome: 'finding', kind: 'rewritten' })
    expect(rewrittenBy('a')).toEqual({ outcome: 'same' })
  })

  test('a file with the same content that came with another root is not rewritten, unless somebody was seen at it or it was read since', () => {
    const before = fileOf('a', { at: 1_000 })
    const other = { inode: 8, ...laterCtime }
    const found = (replacedAt: number | null, more: Partial<Observed> = {}, over: Partial<Present> = other) =>
      compare(before, seen('index.php', fileOf('a', over), { noticed: 'walk', saw: [], ...more }), replacedAt)
    const rewritten = { outcome: 'finding', kind: 'rewritten' }
    expect(found(1_000)).toEqual({ outcome: 'refreshed', judgeAgain: false })
    expect(found(null)).toEqual(rewritten)
    expect(found(999)).toEqual(rewritten)
    expect(found(1_000, { noticed: 'watch' })).toEqual(rewritten)
    expect(found(1_000, { saw: ['attributes'] })).toEqual(rewritten)
    expect(found(1_000, {}, laterCtime)).toEqual(rewritten)
    const { at, size, digest, marks } = fileOf('b')
    const glimpse = { at, size, digest: digest ?? fail(), marks: marks ?? fail() }
    expect(found(1_000, { glimpses: [glimpse] })).toEqual(rewritten)
    // What differs is told as ever.
    const changed = compare(before, seen('index.php', fileOf('b', other), { noticed: 'walk', saw: [] }), 1_000)
    expect(changed).toEqual({ outcome: 'finding', kind: 'changed' })
  })

  test('a mode that was changed and restored moved ctime, and is rewritten', () => {
    expect(kindOf(fileOf('a'), fileOf('a', laterCtime), ['attributes'])).toBe('rewritten')
  })

  test('a file that was only read makes nothing', () => {
    expect(kindOf(fileOf('a'), fileOf('a', { at: 1 }))).toBe('same')
    expect(kindOf(fileOf('a'), fileOf('a'), ['attributes'])).toBe('same')
  })

  test('what differs decisively is what it is, whatever a source saw', () => {
    expect(kindOf(fileOf('a'), fileOf('b', laterCtime), ['written'])).toBe('changed')
    expect(kindOf(fileOf('a'), fileOf('a', { ...laterCtime, mode: 0o600 }), ['written'])).toBe('metadata')
    expect(kindOf(null, fileOf('a'), ['created', 'written'])).toBe('added')
    expect(kindOf(fileOf('a'), unreadable())).toBe('unreadable')
  })

  test('directories and links are never rewritten', () => {
    const link = fileOf('', { type: 'symlink', target: seen('b', absent()).path, digest: null, marks: null })
    expect(kindOf(directoryOf(), directoryOf(laterCtime), ['written'])).toBe('refreshed')
    expect(kindOf(link, { ...link, ...laterCtime }, ['written'])).toBe('refreshed')
  })

  test('a directory that comes or goes refreshes the baseline without a finding', () => {
    expect(kindOf(null, directoryOf())).toBe('refreshed')
    expect(kindOf(directoryOf(), absent())).toBe('refreshed')
  })

  test('marks of another version and digests of another algorithm are judged again, without a finding', () => {
    const newer: Partial<Present> = { marks: { version: 2, found: [] } }
    const weaker: Partial<Present> = { digest: { algorithm: 'xxh64', hex: '0123456789abcdef' } }
    for (const fields of [newer, weaker]) {
      const comparison = compare(fileOf('a'), seen('a', fileOf('a', fields), { saw: ['written'] }), null)
      expect(comparison).toEqual({ outcome: 'refreshed', judgeAgain: true })
    }
  })

  test('a file around which another cache folder stands is told anew, without a finding', () => {
    const comparison = compare(fileOf('a', { folder: '7:1' }), seen('a', fileOf('a', { folder: '8:2' })), null)
    expect(comparison).toEqual({ outcome: 'refreshed', judgeAgain: true })
    expect(kindOf(fileOf('a', { folder: '7:1' }), fileOf('a', { folder: '7:1' }))).toBe('same')
  })

  test('new rules for marks hide no file that was touched meanwhile', () => {
    expect(kindOf(fileOf('a'), fileOf('a', { ...laterCtime, marks: { version: 2, found: [] } }))).toBe('rewritten')
  })

  test('touches in any order and number leave the baseline as the disk is, over an unbroken chain of findings', () => {
    const states = fc.oneof(
      fc.record({ content: fc.constantFrom('a', 'b', 'c'), mode: fc.constantFrom(0o644, 0o755) }),
      fc.constant(null),
    )
    const saws = fc.subarray<Saw>(['created', 'written', 'moved', 'attributes'])
    const steps = fc.array(
      fc.oneof(fc.record({ write: states }), fc.record({ look: fc.array(saws, { minLength: 1, maxLength: 3 }) })),
    )
    fc.assert(
      fc.property(steps, steps => {
        let clock = 0
        let disk: Observation = absent()
        let baseline: Observation | null = null
        let told: Observation | null = null
        const look = (saw: readonly Saw[]) => {
          const after = { ...disk, at: clock }
          const comparison = compare(baseline, seen('a', after, { saw }), null)
          if (comparison.outcome === 'finding') {
            expect(decisive(baseline)).toEqual(decisive(told))
            told = after
          }
          if (comparison.outcome !== 'same') baseline = after.state === 'absent' ? null : after
        }
        for (const step of steps) {
          clock++
          if ('look' in step) for (const saw of step.look) look(saw)
          else
            disk =
              step.write === null
                ? absent(clock)
                : fileOf(step.write.content, { mode: step.write.mode, ctimeMs: clock, inode: 1 + clock })
        }
        look([])
        expect(decisive(baseline)).toEqual(decisive(disk))
        expect(decisive(told)).toEqual(decisive(disk))
      }),
    )
  })
})

function decisive(state: Observation | null) {
  return state?.state === 'present' ? { hex: state.digest?.hex, mode: state.mode } : null
}
