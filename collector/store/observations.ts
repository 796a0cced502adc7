// Owns the compact text in which observations are kept: one form for each observation, unknown fields left out, half of
// the size of its JSON object. The signed bytes in the evidence keep everything.
import type { ContentMarks, Digest, Observation, Present, Stat, Unstable } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'

type PackedStat = [
  Stat['type'],
  number, // size
  number, // mode
  number, // uid
  number, // gid
  number, // mtimeMs
  number, // ctimeMs
  number, // inode
  number, // links
]
type PackedContent = [
  target: string | null,
  digest: string | null,
  marks: number | null,
  found: ContentMarks['found'],
  /** In this order; left out where the marks say no more, and null where something comes behind it. */
  more?: More | null,
  folder?: string,
]
type More = [
  ContentMarks['type'] | null,
  ContentMarks['quotes'] | null,
  ContentMarks['keys'] | null,
  compiled?: NonNullable<ContentMarks['compiled']>,
]
type Packed =
  | ['p' | '~', number, ...PackedStat, ...PackedContent]
  | ['-', number]
  | ['!', number, string, ...(PackedStat | [])]

/** Equal texts are equal observations. */
export function packObservation(seen: Observation): string {
  return JSON.stringify(packed(seen))
}

export function unpackObservation(text: string): Observation {
  const fields = JSON.parse(text) as Packed
  switch (fields[0]) {
    case '-':
      return { state: 'absent', at: fields[1] }
    case '!': {
      const [, at, errno, ...stat] = fields
      return { state: 'unreadable', at, errno, stat: stat.length === 0 ? null : statOf(stat) }
    }
    default:
      return withContent(fields)
  }
}

/** Field by field: a judging again unpacks every row, and what destructures and spreads costs as much as the parsing. */
function withContent(fields: Extract<Packed, ['p' | '~', ...unknown[]]>): Present | Unstable {
  const [digest, marks, folder] = [fields[12], fields[13], fields[16]]
  const seen = {
    state: 'present',
    at: fields[1],
    type: fields[2],
    size: fields[3],
    mode: fields[4],
    uid: fields[5],
    gid: fields[6],
    mtimeMs: fields[7],
    ctimeMs: fields[8],
    inode: fields[9],
    links: fields[10],
    target: fields[11] as PathText | null,
    digest: digest === null ? null : digestOf(digest),
    marks: marks === null ? null : marksOf(marks, fields[14], fields[15] ?? null),
  } as const
  if (fields[0] === '~') return { ...seen, state: 'unstable' }
  return folder === undefined ? seen : { ...seen, folder }
}

/** A file is present and not empty: as a condition on a column of packed text. The numbers are places in `Packed`. */
export function isFilledFile(column: string): string {
  return `(${column} ->> 0 = 'p' AND ${column} ->> 2 = 'file' AND ${column} ->> 3 > 0)`
}

function packed(seen: Observation): Packed {
  switch (seen.state) {
    case 'absent':
      return ['-', seen.at]
    case 'unreadable':
      return ['!', seen.at, seen.errno, ...(seen.stat === null ? ([] as const) : packedStat(seen.stat))]
    default: {
      const { target, digest, marks } = seen
      const state = seen.state === 'present' ? 'p' : '~'
      const text = digest === null ? null : (digest.algorithm === 'sha256' ? 's' : 'x') + digest.hex
      const all = [
        state,
        seen.at,
        ...packedStat(seen),
        target,
        text,
        marks?.version ?? null,
        marks?.found ?? [],
      ] as const
      const more = marks && moreOf(marks)
      if (seen.state === 'present' && seen.folder !== undefined) return [...all, more, seen.folder]
      return more === null ? [...all] : [...all, more]
    }
  }
}

function moreOf({ type, quotes, keys, compiled }: ContentMarks): More | null {
  if (type === undefined && quotes === undefined && keys === undefined && compiled === undefined) return null
  const sorted = keys && Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)))
  const told = [type ?? null, quotes ?? null, sorted ?? null] as const
  if (compiled === undefined) return [...told]
  const { by, source, body } = compiled
  return [...told, { by, source, body }]
}

function marksOf(version: number, found: ContentMarks['found'], more: More | null): ContentMarks {
  if (more === null) return { version, found }
  const [type, quotes, keys, compiled] = [more[0], more[1], more[2], more[3]]
  if (type && !quotes && !keys && !compiled) return { version, found, type }
  return {
    version,
    found,
    ...(type ? { type } : {}),
    ...(quotes ? { quotes } : {}),
    ...(keys ? { keys } : {}),
    ...(compiled ? { compiled } : {}),
  }
}

function packedStat(stat: Stat): PackedStat {
  const { type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links } = stat
  return [type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links]
}

function statOf([type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links]: PackedStat): Stat {
  return { type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links }
}

function digestOf(text: string): Digest {
  return { algorithm: text[0] === 's' ? 'sha256' : 'xxh64', hex: text.slice(1) }
}
