// Owns when approvals on a site wait for a second person, as the site's row keeps it.
import type { FourEyes } from '@sekisho/shared/api.approvals.ts'
import type { ApprovalWrites } from '../handover.approvals.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'

/** As the column counts them. */
const fourEyes: readonly FourEyes[] = [false, true, 'always']

/** `true`: those of payment files. */
export function fourEyesOf(connection: Connection, site: number): FourEyes {
  const row = connection.one<{ four_eyes: number }>('SELECT four_eyes FROM site WHERE id = ?', site)
  return fourEyes[row?.four_eyes ?? 1] ?? true
}

/** @throws as ApprovalWrites.setFourEyes */
export function setFourEyes(desk: Desk, input: Parameters<ApprovalWrites['setFourEyes']>[0]): void {
  const { customer, site, on } = input
  const id = siteNamed(desk.connection, customer, site)
  const before = fourEyesOf(desk.connection, id)
  desk.connection.run('UPDATE site SET four_eyes = ? WHERE id = ?', fourEyes.indexOf(on), id)
  auditBy(desk, input, 'site.four-eyes', { site, on, before })
}
