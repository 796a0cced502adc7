// Owns how verdicts on one path changed, with what was changed in the meantime: the lines of the audit trail that concern it.
import { policyChanges, type VerdictChange } from '@sekisho/shared/api.explain.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { compilePattern } from '@sekisho/shared/pattern.ts'
import type { Severity, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'
import { permitOf, reasonsOf } from './judgements.ts'

const mostChanges = 50
const mostCauses = 5
/** The trail has no index by time, and is read back from its end: lines that lie further back explain nothing any more. */
const linesLookedAt = 200_000

interface Where {
  readonly customer: number
  readonly host: string
  readonly root: { readonly id: number; readonly path: string; readonly profile: string }
  readonly site: { readonly id: number; readonly name: string } | null
  /** Below the root, and below the site's top. */
  readonly path: string
  readonly inSite: string
  /** Of every content that was ever told of the path. */
  readonly digests: ReadonlySet<string>
}

/** As a finding keeps it. */
interface Judged {
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
  readonly permit: string | null
  readonly judgedAt: number
}

interface FindingColumns extends Judged {
  readonly id: number
  readonly history: string
}

interface Line {
  readonly customer: number
  readonly at: number
  readonly who: string
  readonly what: Cause['what']
  readonly detail: string
}

type Cause = VerdictChange['because'][number]
interface Timed extends Omit<Cause, 'at'> {
  readonly at: number
}

interface Step {
  readonly finding: number
  readonly from: Judged
  readonly to: Judged
}

/** The newest first. */
export function verdictChanges(connection: Connection, where: Where): readonly VerdictChange[] {
  const steps = stepsOf(connection, where).slice(0, mostChanges)
  if (steps.length === 0) return []
  const since = Math.min(...steps.map(({ from }) => from.judgedAt))
  const until = Math.max(...steps.map(({ to }) => to.judgedAt))
  const causes = linesBetween(connection, where, since, until)
  return steps.map(({ finding, from, to }) => ({
    finding,
    at: safeTime(to.judgedAt),
    from: told(from),
    to: told(to),
    because: causes
      .filter(({ at }) => at > from.judgedAt && at <= to.judgedAt)
      .slice(-mostCauses)
      .map(cause => ({ ...cause, at: safeTime(cause.at) })),
  }))
}

function stepsOf(connection: Connection, { root, path }: Where): Step[] {
  const rows = connection.all<FindingColumns>(
    `SELECT id, history, verdict, severity, reasons, permit, judged_at AS judgedAt FROM finding
     WHERE root = ? AND path = ? AND history IS NOT NULL ORDER BY id DESC LIMIT ${mostChanges}`,
    root.id,
    path,
  )
  return rows
    .flatMap(row => {
      const verdicts = [...(JSON.parse(row.history) as Judged[]), row]
      return verdicts.slice(1).map((to, at) => ({ finding: row.id, from: verdicts[at] ?? to, to }))
    })
    .sort((one, other) => other.to.judgedAt - one.to.judgedAt || other.finding - one.finding)
}

function told({ verdict, severity, reasons, permit }: Judged): VerdictChange['from'] {
  return { verdict, severity, reasons: reasonsOf(reasons), permit: permitOf(permit)?.name ?? null }
}

function linesBetween(connection: Connection, where: Where, since: number, until: number): Timed[] {
  const components = new Set(componentsOf(connection, where).map(({ name }) => name))
  return connection
    .all<Line>(
      `SELECT customer, at, who, what, detail FROM audit WHERE id > (SELECT max(id) FROM audit) - ${linesLookedAt}
       AND customer IN (?, 0) AND at BETWEEN ? AND ? AND what IN (SELECT value FROM json_each(?)) ORDER BY at, id`,
      where.customer,
      since,
      until,
      JSON.stringify(policyChanges),
    )
    .flatMap(({ customer, at, who, what, detail }) => {
      const about = aboutOf(what, JSON.parse(detail) as Detail, where, components)
      return about === null ? [] : [{ at, what, who: whoOf(customer, who, where), about }]
    })
}

/** Null: time alone, or a start of the collector. Who it is among the provider's people is the provider's alone. */
function whoOf(customer: number, who: string, where: Where): string | null {
  if (who === 'collector') return null
  return customer === where.customer ? who : 'provider'
}

type Detail = Readonly<Record<string, unknown>>

/** What a line was about, null where that is not this path's. */
function aboutOf(
  what: Cause['what'],
  detail: Detail,
  { host, root, site, inSite, digests }: Where,
  components: ReadonlySet<string>,
): string | null {
  const text = (key: string) => String(detail[key] ?? '')
  const ofSite = detail.site === site?.name
  const [kind] = what.split('.')
  if (kind === 'release') return components.has(text('component')) ? `${text('component')} ${text('version')}` : null
  if (kind === 'component') return ofSite ? text('component') : null
  if (kind === 'approval') return ofSite && isNamed(detail, inSite) ? `approval ${text('approval')}` : null
  if (kind === 'malicious') return digests.has(text('sha256')) ? text('sha256') : null
  if (kind === 'window') return ofSite ? text('window') : null
  if (kind === 'root') return detail.host === host && detail.root === root.path ? text('profile') : null
  const profiles = detail.profiles
  return Array.isArray(profiles) && profiles.includes(root.profile) ? root.profile : null
}

function isNamed({ path, pattern }: Detail, inSite: string): boolean {
  return typeof pattern === 'string' ? compilePattern(pattern)(inSite) : path === inSite
}

function componentsOf(connection: Connection, { site }: Where): readonly { id: number; name: string }[] {
  return connection.all<{ id: number; name: string }>(
    'SELECT c.id, c.name FROM site_component s JOIN component c ON c.id = s.component WHERE s.site = ?',
    site?.id ?? null,
  )
}
