// Owns the sentence that says what an incident is, in the reader's language. Uses no node: module: the dashboard, the command
// line and alarms say the same. What it puts in is foreign text, to be made visible by whoever brings it.
import type { KnownActor } from './actor.ts'
import { baseName } from './actor.ts'
import type { IncidentRow } from './api.incidents.ts'
import type { incidentMessages } from './messages/incidents.ts'
import type { ReasonCode } from './verdict.ts'

export type IncidentKey = keyof typeof incidentMessages
type SayIncident = (key: IncidentKey, params?: Readonly<Record<string, string | number>>) => string

/** How the reader wants it. */
export interface Telling {
  readonly say: SayIncident
  /** Parts of a sentence are joined by this, and it ends in that: `; ` and `.`, or `。` and `。`. */
  readonly joint: { readonly between: string; readonly end: string }
  /** Of an ISO time, such as `14:05:12`. */
  readonly time: (iso: string) => string
  /** Makes what attackers chose visible. */
  readonly shown: (text: string) => string
}

export const joints = { en: { between: '; ', end: '.' }, ja: { between: '。', end: '。' } } as const

/** What it is called in one or two words. */
export function incidentKindKey({ kind, cards }: Pick<IncidentRow, 'kind' | 'cards'>): IncidentKey {
  return cards === null ? `incident-kind.${kind}` : 'incident-kind.card-dump'
}

/** `At 14:05:12 php-fpm (www-data) wrote item.php into the upload folder of shop; it is executable; …` */
export function incidentSentence(row: IncidentRow, telling: Telling): string {
  const { between, end } = telling.joint
  return [happened(row, telling), ...clauses(row, telling)].join(between) + end
}

function happened(row: IncidentRow, { say, time, shown }: Telling): string {
  const { lead } = row
  const who = lead.actor === null ? '' : shown(actorName(lead.actor))
  const where = say(lead.payment ? 'place.payment' : `place.${lead.class}`)
  const params = {
    time: time(lead.at),
    who,
    file: shown(lead.path === '' ? lead.root : lead.path.slice(lead.path.lastIndexOf('/') + 1)),
    where,
    of: shown(lead.site ?? lead.host),
  }
  const many = {
    ...params,
    time: time(row.firstAt),
    until: time(row.lastAt),
    count: row.findings,
    files: row.files,
    plugin: shown(row.plugin ?? ''),
  }
  switch (row.kind) {
    case 'census':
      return say('told.census', { ...many, of: row.hosts.map(shown).join(', ') })
    case 'deployment':
      return say(who === '' ? 'told.deployment' : 'told.deployment-by', many)
    case 'plugin':
      return say('told.plugin', many)
    case 'template':
      return say('told.template', many)
    default:
      return say(
        lead.noticed === 'census' && lead.kind === 'added' ? 'told.found' : toldKey(lead.kind, who !== ''),
        params,
      )
  }
}

function toldKey(kind: IncidentRow['lead']['kind'], by: boolean): IncidentKey {
  if (kind === 'unreadable' || kind === 'unstable' || kind === 'other-view') return `told.${kind}`
  const what = kind === 'link' ? 'changed' : kind
  return by ? `told.${what}-by` : `told.${what}`
}

/** `php-fpm (www-data)`, as far as it is known. */
export function actorName({
  executable,
  name,
  pid,
  user,
}: Pick<KnownActor, 'pid' | 'executable' | 'name' | 'user'>): string {
  const program = executable === null ? (name ?? `pid ${pid}`) : baseName(executable)
  return user === null ? program : `${program} (${user})`
}

/** What a reader wants to know of each, the first that holds. */
const nature: readonly (readonly [ReasonCode, IncidentKey])[] = [
  ['executable-in-upload', 'clause.executable'],
  ['executable-content', 'clause.executable'],
  ['executable-name', 'clause.executable'],
  ['execution-directive', 'clause.directive'],
  ['active-content', 'clause.active'],
  ['generated-rewritten', 'clause.generated'],
  ['not-compiled', 'clause.generated'],
]
const permit: readonly (readonly [ReasonCode, IncidentKey])[] = [
  ['unbound-root', 'clause.unbound'],
  ['missing', 'clause.missing'],
  ['unknown-file', 'clause.unknown'],
  ['content-differs', 'clause.differs'],
  ['type-differs', 'clause.differs'],
  ['link-differs', 'clause.differs'],
]

function clauses(row: IncidentRow, { say }: Telling): string[] {
  const { lead, kind, files, findings, open, kinds, cards } = row
  const dump = cards === null ? [] : [say('clause.cards', { count: cards })]
  if (kind === 'census' || kind === 'deployment' || kind === 'plugin' || kind === 'template') {
    return [...dump, say(open === 0 ? 'clause.settled' : 'clause.unknown-all')]
  }
  const first = (of: typeof nature) =>
    of.flatMap(([reason, key]) => (lead.reasons.includes(reason) ? [key] : [])).slice(0, 1)
  const came = (kinds.added ?? 0) + (kinds.transient ?? 0)
  const gone = lead.kind === 'removed' || lead.kind === 'transient'
  return [
    ...dump,
    ...(lead.kind === 'removed' ? [] : first(nature)).map(key => say(key)),
    ...(lead.standing === 'permitted' ? [] : first(permit)).map(key => say(key)),
    ...(files === 1 && findings > 1 && came > 1 ? [say('clause.again', { count: came })] : []),
    ...(gone && lead.standing === 'gone' ? [] : [say(`standing.${lead.standing}`)]),
    ...(files > 1 ? [say('clause.more', { count: files - 1 })] : []),
  ]
}
