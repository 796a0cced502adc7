// Owns what an observation is and when two of them differ. Pure; both programs decide with the same lines.
import type { ContentType } from './marks/type.ts'
import type { PathText } from './path.ts'

export const fileTypes = ['file', 'directory', 'symlink', 'fifo', 'socket', 'char-device', 'block-device'] as const
export type FileType = (typeof fileTypes)[number]

/** Only sha256 permits; xxh64 serves where the class says that the content needs no permit. */
export interface Digest {
  readonly algorithm: 'sha256' | 'xxh64'
  /** Lower-case hex, 64 digits for sha256 and 16 for xxh64. */
  readonly hex: string
}

export const markNames = [
  'php-open-tag',
  'php-short-tag',
  'php-archive',
  'interpreter-line',
  'execution-directive',
  'script-in-markup',
  'script-in-image',
  'archive-appended',
] as const
export type MarkName = (typeof markNames)[number]

/** Raised whenever the rules that find marks change: marks of another version are never compared. */
export const marksVersion = 3

/** Compilers of templates whose form is known. */
export const compilers = ['smarty', 'twig'] as const
export type Compiler = (typeof compilers)[number]

/** What a compiled template says of itself, where it has the form of its compiler throughout. */
export interface Compiled {
  readonly by: Compiler
  /** The source that it names, as it stands there: a path, or a name below a folder of templates. Null: no file. */
  readonly source: PathText | null
  /** sha256 of all of it but the times and random names that each compiling makes anew. Lower-case hex. */
  readonly body: string
}

/** Facts about the content, read in the pass that hashes. Equal content under one name has equal marks of one version. */
export interface ContentMarks {
  readonly version: number
  /** In the order of `markNames`. */
  readonly found: readonly MarkName[]
  /** By its first bytes; since version 2. */
  readonly type?: ContentType
  /** Lines behind `execution-directive`: printable ASCII, at most 8 of 200 characters. */
  readonly quotes?: readonly string[]
  /** Of a file of settings: each key with a digest of its value under a secret of the host. */
  readonly keys?: Readonly<Record<string, string>>
  /** Of a compiled template; since version 3. */
  readonly compiled?: Compiled
}

/** What lstat said. Times are milliseconds since 1970 with fractions, as precise as a double holds. */
export interface Stat {
  readonly type: FileType
  /** Bytes. */
  readonly size: number
  /** Permission bits with set-id and sticky bits: `st_mode & 0o7777`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly inode: number
  readonly links: number
}

interface Content {
  /** The link's target in path text, for symlinks; null for all else. */
  readonly target: PathText | null
  /** Null for everything but regular files. */
  readonly digest: Digest | null
  readonly marks: ContentMarks | null
}

/** The path holds this; read in one piece between two equal fstats. */
export interface Present extends Stat, Content {
  readonly state: 'present'
  /** When it was observed, milliseconds since 1970. */
  readonly at: number
  /**
   * Of generated files: which folder the cache folder is that it was read in, of all that were ever made at that place; `''`
   * where its rule has none. Agents of before marks of version 3 do not tell it.
   */
  readonly folder?: string
}

export interface Absent {
  readonly state: 'absent'
  readonly at: number
}

/** Something is there, or may be there, that could not be read. */
export interface Unreadable {
  readonly state: 'unreadable'
  readonly at: number
  /** Such as `EACCES`; see errno(3). */
  readonly errno: string
  /** Null when even lstat was refused. */
  readonly stat: Stat | null
}

/**
 * It changed each time it was read; the fields tell what the last pass saw and prove nothing about any one moment. `size` is
 * that of the bytes with this digest: of a file that only grew, they are its beginning.
 */
export interface Unstable extends Stat, Content {
  readonly state: 'unstable'
  readonly at: number
}

export type Observation = Present | Absent | Unreadable | Unstable

/** Why two observations are two. */
export type Difference = 'state' | 'type' | 'content' | 'target' | 'mode' | 'owner'

/**
 * The decisive fields in which two observations of one path differ; empty when they are the same.
 * Digests of another algorithm and marks of another version are not compared. An equal xxh64 proves nothing
 * where the stat differs (two files with one XXH64 can be made at will), so there a moved ctime counts as content.
 */
export function differences(before: Observation | null, after: Observation): readonly Difference[] {
  if (before === null) return after.state === 'absent' ? [] : ['state']
  if (before.state !== after.state) return ['state']
  if (before.state === 'unreadable' && after.state === 'unreadable')
    return before.errno === after.errno ? [] : ['state']
  if (!hasContent(before) || !hasContent(after)) return []
  if (before.type !== after.type) return ['type']
  const found: Difference[] = []
  if (contentDiffers(before, after)) found.push('content')
  if (before.target !== after.target) found.push('target')
  if (before.mode !== after.mode && before.type !== 'symlink') found.push('mode')
  if (before.uid !== after.uid || before.gid !== after.gid) found.push('owner')
  return found
}

export function hasContent(seen: Observation): seen is Present | Unstable {
  return seen.state === 'present' || seen.state === 'unstable'
}

/** Whether a stat says what the baseline says in every field that a write, a rename or a chmod would move. */
export function sameStat(before: Stat, after: Stat): boolean {
  return (
    before.type === after.type &&
    before.size === after.size &&
    before.mode === after.mode &&
    before.uid === after.uid &&
    before.gid === after.gid &&
    before.mtimeMs === after.mtimeMs &&
    before.ctimeMs === after.ctimeMs &&
    before.inode === after.inode
  )
}

function contentDiffers(before: Present | Unstable, after: Present | Unstable): boolean {
  if (before.type !== 'file') return false
  if (before.size !== after.size || marksDiffer(before.marks, after.marks)) return true
  if (before.digest === null || after.digest === null) return false
  if (before.digest.algorithm !== after.digest.algorithm) return !sameStat(before, after)
  if (before.digest.hex !== after.digest.hex) return true
  return after.digest.algorithm === 'xxh64' && !sameStat(before, after)
}

/** Marks of another version are not compared. */
export function marksDiffer(before: ContentMarks | null, after: ContentMarks | null): boolean {
  if (before === null || after === null || before.version !== after.version) return false
  return before.found.length !== after.found.length || before.found.some(mark => !after.found.includes(mark))
}

/**
 * A stat in one short text, equal for two stats exactly when `sameStat` is true: what the baseline keeps for the walker.
 * Only for what is present: what is unreadable or unstable has the stamp `''`, so that every walk looks again.
 */
export function stampOf(stat: Stat): string {
  return `${stat.type}:${stat.size}:${stat.mode}:${stat.uid}:${stat.gid}:${stat.mtimeMs}:${stat.ctimeMs}:${stat.inode}`
}

/** Whether a stamp is of the file with that inode. */
export function isStampOfInode(stamp: string, inode: number): boolean {
  return stamp.endsWith(`:${inode}`)
}
