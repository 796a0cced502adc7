// Owns the texts in which observations travel from fingerprint to the journal and lie in the baseline. What the journal
// writes is made where it was observed, where there are several threads; most of it the journal then need not even parse.
// Pure.
import type { Glimpse } from '@sekisho/shared/finding.ts'
import type { ContentMarks, Digest, FileType, MarkName, Observation, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Observed, PackedText } from './handover.ts'

/** An observation as the baseline keeps it: half the bytes of its JSON, and the stat as the stamp that walks compare. */
export interface Packed {
  /** See `stampOf`; `''` for what is not in the state `present`, so that every walk looks again. */
  readonly stamp: string
  /** JSON: what the stamp does not say of something present, else the whole observation. */
  readonly rest: string
}

type Rest = readonly [
  at: number,
  links: number,
  target: PathText | null,
  algorithm: Digest['algorithm'] | null,
  hex: string | null,
  marksVersion: number | null,
  marks: readonly MarkName[],
  /** Left out where there is nothing more to say, and null where something comes behind it. */
  more?: Omit<ContentMarks, 'version' | 'found'> | null,
  folder?: string,
]

/**
 * From parts that are made once, and not by `JSON.stringify` and `stampOf`: for each of a hundred thousand files that costs as
 * much as hashing it. Of few pieces, since V8 makes an object for each two that are put together.
 */
export function packObservation(seen: Observation): Packed {
  if (seen.state !== 'present') return { stamp: '', rest: JSON.stringify(seen) }
  const { at, type, size, mtimeMs, ctimeMs, inode, digest, marks, folder } = seen
  const mtime = `${mtimeMs}`
  // Alike where nobody set the time of the last write.
  const ctime = ctimeMs === mtimeMs ? mtime : `${ctimeMs}`
  const end = marks === null ? noMarks : textsOfMarks(marks)
  const digestRest = digest === null ? 'null,null,' : `"${digest.algorithm}","${digest.hex}",`
  const folderRest = folder === undefined ? ']' : `${end.isPlain ? ',null' : ''},${JSON.stringify(folder)}]`
  return {
    stamp: `${type}:${size}${ownersOf(seen)}${mtime}:${ctime}:${inode}`,
    rest: `[${at}${linksOf(seen)}${digestRest}${end.rest}${folderRest}`,
  }
}

let owners = { mode: -1, uid: -1, gid: -1, text: '' }

/** The same for most files of a shop. */
function ownersOf({ mode, uid, gid }: Present): string {
  if (owners.mode !== mode || owners.uid !== uid || owners.gid !== gid)
    owners = { mode, uid, gid, text: `:${mode}:${uid}:${gid}:` }
  return owners.text
}

function linksOf({ links, target }: Present): string {
  if (links === 1 && target === null) return ',1,null,'
  return `,${links},${target === null ? 'null' : JSON.stringify(target)},`
}

interface MarksTexts {
  readonly rest: string
  /** Nothing but version and marks is in `rest`. */
  readonly isPlain: boolean
}

const noMarks: MarksTexts = { rest: 'null,[]', isPlain: true }
/** Of marks that say nothing but names and a type, which most files have: one for each that there are together. */
const plainMarks = new Map<string, MarksTexts>()

function textsOfMarks(marks: ContentMarks): MarksTexts {
  const { version, found, type, quotes, keys, compiled } = marks
  if (quotes !== undefined || keys !== undefined || compiled !== undefined) return writtenMarks(marks)
  const kind = `${version} ${type} ${found.length === 0 ? '' : found.join()}`
  const known = plainMarks.get(kind) ?? writtenMarks(marks)
  plainMarks.set(kind, known)
  return known
}

function writtenMarks(marks: ContentMarks): MarksTexts {
  const { version, found, ...more } = marks
  const rest = `${version},${JSON.stringify(found)}`
  const isPlain = Object.keys(more).length === 0
  return { rest: isPlain ? rest : `${rest},${JSON.stringify(more)}`, isPlain }
}

/** The observation's JSON, to the letter what `JSON.stringify` writes. Numbers of the stamp are JSON as they stand. */
export function jsonOf({ stamp, rest }: Packed): string {
  if (stamp === '') return rest
  const [at, links, target, algorithm, hex, version, found, more, folder]: Rest = JSON.parse(rest)
  const [type, size, mode, uid, gid, mtimeMs, ctimeMs, inode] = stamp.split(':')
  const digest = algorithm === null ? 'null' : `{"algorithm":"${algorithm}","hex":"${hex}"}`
  const marks = version === null ? 'null' : JSON.stringify({ version, found, ...more })
  return (
    `{"state":"present","at":${at},"type":"${type}","size":${size},"mode":${mode},"uid":${uid},"gid":${gid},` +
    `"mtimeMs":${mtimeMs},"ctimeMs":${ctimeMs},"inode":${inode},"links":${links},"target":${JSON.stringify(target)},` +
    `"digest":${digest},"marks":${marks}${folder === undefined ? '' : `,"folder":${JSON.stringify(folder)}`}}`
  )
}

export function unpackObservation({ stamp, rest }: Packed): Observation {
  if (stamp === '') return JSON.parse(rest)
  const [at, links, target, algorithm, hex, version, found, more, folder]: Rest = JSON.parse(rest)
  const [type, ...numbers] = stamp.split(':')
  const [size = 0, mode = 0, uid = 0, gid = 0, mtimeMs = 0, ctimeMs = 0, inode = 0] = numbers.map(Number)
  return {
    state: 'present',
    at,
    type: type as FileType,
    size,
    mode,
    uid,
    gid,
    mtimeMs,
    ctimeMs,
    inode,
    links,
    target,
    digest: algorithm === null || hex === null ? null : { algorithm, hex },
    marks: version === null ? null : { version, found, ...more },
    ...(folder === undefined ? {} : { folder }),
  }
}

/** What fingerprint observed, as the journal gets it. */
export interface PackedObserved extends Observed {
  /** Of `after`. */
  readonly packed: Packed
}

const usual = ''

/** What was observed below one root: the root, then a line for each. Neither path text nor JSON holds tabs or newlines. */
export function packObserved(root: PathText, observed: readonly Observed[]): PackedText {
  const lines: string[] = [root]
  for (const { path, lane, noticed, saw, actor, after, glimpses } of observed) {
    const isUsual = saw.length === 0 && actor === 'unknown' && glimpses === undefined
    const more = isUsual ? usual : JSON.stringify({ saw, actor, glimpses })
    const { stamp, rest } = packObservation(after)
    lines.push(`${path}\t${lane}\t${noticed}\t${stamp}\t${rest}\t${more}`)
  }
  // Joined at the end: what is appended line by line V8 keeps as a tree, and to send it costs twice as much.
  return lines.join('\n') as PackedText
}

export function unpackObserved(text: PackedText): PackedObserved[] {
  const [root = '', ...lines] = text.split('\n')
  return lines.map(line => new Unpacked(root as PathText, line.split('\t')))
}

/** Of what a first walk observes, nothing else than these texts is ever looked at. */
class Unpacked implements PackedObserved {
  readonly root: PathText
  readonly path: PathText
  readonly lane: Observed['lane']
  readonly noticed: Observed['noticed']
  readonly saw: Observed['saw'] = []
  readonly actor: Observed['actor'] = 'unknown'
  readonly glimpses: readonly Glimpse[] = []
  readonly packed: Packed
  #after: Observation | null = null

  constructor(root: PathText, fields: readonly string[]) {
    const more = fields[5] ?? usual
    this.root = root
    this.path = fields[0] as PathText
    this.lane = fields[1] as Observed['lane']
    this.noticed = fields[2] as Observed['noticed']
    this.packed = { stamp: fields[3] ?? '', rest: fields[4] ?? '' }
    if (more === usual) return
    const { saw, actor, glimpses } = JSON.parse(more) as Pick<Observed, 'saw' | 'actor' | 'glimpses'>
    this.saw = saw
    this.actor = actor
    this.glimpses = glimpses ?? []
  }

  get after(): Observation {
    this.#after ??= unpackObservation(this.packed)
    return this.#after
  }
}
