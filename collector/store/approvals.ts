// Owns the table of approvals: one person's permits for contents at paths, the second person that payment files need, and
// taking one back, of whatever kind. What an approval does to a verdict is judge's; here what it touches is put into line to
// be judged again.
import type { ApprovalRow, ContentApproval } from '@sekisho/shared/api.approvals.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ApprovalWrites } from '../handover.approvals.ts'
import { auditBy } from './audit.ts'
import { changePaths } from './changes.ts'
import type { Desk } from './desk.ts'
import { fourEyesOf } from './four-eyes.ts'
import { maliciousFor } from './malicious.ts'
import { siteNamed } from './names.ts'
import { unpackObservation } from './observations.ts'
import { patternBegins, patternEnds, toldOf } from './patterns.ts'
import { paymentTest, profileCompiler } from './payment.ts'
import { approvalById } from './reads.approvals.ts'

type Input<N extends keyof ApprovalWrites> = Parameters<ApprovalWrites[N]>[0]

/** One content at one path, as it is to be permitted. */
interface Wanted {
  readonly site: number
  readonly path: PathText
  readonly type: 'file' | 'symlink'
  readonly sha256: string
}

/** @throws as ApprovalWrites.approve */
export function approve(desk: Desk, input: Input<'approve'>): ContentApproval[] {
  const wanted = wantedBy(desk, input)
  refuseMalicious(desk, input.customer, wanted)
  const made = wanted.flatMap(one => insert(desk, input, one))
  if (made.length === 0) throw new ToldFailure('name-taken', reason('approval.all-already'), { place: 'approvals' })
  for (const { id, site, path, type, sha256, second } of made)
    auditBy(desk, input, 'approval.add', {
      ...{ approval: id, site, path, type, sha256, second },
      reason: input.approve.reason,
    })
  judgeAgain(desk, wanted)
  desk.changed(input.customer, 'releases-changed')
  return made
}

/** @throws as ApprovalWrites.confirmApproval */
export function confirmApproval(desk: Desk, input: Input<'confirmApproval'>): ApprovalRow {
  const { customer, id, who, at } = input
  const row = found(desk, customer, id)
  if (row.state !== 'waiting')
    throw new ToldFailure(
      'request-invalid',
      say => say('approval.waits-not', { state: say(`approval.${row.state}`) }),
      placeOf(id),
    )
  if (row.askedBy === who) throw new ToldFailure('role-missing', reason('approval.own'), placeOf(id))
  desk.connection.run('UPDATE approval SET confirmed_by = ?, confirmed_at = ? WHERE id = ?', who, at, id)
  return settled(desk, input, 'approval.confirm', row)
}

/** @throws as ApprovalWrites.withdrawApproval */
export function withdrawApproval(desk: Desk, input: Input<'withdrawApproval'>): ApprovalRow {
  const { customer, id, who, at, reason } = input
  const row = found(desk, customer, id)
  if (row.state === 'withdrawn' || row.state === 'ended')
    throw new ToldFailure(
      'request-invalid',
      say => say('approval.so-already', { state: say(`approval.${row.state}`) }),
      placeOf(id),
    )
  desk.connection.run(
    'UPDATE approval SET withdrawn_by = ?, withdrawn_at = ?, withdrawn_reason = ? WHERE id = ?',
    who,
    at,
    reason,
    id,
  )
  return settled(desk, input, 'approval.withdraw', row)
}

function settled(
  desk: Desk,
  input: Input<'confirmApproval'> | Input<'withdrawApproval'>,
  what: string,
  before: ApprovalRow,
): ApprovalRow {
  const { id, site } = before
  const siteId = siteNamed(desk.connection, input.customer, site)
  const reason = 'reason' in input ? { reason: input.reason } : {}
  if (before.kind === 'pattern') {
    auditBy(desk, input, what, { approval: id, site, ...toldOf(before), ...reason, before: before.state })
    if ('reason' in input) patternEnds(desk, siteId, id)
    else patternBegins(desk, siteId, before.pattern)
  } else {
    const { path, type, sha256 } = before
    auditBy(desk, input, what, { approval: id, site, path, type, sha256, ...reason, before: before.state })
    judgeAgain(desk, [{ site: siteId, path: path as PathText, type, sha256 }])
  }
  desk.changed(input.customer, 'releases-changed')
  return found(desk, input.customer, id)
}

function found(desk: Desk, customer: number, id: number): ApprovalRow {
  const row = approvalById(desk.connection, customer, id)
  if (row === null) throw new ToldFailure('name-unknown', reason('problem.no-approval', { id }), placeOf(id))
  return row
}

function placeOf(id: number): { place: string } {
  return { place: `approval ${id}` }
}

function wantedBy(desk: Desk, { customer, approve: wish }: Input<'approve'>): readonly Wanted[] {
  if ('findings' in wish) return wish.findings.map(id => ofFinding(desk, customer, id))
  const { path, sha256 } = wish
  return [{ site: siteNamed(desk.connection, customer, wish.site), path: path as PathText, type: 'file', sha256 }]
}

interface FoundThere {
  readonly site: number | null
  readonly prefix: PathText
  readonly path: PathText
  readonly after: string
}

function ofFinding(desk: Desk, customer: number, id: number): Wanted {
  const place = { place: `finding ${id}` }
  const row = desk.connection.one<FoundThere>(
    `SELECT r.site, r.prefix, f.path, f.after FROM finding_row f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host
     WHERE f.id = ? AND h.customer = ?`,
    id,
    customer,
  )
  if (row === undefined) throw new ToldFailure('name-unknown', reason('problem.no-finding', { id }), place)
  if (row.site === null) throw new ToldFailure('request-invalid', reason('approval.unbound'), place)
  const after = unpackObservation(row.after)
  const sha256 = after.state === 'present' ? permittedDigest(after) : null
  if (after.state !== 'present' || (after.type !== 'file' && after.type !== 'symlink') || sha256 === null)
    throw new ToldFailure('request-invalid', reason('approval.no-content'), place)
  return { site: row.site, path: joinPath(row.prefix, row.path), type: after.type, sha256 }
}

function refuseMalicious(desk: Desk, customer: number, wanted: readonly Wanted[]): void {
  const malicious = maliciousFor(desk.connection, customer)
  const bad = wanted.find(({ sha256 }) => malicious.has(sha256))
  if (bad === undefined) return
  throw new ToldFailure('request-invalid', reason('approval.malicious'), { place: bad.path })
}

function insert(
  desk: Desk,
  { customer, who, at, approve: { reason } }: Input<'approve'>,
  one: Wanted,
): ContentApproval[] {
  const { site, path, type, sha256 } = one
  const { changes, id } = desk.connection.run(
    `INSERT INTO approval (site, path, type, sha256, reason, asked_by, asked_at, second) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    site,
    path,
    type,
    Buffer.from(sha256, 'hex'),
    reason,
    who,
    at,
    needsSecond(desk, site, path) ? 1 : 0,
  )
  const row = changes === 0 ? null : found(desk, customer, id)
  return row?.kind === 'content' ? [row] : []
}

/** Where one of the site's roots counts the path among its payment files, or none has it yet that could tell. */
function needsSecond(desk: Desk, site: number, path: PathText): boolean {
  const { connection } = desk
  const asked = fourEyesOf(connection, site)
  if (asked !== true) return asked === 'always'
  return paymentTest(connection, profileCompiler(desk.profiles), site)(path) ?? true
}

function judgeAgain(desk: Desk, wanted: readonly Wanted[]): void {
  for (const site of new Set(wanted.map(one => one.site)))
    changePaths(desk, site, [...new Set(wanted.filter(one => one.site === site).map(({ path }) => path))])
}
