// Owns the bindings and profiles in force, kept across restarts: which roots this host watches and to which class each
// path belongs. The collector binds; the host's own config may add roots and nothing else. Tells the pipeline what came
// and went.
import { readFileSync } from 'node:fs'
import { digestBindings } from '@sekisho/shared/bindings.ts'
import { type ClassifyAll, compileProfile, type ProfileRules, staysOnHost } from '@sekisho/shared/classify.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { replaceFile } from '@sekisho/shared/durable-file.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Classification, Profile } from '@sekisho/shared/profile.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { type Bindings, BindingsSchema } from '@sekisho/shared/wire.ts'
import type { ClassifyIn, ClassifyPath, LocalRoot } from '../handover.ts'

/** A root to watch. */
export interface RootInForce {
  readonly root: PathText
  readonly profile: string
  /** Null for a root of the local config that the collector has not bound. */
  readonly site: string | null
  /** False when nobody has sent the profile yet: every path is then code, the class that needs a permit. */
  readonly profileKnown: boolean
  /** What the profile says of paths, for threads that classify by themselves. */
  readonly rules: ProfileRules
}

/** What one change of bindings did. */
export interface RootsChange {
  readonly added: readonly RootInForce[]
  readonly removed: readonly PathText[]
  /** Roots whose paths may now belong to other classes: they must be walked. */
  readonly reclassified: readonly PathText[]
}

export interface RootsOptions {
  readonly file: string
  readonly local: readonly LocalRoot[]
  readonly clock: Clock
  readonly log: Log
  readonly onChange: (change: RootsChange) => void
}

const unbound: Classification = { class: 'code', payment: false, rule: null }

interface Compiled {
  readonly root: RootInForce
  readonly classify: ClassifyAll
}

export class Roots {
  readonly #options: RootsOptions
  /** Of the collector's bindings in force; null before the first. */
  #digest: string | null
  #inForce: ReadonlyMap<PathText, Compiled>
  #since: number

  /** Reads the file; a missing or damaged one means that the collector is asked anew, which its welcome answers. */
  constructor(options: RootsOptions) {
    this.#options = options
    const bindings = readBindings(options.file, options.log)
    this.#digest = bindings === null ? null : digestBindings(bindings)
    this.#inForce = compile(bindings, options.local)
    this.#since = options.clock.monotonic()
  }

  report(): RoomReport {
    const phase = this.#digest === null ? 'awaiting-bindings' : 'in-force'
    return { phase, sinceMs: this.#options.clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }

  list(): readonly RootInForce[] {
    return [...this.#inForce.values()].map(({ root }) => root)
  }

  /** What the proof tells the collector that this host's config adds. */
  get local(): readonly LocalRoot[] {
    return this.#options.local
  }

  /** Digest of the collector's bindings in force, for the heartbeat; null before the first. */
  get digest(): string | null {
    return this.#digest
  }

  /** A path of a root that is no longer in force is code: nothing is let off because of a race. */
  readonly classify: ClassifyPath = (root, path) => this.#inForce.get(root)?.classify(path) ?? unbound

  /** The same of the names in one directory. */
  readonly classifyIn: ClassifyIn = (root, directory) =>
    this.#inForce.get(root)?.classify.within(directory) ?? (() => unbound)

  /** Whether the content of a path is to leave this host in no form. */
  readonly stays = (root: PathText, path: PathText): boolean => staysOnHost(this.classify(root, path))

  /**
   * Takes the collector's bindings: on disk first, then in force, then told.
   * @throws Failure order-refused when they name a profile that they do not bring, or bind one root twice
   */
  take(bindings: Bindings): RootsChange {
    refuseContradictions(bindings)
    const digest = digestBindings(bindings)
    if (digest !== this.#digest) replaceFile(this.#options.file, JSON.stringify(bindings))
    const before = this.#inForce
    if (this.#digest === null) this.#since = this.#options.clock.monotonic()
    this.#digest = digest
    this.#inForce = compile(bindings, this.#options.local)
    const change = changeBetween(before, this.#inForce)
    if (change.added.length + change.removed.length + change.reclassified.length > 0) this.#options.onChange(change)
    return change
  }
}

function readBindings(file: string, log: Log): Bindings | null {
  try {
    const bindings = BindingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    refuseContradictions(bindings)
    return bindings
  } catch (error) {
    // Never a reason not to start: the collector sends them again at the next welcome, and the local roots stand.
    if (errnoOf(error) !== 'ENOENT')
      log.warn('the kept bindings are damaged and will be asked for anew', { file, error })
    return null
  }
}

function refuseContradictions(bindings: Bindings): void {
  const profiles = new Set(bindings.profiles.map(profile => profile.name))
  const seen = new Set<PathText>()
  for (const { root, profile } of bindings.roots) {
    if (!profiles.has(profile))
      throw new ToldFailure('order-refused', reason('order.no-profile', { profile }), { place: root })
    if (seen.has(root)) throw new ToldFailure('order-refused', reason('order.root-twice'), { place: root })
    seen.add(root)
  }
}

function compile(bindings: Bindings | null, local: readonly LocalRoot[]): ReadonlyMap<PathText, Compiled> {
  const profiles = new Map(bindings?.profiles.map(profile => [profile.name, profile]))
  const inForce = new Map<PathText, Compiled>()
  for (const { root, profile } of local) inForce.set(root, compileRoot(root, profile, null, profiles))
  // The collector's word comes last and wins: a local root can neither rebind nor narrow.
  for (const { root, profile, site } of bindings?.roots ?? []) {
    inForce.set(root, compileRoot(root, profile, site, profiles))
  }
  return inForce
}

function compileRoot(
  root: PathText,
  name: string,
  site: string | null,
  profiles: ReadonlyMap<string, Profile>,
): Compiled {
  const known = profiles.get(name)
  const { rules, payment } = known ?? { rules: [], payment: [] }
  const inForce = { root, profile: name, site, profileKnown: known !== undefined, rules: { rules, payment } }
  return { root: inForce, classify: compileProfile(inForce.rules) }
}

function changeBetween(before: ReadonlyMap<PathText, Compiled>, after: ReadonlyMap<PathText, Compiled>): RootsChange {
  const compiled = [...after.values()]
  return {
    added: compiled.filter(({ root }) => !before.has(root.root)).map(({ root }) => root),
    removed: [...before.keys()].filter(root => !after.has(root)),
    reclassified: compiled
      .filter(({ root }) => JSON.stringify((before.get(root.root)?.root ?? root).rules) !== JSON.stringify(root.rules))
      .map(({ root }) => root.root),
  }
}
