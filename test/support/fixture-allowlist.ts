// Owns a made-up allowlist for tests of the page: components with releases in each state, one of them held, with names
// that only an attacker would give. Shapes are those of the API; nothing here is verified or stored.
import type { ApprovalRow, ContentApproval, PatternPreview } from '@sekisho/shared/api.approvals.ts'
import type { Composition } from '@sekisho/shared/api.compose.ts'
import { type Role, rightsOf } from '@sekisho/shared/api.people.ts'
import type { ComponentRow, Difference, ReleaseRow, ReplacedRow } from '@sekisho/shared/api.releases.ts'
import type { SiteRow } from '@sekisho/shared/api.ts'
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { composed } from './composed.ts'
import { hostileNames } from './fixture-shop.ts'
import { windows } from './fixture-windows.ts'

export interface FixtureAllowlist {
  role: Role
  /** As in the audit trail. */
  who: string
  provider: boolean
  components: ComponentRow[]
  releases: ReleaseRow[]
  approvals: ApprovalRow[]
  windows: WindowRow[]
  sites: SiteRow[]
  replaced: ReplacedRow[]
  composition: Composition
  /** By release, and by what it is compared with. */
  differences: Readonly<Record<string, Difference>>
}

const viewer = { who: 'user:yamada', role: 'viewer', rights: rightsOf.viewer, provider: false }
const digest = (digit: string) => digit.repeat(64)
const day = 86_400_000

function release(id: number, at: number, over: Partial<ReleaseRow>): ReleaseRow {
  return {
    id,
    component: 'minato-shop',
    owner: 'customer',
    version: `2.4.${id}`,
    number: id,
    kind: 'release',
    weak: false,
    state: 'ended',
    signer: digest('7'),
    files: 3_210,
    digest: digest('8'),
    createdAt: isoTime(at - 60_000),
    publishedAt: isoTime(at),
    publishedBy: 'token:ci',
    current: over.state === 'current',
    held: null,
    confirmedBy: null,
    overlapUntil: null,
    expiresAt: null,
    revokedAt: null,
    revokedReason: null,
    by: null,
    reason: null,
    ...over,
  }
}

function approval(id: number, at: number, over: Partial<ContentApproval>): ApprovalRow {
  return {
    kind: 'content',
    id,
    state: 'in-force',
    site: 'minato-shop',
    path: `html/user_data/banner${id}.php`,
    type: 'file',
    sha256: digest('b'),
    reason: 'banners of the agency, ticket <b>88</b>',
    askedBy: 'user:tanaka',
    askedAt: isoTime(at),
    second: false,
    confirmed: null,
    withdrawn: null,
    ...over,
  }
}

function pattern(now: number): ApprovalRow {
  return {
    ...{
      kind: 'pattern',
      id: 30_000,
      state: 'in-force',
      site: 'minato-shop',
      pattern: `app/template/${hostileNames.reversed}*`,
    },
    ...{ classes: ['code'], extensions: ['twig'], largest: 204_800, until: isoTime(now + 90 * day), covers: 3 },
    ...{ reason: 'templates are edited on the admin page', askedBy: 'user:tanaka', askedAt: isoTime(now - day) },
    ...{ second: false, confirmed: null, withdrawn: null },
  }
}

/** What any pattern would permit there. */
export const preview: PatternPreview = {
  ...{ named: 40, permitted: 30, files: 2, findings: 3, left: { never: 1 }, whole: true },
  examples: [`app/template/${hostileNames.reversed}`],
}

/** Newest first, as the API lists them: two payment files that wait together, what its reader asked for, and the past. */
function approvals(now: number): ApprovalRow[] {
  const waiting = { state: 'waiting', second: true, reason: 'patch of the payment module' } as const
  const withdrawn = { at: isoTime(now - day), by: 'user:sato', reason: 'in release 2.4.1' }
  return [
    approval(34, now - 60_000, { ...waiting, askedBy: 'user:sato', path: 'src/Eccube/Service/Payment/own.php' }),
    approval(33, now - 120_000, { ...waiting, path: payment }),
    approval(32, now - 120_000, { ...waiting, path: hostileNames.reversed }),
    pattern(now),
    ...Array.from({ length: 25 }, (_, index) => approval(31 - index, now - 2 * day, {})),
    approval(2, now - 9 * day, { state: 'withdrawn', withdrawn }),
  ]
}

const sites: SiteRow[] = [
  {
    ...{ site: 'minato-shop', generation: 7, fourEyes: true },
    components: [{ component: 'minato-shop', prefix: '', release: '2.4.6' }],
  },
]

function replaced(now: number): ReplacedRow[] {
  const examples = [{ host: 'web1', root: '/var/www/shop', path: hostileNames.reversed }]
  const overlap = [{ release: 5, version: '2.4.5', until: isoTime(now + 600_000), files: 12 }]
  return [{ component: 'minato-shop', owner: 'customer', overlap, stale: 3, examples, whole: true }]
}

const content = (digit: string) => ({ type: 'file', sha256: digest(digit) }) as const
const payment = 'src/Eccube/Service/Payment/Method/CreditCard.php'

/** The held release's, against the current one. */
export const heldDifference: Difference = {
  against: '2.4.6',
  digest: digest('d'),
  added: 2,
  changed: 2,
  removed: 1,
  hold: { payment: 1, executables: 1, paths: [payment, hostileNames.reversed] },
  entries: [
    { path: payment, before: content('a'), after: content('b'), mark: 'payment' },
    { path: hostileNames.reversed, before: null, after: content('c'), mark: 'new-executable' },
    { path: hostileNames.script, before: null, after: content('e'), mark: 'executable' },
    { path: 'html/css/style.css', before: content('a'), after: content('f'), mark: null },
    { path: 'html/old.css', before: content('a'), after: null, mark: null },
  ],
}

const many: Difference = {
  ...heldDifference,
  against: null,
  digest: digest('9'),
  added: 3_210,
  changed: 0,
  removed: 0,
  hold: null,
  entries: Array.from({ length: 1_000 }, (_, index) => ({
    path: `html/template/page${index}.twig`,
    before: null,
    after: content('a'),
    mark: null,
  })),
}

/** Oldest first, as the API lists them. */
export function allowlist(now: number, over: Partial<FixtureAllowlist> = {}): FixtureAllowlist {
  const { hold } = heldDifference
  return {
    role: 'approver',
    who: 'user:sato',
    provider: false,
    components: [
      {
        component: 'eccube',
        owner: 'provider',
        current: '4.2.3',
        releases: 1,
        held: 0,
        sites: [],
      },
      {
        component: 'minato-shop',
        owner: 'customer',
        current: '2.4.6',
        releases: 7,
        held: 1,
        sites: [{ site: 'minato-shop', prefix: '' }],
      },
    ],
    releases: [
      release(20, now - 90 * day, {
        component: 'eccube',
        owner: 'provider',
        version: '4.2.3',
        number: 1,
        state: 'current',
        files: 24_117,
      }),
      ...[1, 2, 3].map(id => release(id, now - (20 - id) * day, {})),
      release(4, now - 5 * day, { state: 'revoked', revokedAt: isoTime(now), revokedReason: 'has <b>a</b> hole' }),
      release(5, now - 3 * day, { state: 'overlap', overlapUntil: isoTime(now + 600_000) }),
      release(6, now - day, { state: 'current', confirmedBy: 'user:tanaka' }),
      release(7, now - 60_000, { version: '2.5.0\u202Egpj', state: 'held', held: hold }),
    ],
    approvals: approvals(now),
    windows: windows(now),
    sites,
    replaced: replaced(now),
    composition: composed,
    differences: { '7 ': heldDifference, '1 0': many, '20 0': many },
    ...over,
  }
}

/** Of whatever host is asked for. */
function compositionOf(url: URL, { composition }: FixtureAllowlist): Composition {
  const site = decodeURIComponent(url.pathname.split('/')[4] ?? '')
  return { ...composition, site, host: url.searchParams.get('host') ?? '' }
}

/** Undefined where there is nothing; whoever asks is then a viewer. What is no difference of note is an empty one. */
export function answerAllowlist(url: URL, fixture: FixtureAllowlist | undefined): unknown {
  const [, , , what, id, part] = url.pathname.split('/')
  if (fixture === undefined) return what === 'session' ? viewer : undefined
  if (what === 'session')
    return { who: fixture.who, role: fixture.role, rights: rightsOf[fixture.role], provider: fixture.provider }
  if (what === 'sites' && part === 'composition') return compositionOf(url, fixture)
  if (what === 'sites') return { items: fixture.sites, next: null }
  if (what === 'components' && id === 'replaced') return { items: fixture.replaced, next: null }
  if (what === 'components') return { items: fixture.components, next: null }
  if (what === 'windows') return { items: fixture.windows, next: null }
  if (what === 'approvals') {
    const state = url.searchParams.get('state')
    return { items: fixture.approvals.filter(row => state === null || row.state === state), next: null }
  }
  if (part === 'standing') {
    const [host, root] = [url.searchParams.get('host'), url.searchParams.get('root')]
    const entries = [
      { path: payment, standing: 'differs' },
      { path: hostileNames.reversed, standing: 'missing' },
    ]
    return { host, root, released: 3_208, differs: 1, missing: 1, unknown: 0, entries }
  }
  if (part === 'difference') {
    const against = url.searchParams.get('against') ?? ''
    const other = fixture.releases.find(row => row.id === Number(against))
    const same = { added: 0, changed: 0, removed: 0, hold: null, entries: [] }
    return (
      fixture.differences[`${id} ${against}`] ?? { ...same, against: other?.version ?? '2.4.6', digest: digest('0') }
    )
  }
  return id === undefined ? { items: fixture.releases, next: null } : undefined
}
