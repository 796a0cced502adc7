// Owns how the baseline keeps an observation in two short columns: half the bytes of its JSON, and the stat as the stamp
// that the walker compares. Pure.
import { type Digest, type FileType, type MarkName, type Observation, stampOf } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'

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
]

export function packObservation(seen: Observation): Packed {
  if (seen.state !== 'present') return { stamp: '', rest: JSON.stringify(seen) }
  const { at, links, target, digest, marks } = seen
  const rest: Rest = [
    at,
    links,
    target,
    digest?.algorithm ?? null,
    digest?.hex ?? null,
    marks?.version ?? null,
    marks?.found ?? [],
  ]
  return { stamp: stampOf(seen), rest: JSON.stringify(rest) }
}

export function unpackObservation({ stamp, rest }: Packed): Observation {
  if (stamp === '') return JSON.parse(rest)
  const [at, links, target, algorithm, hex, version, found]: Rest = JSON.parse(rest)
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
    marks: version === null ? null : { version, found },
  }
}
