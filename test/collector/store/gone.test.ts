// The laws of the migration that parts removed payment files from what changed: nothing is opened again, and nothing is
// counted otherwise than grouping counts it.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  authorised,
  type Deed,
  grouped,
  type IncidentHouse,
  minute,
  unauthorised,
} from '../../support/incident-house.ts'

const migration = new URL('../../../collector/store/migrations/038-gone.sql', import.meta.url)
const payment = { payment: true, severity: 'critical' } as const
const gone = { ...payment, path: 'payment/card.php', kind: 'removed' } as const

/** `permitted`: the finding that was permitted before those of `since` came. */
interface Course {
  readonly deeds: readonly Deed[]
  readonly permitted?: number
  readonly since?: readonly Deed[]
}

function course({ deeds, permitted, since = [] }: Course, between = (_: IncidentHouse) => {}): IncidentHouse {
  const house = grouped(...deeds)
  if (permitted !== undefined) house.revise(permitted, authorised)
  between(house.group())
  for (const deed of since) house.put(deed)
  return house.group()
}

/** As a program grouped the deeds that knew no such sort, and as the one that knows it grouped those since. */
function older({ deeds, ...rest }: Course): IncidentHouse {
  return course({ ...rest, deeds: deeds.map(deed => ({ ...deed, payment: false })) }, ({ connection }) => {
    for (const [index, { payment }] of deeds.entries())
      if (payment) connection.run('UPDATE finding_row SET payment = 1 WHERE id = ?', index + 1)
  })
}

function migrated(house: IncidentHouse): IncidentHouse {
  house.connection.exec(readFileSync(migration, 'utf8'))
  return house
}

function countsOf({ connection }: IncidentHouse) {
  return {
    files:
      connection.all(`SELECT incident, root, path, digest, sort, area, severity, seen, open, first_at, last_at, first_finding,
      last_finding FROM incident_file ORDER BY incident, path, sort, digest`),
    findings: connection.all(`SELECT m.finding, m.open, f.path, f.sort FROM incident_finding m
      LEFT JOIN incident_file f ON f.id = m.file ORDER BY m.finding`),
    incidents: connection.all(`SELECT id, kind, severity, findings, open, files, changes, planted, lead FROM incident`),
  }
}

describe('that a payment file is gone, as an older program grouped it,', () => {
  test('opens nothing again that people closed or acknowledged when it is judged anew', () => {
    const house = migrated(older({ deeds: [gone, { ...gone, path: 'payment/b.php', at: 60 * minute }] }))
    const by = { customer: 1, who: 'token:sato', from: '192.0.2.1', at: minute, note: '' }
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome: 'false-alarm' }))
    house.desk.commit(() => house.keeper.acknowledgeIncident({ ...by, incident: 2 }))
    for (const finding of [1, 2])
      house.revise(finding, unauthorised({ severity: 'critical', reasons: ['content-differs'] }))
    expect(house.group().all.map(({ state }) => state)).toEqual(['closed', 'acknowledged'])
    expect(house.connection.all(`SELECT cause FROM alarm WHERE cause <> 'new'`)).toEqual([])
  })

  test('counts as what is grouped now, also beside other findings of its path', () => {
    const deeds: Deed[] = [
      { ...gone, at: 3 },
      { ...payment, path: gone.path, content: '', kind: 'changed', at: 4 },
      { ...gone, at: 9 },
      { ...payment, path: gone.path, content: '', kind: 'changed', at: 10 },
      { ...payment, path: 'payment/b.php', at: 11 },
      { path: 'c.php', kind: 'removed', at: 12 },
      { ...gone, path: 'payment/d.php', at: 13 },
      { ...gone, path: 'payment/alone.php', at: 14 },
    ]
    const since: Deed[] = [
      { ...gone, at: 20 },
      { ...gone, path: 'payment/d.php', at: 21 },
    ]
    const all = { deeds, permitted: 3, since }
    expect(countsOf(migrated(older(all)))).toEqual(countsOf(course(all)))
  })
})
