// Owns that people are told of releases which wait for a second person, and of those that were not taken.
import type { Hold } from '@sekisho/shared/api.releases.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ReleaseWrites } from '../handover.releases.ts'
import type { By } from '../handover.ts'
import { raiseNotice } from './alarms.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

/** Of a text that whoever sent the release may have chosen. */
const maxReason = 500

interface HeldRelease {
  readonly component: number
  readonly name: string
  readonly release: number
  readonly site: string | null
  readonly held: Hold
}

/** In the transaction that holds it. */
export function noticeHeld(desk: Desk, by: By, { component, name, release, site, held }: HeldRelease): void {
  raiseNotice(
    desk,
    { customer: by.customer, cause: 'release-held', severity: 'high', at: by.at },
    {
      topic: 'release',
      ...{ name, release, by: by.who, from: by.from, reason: null },
      sites: sitesOf(desk.connection, component, site),
      payment: held.payment,
      executables: held.executables,
      paths: held.paths as PathText[],
    },
  )
}

export function refuseRelease(desk: Desk, input: Parameters<ReleaseWrites['refuseRelease']>[0]): void {
  const { customer, who, from, at, name, site, code } = input
  const { en, ja } = input.reason
  const told = { en: en.slice(0, maxReason), ja: ja.slice(0, maxReason) }
  auditBy(desk, input, 'release.refuse', { ...name, site, code, reason: told.en })
  raiseNotice(
    desk,
    { customer, cause: 'release-refused', severity: 'high', at },
    {
      topic: 'release',
      ...{ by: who, from, reason: told.en, told, release: null },
      name: name === null ? null : `${name.component} ${name.version}`,
      sites: sitesOf(desk.connection, name === null ? null : componentNamed(desk, customer, name.component), site),
      ...{ payment: 0, executables: 0, paths: [] },
    },
  )
}

function componentNamed({ connection }: Desk, customer: number, name: string): number | null {
  const row = connection.one<{ id: number }>('SELECT id FROM component WHERE customer = ? AND name = ?', customer, name)
  return row?.id ?? null
}

/** Those that have the component, and the one that it was sent for. */
function sitesOf(connection: Connection, component: number | null, named: string | null): string[] {
  const rows = connection.all<{ name: string }>(
    'SELECT s.name FROM site_component c JOIN site s ON s.id = c.site WHERE c.component = ? ORDER BY s.name',
    component,
  )
  return [...new Set([...rows.map(({ name }) => name), ...(named === null ? [] : [named])])]
}
