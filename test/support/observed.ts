// Owns plain observations out of the text that fingerprint hands to the journal, for tests that look at them.
import { unpackObserved } from '../../agent/handover.packed.ts'
import type { Observed, PackedText } from '../../agent/handover.ts'

export function observedIn(packed: PackedText): Observed[] {
  return unpackObserved(packed).map(({ root, path, noticed, saw, actor, lane, after }) => {
    return { root, path, noticed, saw, actor, lane, after }
  })
}
