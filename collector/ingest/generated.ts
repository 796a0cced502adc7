// Owns what is brought together to judge generated code: what stood rightly at its path before, and how the source stands that
// a compiled template names. Reads through the ledger alone, and for nothing else than code of class `generated`.
import { executableByName } from '@sekisho/shared/classify.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import { isWrittenOnce } from '@sekisho/shared/generated.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import { joinPath, normalParts, type PathText } from '@sekisho/shared/path.ts'
import type { Classification } from '@sekisho/shared/profile.ts'
import type { Ledger, RootPlace, Stood } from '../handover.ledger.ts'
import type { Generated } from '../handover.ts'
import type { Classes } from './classes.ts'
import type { Came } from './permits.ts'

export interface GeneratedHere {
  readonly generated: Generated | undefined
  /** As the profile says, and a payment path where it was, or is, compiled of one. */
  readonly where: Classification
}

/** What there is to judge. */
export interface CameHere extends Came {
  /** See `Ledger.stoodBefore`. */
  readonly broughtBy?: number | null
  /** It is known already that nothing stood there before. */
  readonly isFirst?: boolean
  readonly between?: readonly Glimpse[]
}

/** Of what is gone only what was there for a moment asks for it. */
export function generatedHere(
  { ledger, classes }: { readonly ledger: Ledger; readonly classes: Classes },
  root: RootPlace,
  path: PathText,
  where: Classification,
  came: CameHere,
): GeneratedHere {
  if (!isWrittenOnce(where)) return { where, generated: undefined }
  const { before, after, between = [] } = came
  const [now, moments] = [after.state === 'present' ? after : null, between.map(momentOf)]
  const contents = now === null ? moments : [now, ...moments]
  const isAsked = (now !== null || after.state === 'absent') && contents.some(content => mayRun(path, content))
  if (!isAsked) return { where, generated: undefined }
  const named = (seen: Content | null) => (seen === null ? [] : sourcesOf(root, path, where, seen))
  const stood = came.isFirst ? null : ledger.stoodBefore(root.id, path, came.broughtBy ?? null, before)
  const gone = now === null && before?.state === 'present' ? before : null
  const all = [now, ...moments, gone, stood?.seen ?? null].flatMap(named)
  const classify = classes.of(root.profile)
  const payment = where.payment || all.some(source => classify(source).payment)
  const standing = (seen: Content | null) => standingOf(ledger, root, named(seen), stood, came.receivedAt)
  const then = moments.length === 0 ? {} : { between: moments.map(standing) }
  const generated = { earlier: stood?.seen ?? null, source: standing(now), ...then }
  return { generated, where: payment === where.payment ? where : { ...where, payment } }
}

type Content = Pick<Present, 'type' | 'marks'>

function momentOf({ marks }: Glimpse): Content {
  return { type: 'file', marks }
}

/** At least what the judge takes for code. */
function mayRun(path: PathText, { type, marks }: Content): boolean {
  return type === 'file' && (executableByName(path) || marks?.type === 'program' || (marks?.found.length ?? 0) > 0)
}

/** As it stood when the code came: who puts a source back leaves behind what was compiled of another. */
function standingOf(
  ledger: Ledger,
  root: RootPlace,
  sources: readonly PathText[],
  stood: Stood | null,
  receivedAt: () => number,
): Generated['source'] {
  if (sources.length === 0) return 'none'
  const came = receivedAt()
  const permitted = sources.map(source => permittedSince(ledger, root, source, came)).filter(since => since !== null)
  if (permitted.length === 0) return 'unpermitted'
  return stood !== null && permitted.some(since => since > stood.receivedAt) ? 'changed' : 'permitted'
}

/** When the source that stood then had come, by the collector's clock; null where none stood there that was permitted. */
function permittedSince(ledger: Ledger, root: RootPlace, source: PathText, at: number): number | null {
  const held = ledger.held(root.id, source)
  const since = held === null || held.finding === null ? 0 : ledger.receivedAt(held.finding)
  if (held === null || since > at) return ledger.permittedThen(root.id, source, at)
  // No class rule permits a source.
  const isPermitted = held.verdict === 'authorised' || (held.verdict === 'expected' && held.forATime)
  return isPermitted && !held.isDirectory ? since : null
}

/** Where in the root the source may lie that a compiled template names; none where it names no file of the root. */
function sourcesOf(root: RootPlace, path: PathText, { sources = [] }: Classification, seen: Content): PathText[] {
  const named = seen.marks?.compiled?.source ?? null
  if (named === null) return []
  const folders = sources.map(folder => folderFor(folder, path))
  if (!named.startsWith('/')) return folders.flatMap(folder => below(joinPath(folder, named)))
  const whole = `/${normalParts(named).join('/')}` as PathText
  const top = root.path === '/' ? '/' : `${root.path}/`
  if (whole.startsWith(top)) return [whole.slice(top.length) as PathText]
  // Another name of the same place, as in a container or by a link: what the profile calls a folder of templates tells it.
  return folders.flatMap(folder => {
    const at = whole.lastIndexOf(`/${folder}/`)
    return at === -1 ? [] : [whole.slice(at + 1) as PathText]
  })
}

function folderFor(folder: string, path: PathText): PathText {
  const parts = path.split('/')
  return folder
    .split('/')
    .map((part, at) => (part === '*' ? (parts[at] ?? part) : part))
    .join('/') as PathText
}

function below(path: PathText): PathText[] {
  const parts = normalParts(path)
  return parts.length === 0 ? [] : [parts.join('/') as PathText]
}
