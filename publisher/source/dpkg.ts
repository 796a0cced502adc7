// Owns what of a system is as its packages have it: walks the named folders, and lists the files that equal their package's MD5
// with their sha256, both from one reading. What does not is told with its package and the reason, and is never listed. An MD5
// shows no more than that nobody changed the file by accident: what is made of this is marked as weak.
import { createHash, hash } from 'node:crypto'
import type { Hasher } from '@sekisho/shared/content.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { isBelow, joinPath, type PathText, parseAbsolutePath, pathTextOfString } from '@sekisho/shared/path.ts'
import { brokenRule } from '@sekisho/shared/release.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { walkDirectory } from './directory.ts'
import { type DamagedLine, DpkgDatabase, type PackagePath } from './dpkg-database.ts'
import { DpkgPlaces } from './dpkg-places.ts'
import { Gather, type Gathered, type Progress } from './gather.ts'
import type { SelectionWords } from './selection.ts'

export interface InstalledPackages {
  /** The top folder of the system, `/` for the running one. */
  readonly system: string
  /** Absolute folders within it, as the collector has them as roots. */
  readonly roots: readonly string[]
}

/**
 * Why something is not listed. `differs`: its package has another sum for it. `unreadable`: it is no file, could not be read, or
 * changed each time it was. `no-sum`: its package has none for it. `obsolete`: an earlier version of its package had it.
 * `not-installed`: its package was removed and left it. `no-package`: no package has it. `link`: packages have no sums of links.
 */
export const leftOutWhys = [
  'differs',
  'unreadable',
  'no-sum',
  'obsolete',
  'not-installed',
  'no-package',
  'link',
] as const
export type LeftOutWhy = (typeof leftOutWhys)[number]

export interface LeftOut {
  /** Below the system's top. */
  readonly path: PathText
  readonly package: string | null
  readonly why: LeftOutWhy
}

/** What is not as its package has it, and what could not be asked. */
export interface NotAsPackaged {
  /** In the order of `leftOutWhys`, then of their paths. */
  readonly leftOut: readonly LeftOut[]
  /** Files that packages have below the folders, and that are not there. */
  readonly missing: number
  readonly damaged: readonly DamagedLine[]
}

/** @throws Failure release-refused naming what is wrong, or when no file is as a package has it */
export async function entriesOfPackages(
  { system, roots }: InstalledPackages,
  words: SelectionWords = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<{ readonly gathered: Gathered } & NotAsPackaged> {
  const database = new DpkgDatabase(system)
  const places = new DpkgPlaces(pathTextOfString(system))
  const named = outermost(roots.map(root => rootBelowTop(root)))
  const looked = named.map(root => ({ root, place: places.folderAt(root) }))
  const owners = ownersBelow(database, places, looked)
  const gather = new Gather(roots.join(', '), words)
  const look = new Look(gather, owners, () => onProgress({ files: gather.files, total: null }))
  for (const { root, place } of looked) {
    await walkDirectory(joinPath(pathTextOfString(system), place), look.below(root, place), both)
  }
  const leftOut = look.leftOut.toSorted(
    (one, other) => leftOutWhys.indexOf(one.why) - leftOutWhys.indexOf(other.why) || (one.path < other.path ? -1 : 1),
  )
  return { gathered: gather.finish(), leftOut, missing: look.missing(), damaged: database.damaged }
}

function rootBelowTop(root: string): PathText {
  if (/^\/*$/.test(root)) {
    throw new ToldFailure('release-refused', reason('dpkg.top'), { place: root })
  }
  try {
    return parseAbsolutePath(pathTextOfString(root.length > 1 ? root.replace(/\/+$/, '') : root)).slice(1) as PathText
  } catch (error) {
    const rule = brokenRule(error)
    const why = (say: Say) => say('dpkg.root', { rule: rule(say) })
    throw new ToldFailure('release-refused', why, { place: root, cause: error })
  }
}

/** What lies below another is walked with that one. */
function outermost(roots: readonly PathText[]): PathText[] {
  const each = [...new Set(roots)]
  return each.filter(root => !each.some(other => other !== root && isBelow(root, other)))
}

type Owners = ReadonlyMap<PathText, readonly PackagePath[]>

/** By place; only of what lies below the roots, since a system has hundreds of thousands of paths. */
function ownersBelow(database: DpkgDatabase, places: DpkgPlaces, looked: readonly { place: PathText }[]): Owners {
  const owners = new Map<PathText, PackagePath[]>()
  for (const owned of database.paths()) {
    const place = places.placeOf(owned.path)
    if (!looked.some(root => isBelow(place, root.place))) continue
    const known = owners.get(place)
    if (known === undefined) owners.set(place, [owned])
    else known.push(owned)
  }
  return owners
}

class Look {
  readonly leftOut: LeftOut[] = []
  readonly #gather: Gather
  readonly #owners: Owners
  readonly #progress: () => void
  readonly #seen = new Set<PathText>()

  constructor(gather: Gather, owners: Owners, progress: () => void) {
    this.#gather = gather
    this.#owners = owners
    this.#progress = progress
  }

  /** A visitor of the folder at `place`, which the collector has as `root`. */
  below(root: PathText, place: PathText): Parameters<typeof walkDirectory>[1] {
    let asked: readonly PackagePath[] = []
    let full = root
    return {
      leavesOut: folder => this.#gather.selection.leavesOut(joinPath(root, folder)),
      nameOf: path => {
        const at = joinPath(place, path)
        this.#seen.add(at)
        full = joinPath(root, path)
        const name = this.#gather.nameOf(full)
        asked = this.#owners.get(at) ?? []
        // What belongs to no package is not even read.
        if (name !== null && asked.length === 0) this.#leave(full, asked, 'no-package')
        return asked.length === 0 ? null : name
      },
      found: ({ path, digest, type }) => {
        if (type === 'symlink') return this.#leave(full, asked, 'link')
        const { sha256, md5 } = sumsOf(digest)
        const counts = asked.filter(({ why }) => why === null)
        if (counts.some(owner => owner.md5 === md5)) this.#gather.add({ path, sha256, type })
        else if (counts.some(owner => owner.md5 !== null)) this.#leave(full, counts, 'differs')
        else this.#leave(full, asked, asked.find(({ why }) => why !== null)?.why ?? 'no-sum')
      },
      fault: path => this.#leave(joinPath(root, path), this.#owners.get(joinPath(place, path)) ?? [], 'unreadable'),
      progress: this.#progress,
    }
  }

  missing(): number {
    const gone = [...this.#owners].filter(
      ([place, owners]) => !this.#seen.has(place) && owners.some(({ md5, why }) => md5 !== null && why === null),
    )
    return gone.length
  }

  #leave(path: PathText, owners: readonly PackagePath[], why: LeftOutWhy): void {
    this.leftOut.push({ path, package: owners[0]?.package ?? null, why })
  }
}

/** sha256 and MD5 of the same bytes, one behind the other: read twice, a file could be another the second time. */
const both: Hasher = {
  once: bytes => hash('sha256', bytes, 'hex') + hash('md5', bytes, 'hex'),
  start: () => {
    const [first, second] = [createHash('sha256'), createHash('md5')]
    return {
      update: bytes => {
        first.update(bytes)
        second.update(bytes)
      },
      hex: () => first.digest('hex') + second.digest('hex'),
    }
  },
}

const sha256Digits = 64

/** What `both` says of a file, in its two parts. */
function sumsOf(digest: string): { readonly sha256: string; readonly md5: string } {
  return { sha256: digest.slice(0, sha256Digits), md5: digest.slice(sha256Digits) }
}
