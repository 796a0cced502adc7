// Owns what the reader looks at, as the address bar says it: every filter and the open finding, so that a view can be
// sent to a colleague. Pure text in and out; the history itself is address.ts's.
import type { Severity, VerdictWord } from '@sekisho/shared/verdict.ts'
import { severities, verdicts } from '@sekisho/shared/verdict.ts'

export interface View {
  readonly host: string
  readonly site: string
  /** Exact, or a folder when it ends in `/`. */
  readonly path: string
  readonly severity: Severity | ''
  readonly verdict: VerdictWord | 'all'
  readonly open: 'true' | 'false' | 'all'
  /** The finding in the drawer. */
  readonly finding: number | null
  readonly list: (typeof lists)[number]
  /** The incident in the drawer: an alarm's link says nothing else. */
  readonly incident: number | null
  /** The release in the drawer. */
  readonly release: number | null
}

export const lists = ['incidents', 'findings', 'releases', 'approvals', 'windows', 'profiles', 'audit'] as const
const drawers = ['finding', 'incident', 'release'] as const

/** What a newcomer sees, and what an address without a query means. */
export const plainView: View = {
  host: '',
  site: '',
  path: '',
  severity: '',
  verdict: 'unauthorised',
  open: 'true',
  finding: null,
  list: 'findings',
  incident: null,
  release: null,
}

/** Whatever the address does not say, or says wrongly, is as in the plain view. */
export function readView(search: string): View {
  const query = new URLSearchParams(search)
  const severity = query.get('severity') ?? ''
  const verdict = query.get('verdict') ?? ''
  const open = query.get('open') ?? ''
  return {
    host: query.get('host') ?? '',
    site: query.get('site') ?? '',
    path: query.get('path') ?? '',
    severity: severities.find(word => word === severity) ?? '',
    verdict: verdict === 'all' ? 'all' : (verdicts.find(word => word === verdict) ?? plainView.verdict),
    open: open === 'all' || open === 'false' ? open : plainView.open,
    finding: numberOf(query.get('finding')),
    list: lists.find(word => word === query.get('list')) ?? plainView.list,
    incident: numberOf(query.get('incident')),
    release: numberOf(query.get('release')),
  }
}

function numberOf(text: string | null): number | null {
  return text !== null && /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : null
}

/** The query of a view, with its `?`; empty for the plain view. */
export function viewSearch(view: View): string {
  const query = new URLSearchParams()
  for (const name of ['host', 'site', 'path', 'severity', 'verdict', 'open', 'list'] as const) {
    if (view[name] !== plainView[name]) query.set(name, view[name])
  }
  for (const name of drawers) {
    if (view[name] !== null) query.set(name, String(view[name]))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

const nothingOpen = { finding: null, incident: null, release: null, list: plainView.list } as const

/** Whether two views list the same findings. */
export function listsSame(one: View, other: View): boolean {
  return viewSearch({ ...one, ...nothingOpen }) === viewSearch({ ...other, ...nothingOpen })
}
