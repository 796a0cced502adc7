// Owns which contents that a finding shows are worth keeping until somebody asks for them: what can do something, where it lies,
// and whatever is gone again. Pure.

import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { FindingKind } from '@sekisho/shared/finding.ts'
import { seenBetween } from '@sekisho/shared/glimpses.ts'
import { couldAct } from '@sekisho/shared/marks/type.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { FoundFile, Observed } from '../handover.ts'

/** After the others there stands what stood there before, or nothing that could be read. */
const bringing: readonly FindingKind[] = ['added', 'changed', 'rewritten']

/** Of what is larger than is ever sent, the digest says nothing of the part that is. */
export function foundFiles(kind: FindingKind, before: Observation | null, observed: Observed): readonly FoundFile[] {
  const { root, path, after, glimpses = [] } = observed
  const gone = seenBetween(glimpses, before, after).map(({ size, digest }) => ({ size, digest, gone: true }))
  const stands = bringing.includes(kind) ? standing(observed) : []
  return [...stands, ...gone].flatMap(({ size, digest, gone }) =>
    digest.algorithm !== 'sha256' || size === 0 || size > maxContentBytes
      ? []
      : [{ root, path, sha256: digest.hex, size, gone }],
  )
}

function standing({ lane, after }: Observed) {
  if (after.state !== 'present' || after.type !== 'file') return []
  const { digest, marks, size } = after
  if (digest === null || marks === null || !couldAct(marks, lane === 'fast')) return []
  return [{ size, digest, gone: false }]
}
