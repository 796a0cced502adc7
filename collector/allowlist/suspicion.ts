// Owns how suspicious a file is that no known component explains: a pure function of what was judged and seen of it.
import type { Suspicion } from '@sekisho/shared/api.compose.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { RemainderFacts } from '../handover.compose.ts'

const hiding: readonly ReasonCode[] = ['unreadable', 'unstable', 'special-file']
const notTheCaches: readonly ReasonCode[] = ['generated-rewritten', 'not-compiled', 'source-unpermitted']

export function suspicionOf({ verdict, reasons, pathClass, payment, running, standing }: RemainderFacts): Suspicion {
  const has = (reason: ReasonCode) => reasons.includes(reason)
  if (has('malicious')) return 'malicious'
  if (verdict !== 'unauthorised') return 'vouched'
  if (has('stale')) return 'stale'
  const passive = pathClass === 'upload' || pathClass === 'log'
  if (passive && (has('executable-name') || has('executable-content'))) return 'executable-upload'
  if (payment) return 'payment'
  if (has('execution-directive') || (running === 'directives' && !passive)) return 'directives'
  if (hiding.some(has)) return 'hidden'
  if (notTheCaches.some(has)) return 'generated'
  if (standing === 'named') return 'changed'
  if (passive || pathClass === 'generated') return 'odd-upload'
  if (running !== 'code') return 'unknown-file'
  return standing === 'beside' ? 'intruder' : 'unknown-code'
}
