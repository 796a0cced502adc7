// Owns the form in which jobs cross to a fingerprint thread. No I/O.
import type { PathText } from '@sekisho/shared/path.ts'
import type { FingerprintItem, FingerprintJob } from '../handover.ts'

type Wanted = Omit<FingerprintItem, 'name'>

/** Of most jobs every name wants the same, and one text of names, joined by slashes, crosses at a fraction of the cost of objects. */
export type JobMessage =
  | (Omit<FingerprintJob, 'items'> & { readonly names: string; readonly wanted: Wanted })
  | FingerprintJob

export function messageOf(job: FingerprintJob): JobMessage {
  const { id, root, directory, items } = job
  const [first] = items
  if (first === undefined || !items.every(item => isPlain(item) && wantsAs(item, first))) return job
  const { name: _, ...wanted } = first
  return { id, root, directory, names: items.map(({ name }) => name).join('/'), wanted }
}

export function jobOf(message: JobMessage): FingerprintJob {
  if ('items' in message) return message
  const { id, root, directory, names, wanted } = message
  return { id, root, directory, items: names.split('/').map(name => itemOf(name as PathText, wanted)) }
}

/** Field by field: with `...wanted` V8 makes each object in its runtime, at many times the cost. */
function itemOf(name: PathText, { algorithm, cacheDepth, lane, noticed, saw, witnesses }: Wanted): FingerprintItem {
  return cacheDepth === undefined
    ? { name, algorithm, lane, noticed, saw, witnesses }
    : { name, algorithm, cacheDepth, lane, noticed, saw, witnesses }
}

function isPlain({ saw, witnesses, glimpses, waited }: FingerprintItem): boolean {
  return saw.length === 0 && witnesses.length === 0 && glimpses === undefined && waited === undefined
}

function wantsAs(item: FingerprintItem, first: FingerprintItem): boolean {
  const { algorithm, cacheDepth, lane, noticed } = item
  return (
    algorithm === first.algorithm && cacheDepth === first.cacheDepth && lane === first.lane && noticed === first.noticed
  )
}
