// Owns the combinations that the verdict table must answer, and a Case for each. Knows nothing of what the answers are.
import { createHash } from 'node:crypto'
import { type FindingKind, findingKinds, type Glimpse } from '@sekisho/shared/finding.ts'
import type { ContentType } from '@sekisho/shared/marks/type.ts'
import {
  type ContentMarks,
  type FileType,
  type MarkName,
  marksVersion,
  type Observation,
  type Present,
} from '@sekisho/shared/observation.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { type PathClass, pathClasses } from '@sekisho/shared/profile.ts'
import type { Case, PathPermit, PatternPermit } from '../../../collector/handover.ts'

export const things = [
  'file',
  'executable name',
  'executable content',
  'foreign code',
  'orphan code',
  'directives',
  'execution directive',
  'active content',
  'posing content',
  'unlisted content',
  'link',
  'link out',
  'pipe',
  'device',
  'directory',
] as const
type Thing = (typeof things)[number]

export const permitStates = [
  'none',
  'released',
  'approved',
  'adopted',
  'overlap',
  'stale',
  'other content',
  'other type',
  'window',
  'any window',
  'pattern',
  'wide pattern',
  'malicious',
  'unbound',
] as const
type PermitState = (typeof permitStates)[number]

/** The web server's user matters for what was rewritten alone. */
const byWebServer = 'rewritten by web server'
/** Code where other code stood before; what explains it, generated.test.ts goes through. */
const second = 'second content'
export const kinds = [...findingKinds, byWebServer, second] as const
type Kind = (typeof kinds)[number]

export interface Combination {
  readonly kind: Kind
  readonly there: Thing
  readonly class: PathClass
  readonly payment: boolean
  readonly permit: PermitState
}

const all = new Set<Thing>(things)
const regular: readonly Thing[] = [
  'file',
  'executable name',
  'executable content',
  'foreign code',
  'orphan code',
  'directives',
  'execution directive',
  'active content',
  'posing content',
  'unlisted content',
]
/** What each kind can leave behind. Only a name is known of what is gone again, and no content of what is unreadable. */
const possible: Readonly<Record<Kind, ReadonlySet<Thing>>> = {
  added: all,
  changed: all,
  removed: all,
  metadata: all,
  link: new Set<Thing>(['link', 'link out']),
  rewritten: new Set<Thing>([...regular, 'link', 'link out']),
  'rewritten by web server': new Set<Thing>([...regular, 'link', 'link out']),
  transient: new Set<Thing>(regular),
  'second content': new Set<Thing>(['executable name', 'executable content', 'directives']),
  unreadable: new Set<Thing>(['file', 'executable name', 'directives', 'directory']),
  unstable: new Set<Thing>(regular),
  // A folder, or a file that is mounted alone.
  'other-view': new Set<Thing>(['file', 'executable name', 'directives', 'directory']),
}

export function* combinations(): Generator<Combination> {
  for (const [kind, leaves] of Object.entries(possible) as [Kind, ReadonlySet<Thing>][])
    for (const there of leaves)
      for (const pathClass of pathClasses)
        for (const payment of [false, true])
          for (const permit of permitStates)
            if (permitCanBe(permit, there, kind) && !(payment && (isWindow(permit) || isPattern(permit))))
              yield { kind, there, class: pathClass, payment, permit }
}

/** Of payment paths windows and patterns say nothing: judge.test.ts holds the judge to that, the table has no row for it. */
function isWindow(permit: PermitState): boolean {
  return permit === 'window' || permit === 'any window'
}

function isPattern(permit: PermitState): boolean {
  return permit === 'pattern' || permit === 'wide pattern'
}

/** A release names files and links only, and only content that was read is known to be malicious. */
function permitCanBe(permit: PermitState, there: Thing, kind: Kind): boolean {
  if (permit === 'malicious' && kind === 'unreadable') return false
  const nameable = there !== 'pipe' && there !== 'device' && there !== 'directory'
  return nameable || permit === 'none' || permit === 'other type' || permit === 'unbound'
}

const names: Readonly<Partial<Record<Thing, string>>> = {
  'executable name': 'photo.PHP.jpg',
  directives: '.htaccess',
  'execution directive': 'pool.conf',
  'active content': 'logo.svg',
  'posing content': 'photo.jpg',
  'unlisted content': 'page.html',
}
const found: Readonly<Partial<Record<Thing, MarkName>>> = {
  'executable content': 'php-open-tag',
  'foreign code': 'php-open-tag',
  'orphan code': 'php-open-tag',
  'execution directive': 'execution-directive',
  'active content': 'script-in-markup',
}
const contents: Readonly<Partial<Record<Thing, ContentType>>> = {
  'active content': 'svg',
  'posing content': 'zip',
  'unlisted content': 'markup',
}
const types: Readonly<Partial<Record<Thing, FileType>>> = {
  link: 'symlink',
  'link out': 'symlink',
  pipe: 'fifo',
  device: 'block-device',
  directory: 'directory',
}
const digest = 'a'.repeat(64)
const nothing = { algorithm: 'sha256', hex: digest } as const
const target = pathTextOfString('../somewhere')

export function caseOf({ kind: word, there, class: pathClass, payment, permit }: Combination): Case {
  const kind = word === byWebServer ? 'rewritten' : word === second ? 'changed' : word
  const seen = present(there)
  return {
    kind,
    path: pathTextOfString(`shop/${names[there] ?? 'thing'}`),
    before: kind === 'added' || kind === 'transient' ? null : seen,
    after: afterOf(kind, seen),
    where: { class: pathClass, payment, rule: 'shop/**', ...(there === 'foreign code' ? { compiled: 'twig' } : {}) },
    bound: permit !== 'unbound',
    permits: permitsOf(permit, seen),
    byWebServer: word === byWebServer,
    malicious: permit === 'malicious' && kind !== 'removed',
    returned: null,
    deployed: false,
    settledBy: null,
    window: isWindow(permit) ? { ref: '4', name: 'window 4 (token:ci)', anyActor: permit === 'any window' } : null,
    patterns: isPattern(permit) ? [patternOf(permit)] : [],
    leadsOut: there === 'link out' && kind !== 'removed',
    between: kind === 'transient' ? [glimpseOf(seen)] : [],
    generated: {
      earlier: word === second ? otherThan(seen) : null,
      source: there === 'orphan code' ? 'unpermitted' : 'none',
    },
  }
}

function otherThan(seen: Present): Present {
  return { ...seen, digest: { algorithm: 'sha256', hex: 'c'.repeat(64) } }
}

/** A wide one names a size instead of classes. */
function patternOf(permit: PermitState): PatternPermit {
  const named = permit === 'pattern' ? { classes: pathClasses, largest: null } : { classes: [], largest: 10 }
  return { ref: '5', name: 'approval 5 (user:sato)', limits: { ...named, extensions: [] } }
}

function glimpseOf({ at, size, digest, marks }: Present): Glimpse {
  return { at, size, digest: digest ?? nothing, marks: marks ?? { version: 1, found: [] } }
}

function present(there: Thing): Present {
  const type = types[there] ?? 'file'
  const mark = found[there]
  const marks: ContentMarks = { version: marksVersion, found: mark ? [mark] : [], type: contents[there] ?? 'text' }
  return {
    state: 'present',
    at: 1,
    type,
    size: 10,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtimeMs: 1,
    ctimeMs: 1,
    inode: 1,
    links: 1,
    target: type === 'symlink' ? target : null,
    digest: type === 'file' ? { algorithm: 'sha256', hex: digest } : null,
    marks: type === 'file' ? marks : null,
    folder: '',
  }
}

function afterOf(kind: FindingKind, seen: Present): Observation {
  if (kind === 'removed' || kind === 'transient') return { state: 'absent', at: 2 }
  if (kind === 'unreadable') return { state: 'unreadable', at: 2, errno: 'EACCES', stat: seen }
  return kind === 'unstable' ? { ...seen, state: 'unstable' } : seen
}

function permitsOf(state: PermitState, seen: Present): PathPermit[] {
  const type = seen.type === 'symlink' ? 'symlink' : 'file'
  const sha256 = type === 'symlink' ? createHash('sha256').update(target).digest('hex') : digest
  const about = { weak: false, component: 1, standing: 'current', replacedAt: null, currentSince: 1 } as const
  const release: PathPermit = { kind: 'release', ref: '1', name: 'shop 1.0.0', sha256, type, ...about }
  const old = { ...release, ref: '3', name: 'shop 0.9.0', replacedAt: 1 }
  switch (state) {
    case 'none':
    case 'unbound':
    case 'malicious':
      // Permits of malicious content do not come to the judge.
      return []
    case 'overlap':
      return [
        { ...old, standing: 'overlap' },
        { ...release, sha256: 'b'.repeat(64) },
      ]
    case 'stale':
      return [{ ...old, standing: 'stale' }]
    case 'released':
      // The adoption stands first, so that preferring the release is seen.
      return [{ ...release, kind: 'adoption', ref: '2', name: 'shop adopted' }, release]
    case 'approved':
      // Beside an adoption of the same, a person's word counts.
      return [
        { ...release, sha256: 'b'.repeat(64) },
        { ...release, kind: 'adoption', ref: '2' },
        { ...release, kind: 'approval', ref: '3', name: '3 (user:sato)', component: 0 },
      ]
    case 'adopted':
      return [
        { ...release, sha256: 'b'.repeat(64) },
        { ...release, kind: 'adoption', ref: '2' },
      ]
    case 'window':
    case 'any window':
    case 'pattern':
    case 'wide pattern':
    case 'other content':
      return [{ ...release, sha256: 'b'.repeat(64) }]
    case 'other type':
      return [{ ...release, type: seen.type === 'file' ? 'symlink' : 'file' }]
  }
}
