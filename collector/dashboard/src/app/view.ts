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
}

/** What a newcomer sees, and what an address without a query means. */
export const plainView: View = {
  host: '',
  site: '',
  path: '',
  severity: '',
  verdict: 'unauthorised',
  open: 'true',
  finding: null,
}

/** Whatever the address does not say, or says wrongly, is as in the plain view. */
export function readView(search: string): View {
  const query = new URLSearchParams(search)
  const severity = query.get('severity') ?? ''
  const verdict = query.get('verdict') ?? ''
  const open = query.get('open') ?? ''
  const finding = query.get('finding') ?? ''
  return {
    host: query.get('host') ?? '',
    site: query.get('site') ?? '',
    path: query.get('path') ?? '',
    severity: severities.find(word => word === severity) ?? '',
    verdict: verdict === 'all' ? 'all' : (verdicts.find(word => word === verdict) ?? plainView.verdict),
    open: open === 'all' || open === 'false' ? open : plainView.open,
    finding: /^[1-9][0-9]{0,15}$/.test(finding) ? Number(finding) : null,
  }
}

/** The query of a view, with its `?`; empty for the plain view. */
export function viewSearch(view: View): string {
  const query = new URLSearchParams()
  for (const name of ['host', 'site', 'path', 'severity', 'verdict', 'open'] as const) {
    if (view[name] !== plainView[name]) query.set(name, view[name])
  }
  if (view.finding !== null) query.set('finding', String(view.finding))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** Whether two views list the same findings. */
export function listsSame(one: View, other: View): boolean {
  return viewSearch({ ...one, finding: null }) === viewSearch({ ...other, finding: null })
}
