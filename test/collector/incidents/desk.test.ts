// The laws of what people do with incidents: which state leads where, what takes it back, and what stays apart by hand.
import { incidentOutcomes } from '@sekisho/shared/incident.ts'
import { describe, expect, test } from 'vitest'
import { dropped, IncidentHouse, minute, phpFpm, rsync, unauthorised } from '../../support/incident-house.ts'

const by = { customer: 1, who: 'token:sato', from: '192.0.2.1', at: 1_800_000_000_000 }
const attack = { severity: 'critical', reasons: dropped, actor: phpFpm } as const
const drop = { path: 'upload/item.php', content: 'x', ...attack }

function attacked(): IncidentHouse {
  const house = new IncidentHouse()
  house.put(drop)
  return house.group()
}

describe('the states of an incident', () => {
  test('lead from open to acknowledged, contained and closed, each once, and each with its line in the audit trail', () => {
    const house = attacked()
    const { keeper } = house
    house.desk.commit(() => keeper.acknowledgeIncident({ ...by, incident: 1, note: 'on it' }))
    expect(() => keeper.acknowledgeIncident({ ...by, incident: 1, note: '' })).toThrow('incident 1 is acknowledged')
    house.desk.commit(() => keeper.containIncident({ ...by, incident: 1, note: '' }))
    house.desk.commit(() => keeper.closeIncident({ ...by, incident: 1, outcome: 'malicious', note: 'removed' }))
    expect(() => keeper.containIncident({ ...by, incident: 1, note: '' })).toThrow('does not lead to contained')
    const [incident] = house.all
    expect(incident).toMatchObject({ state: 'closed', outcome: 'malicious', opened: { by: 'token:sato' } })
    expect(incident?.history.map(({ what, who }) => [what, who])).toEqual([
      ['incident.acknowledge', 'token:sato'],
      ['incident.contain', 'token:sato'],
      ['incident.close', 'token:sato'],
    ])
  })

  test.each(incidentOutcomes)('end with the outcome %s, which the incident and the audit trail keep', outcome => {
    const house = attacked()
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome, note: 'seen' }))
    const [incident] = house.all
    expect(incident).toMatchObject({ state: 'closed', outcome })
    expect(incident?.history).toMatchObject([{ what: 'incident.close', detail: { outcome, note: 'seen' } }])
  })

  test('keep an acknowledged one quiet while the same comes again, and open it for any other content', () => {
    const house = attacked()
    house.keeper.acknowledgeIncident({ ...by, incident: 1, note: '' })
    house.put({ ...drop, at: minute })
    expect(house.group().all).toMatchObject([{ state: 'acknowledged', findings: 2 }])
    house.put({ ...drop, content: 'another', at: minute })
    expect(house.group().all).toMatchObject([{ state: 'open', findings: 3, files: 2 }])
  })

  test('open for another content that was there for a moment only, which is told at once, and not for one that was seen', () => {
    const passing = (...between: string[]) => ({ ...drop, kind: 'transient', between, at: minute }) as const
    const house = attacked()
    house.put(passing('y'))
    house.group().keeper.acknowledgeIncident({ ...by, incident: 1, note: '' })
    for (const seen of [passing('y'), passing('x'), passing('x', 'y'), { ...drop, at: minute, between: ['y'] }])
      house.put(seen)
    expect(house.group().all).toMatchObject([{ state: 'acknowledged', findings: 6 }])
    house.put(passing('y', 'z'))
    expect(house.group().all).toMatchObject([{ state: 'open', findings: 7, files: 2 }])
    const alarms = house.connection.all<{ cause: string; unseen: number }>(
      'SELECT cause, unseen FROM alarm ORDER BY id',
    )
    const told = alarms.map(row => ({ ...row }))
    expect(told).toEqual([
      { cause: 'new', unseen: 0 },
      { cause: 'again', unseen: 1 },
    ])
    house.keeper.acknowledgeIncident({ ...by, incident: 1, note: '' })
    house.put({ ...passing('z'), path: 'upload/other.php' })
    expect(house.group().all).toMatchObject([{ state: 'open' }])
  })

  test.each(['contain', 'close'] as const)('open again what comes back after it was said to %s', what => {
    const house = attacked()
    if (what === 'contain') house.keeper.containIncident({ ...by, incident: 1, note: '' })
    else house.keeper.closeIncident({ ...by, incident: 1, outcome: 'malicious', note: '' })
    house.put({ ...drop, at: 90 * 24 * 60 * minute })
    const [incident, ...others] = house.group().all
    expect(others).toEqual([])
    expect(incident).toMatchObject({ state: 'open', outcome: null })
    expect(incident?.history.at(-1)).toMatchObject({ what: 'incident.reopen', who: 'grouping' })
  })

  test('open again, and alarm, what turns out to be worse than whoever closed it knew', () => {
    const house = new IncidentHouse()
    const finding = house.put({ path: 'src/lib.php', severity: 'high' })
    house.group()
    house.keeper.closeIncident({ ...by, incident: 1, outcome: 'false-alarm', note: '' })
    house.revise(finding, unauthorised({ severity: 'critical' }))
    expect(house.group().all).toMatchObject([{ state: 'open', outcome: null, severity: 'critical' }])
    const alarms = house.connection.all<{ cause: string }>('SELECT cause FROM alarm ORDER BY id')
    expect(alarms.map(({ cause }) => cause)).toEqual(['new', 'worse'])
  })

  test('are alarmed when they reach another root, once for each', () => {
    const house = attacked()
    house.put({ ...drop, root: 2, at: minute })
    house.put({ ...drop, root: 2, at: 2 * minute })
    expect(house.group().all).toHaveLength(1)
    const alarms = house.connection.all<{ cause: string }>('SELECT cause FROM alarm ORDER BY id')
    expect(alarms.map(({ cause }) => cause)).toEqual(['new', 'spread'])
  })

  test('are those of the own customer alone', () => {
    const house = attacked()
    expect(() => house.keeper.acknowledgeIncident({ ...by, customer: 2, incident: 1, note: '' })).toThrow(
      'no incident 1',
    )
    expect(() => house.keeper.openIncident({ ...by, incident: 9 })).toThrow('no incident 9')
  })
})

describe('the moments of an incident', () => {
  test('are its detection, its first opening by a person, and the awareness that somebody declares', () => {
    const house = attacked()
    house.keeper.openIncident({ ...by, incident: 1 })
    house.keeper.openIncident({ ...by, incident: 1, who: 'token:abe', at: by.at + 1 })
    house.keeper.declareAware({ ...by, incident: 1, awareAt: by.at - 5_000, note: 'by telephone' })
    const detectedAt = new Date(1_700_000_000_000).toISOString()
    expect(house.all).toMatchObject([
      {
        detectedAt,
        opened: { at: new Date(by.at).toISOString(), by: 'token:sato' },
        aware: { at: new Date(by.at - 5_000).toISOString(), by: 'token:sato' },
      },
    ])
    expect(() => house.keeper.declareAware({ ...by, incident: 1, awareAt: by.at + 1, note: '' })).toThrow('future')
  })
})

describe('what was put apart or together by hand', () => {
  test('stays apart: what comes again at its path goes with it, and all else stays behind', () => {
    const house = new IncidentHouse()
    house.put({ path: 'a.php', actor: phpFpm })
    house.put({ path: 'b.php', actor: phpFpm })
    house.group()
    const file = house.connection.one<{ id: number }>(`SELECT id FROM incident_file WHERE path = 'b.php'`)?.id ?? 0
    const made = house.desk.commit(() =>
      house.keeper.splitIncident({ ...by, incident: 1, files: [file], note: 'mine' }),
    )
    expect(made).toBe(2)
    house.put({ path: 'b.php', actor: phpFpm, at: minute })
    house.put({ path: 'c.php', actor: phpFpm, at: minute })
    house.put({ path: 'b.php', actor: phpFpm, at: 60 * minute })
    house.put({ path: 'd.php', actor: phpFpm, at: 60 * minute })
    expect(house.group().members.slice(0, 2)).toEqual([
      [1, 4],
      [2, 3, 5],
    ])
    expect(() => house.keeper.splitIncident({ ...by, incident: 2, files: [file], note: '' })).toThrow('and not all')
    expect(() => house.keeper.splitIncident({ ...by, incident: 1, files: [file], note: '' })).toThrow(
      'some of the files',
    )
  })

  test('stays together, under the number of the one that took the others in', () => {
    const house = attacked()
    house.put({ path: 'other.php', at: 60 * minute })
    house.group()
    house.keeper.mergeIncidents({ ...by, incident: 2, incidents: [1], note: 'one attack' })
    expect(house.all).toMatchObject([{ id: 2, findings: 2, merged: [1], kind: 'planted' }])
    house.put({ ...drop, at: 61 * minute })
    expect(house.group().all).toMatchObject([{ id: 2, findings: 3 }])
    // The old number leads on.
    house.keeper.acknowledgeIncident({ ...by, incident: 1, note: '' })
    expect(house.all).toMatchObject([{ id: 2, state: 'acknowledged' }])
    expect(() => house.keeper.mergeIncidents({ ...by, incident: 2, incidents: [1], note: '' })).toThrow('with itself')
  })

  test.each(['acknowledge', 'contain', 'close'] as const)(
    'is open where one part was, which the audit trail says after %s',
    what => {
      const house = new IncidentHouse()
      house.put({ path: 'a.php', actor: phpFpm })
      house.put({ path: 'b.php', actor: rsync, at: 9 * 24 * 60 * minute })
      house.group()
      if (what === 'close') house.keeper.closeIncident({ ...by, incident: 1, outcome: 'malicious', note: '' })
      else house.keeper[`${what}Incident`]({ ...by, incident: 1, note: '' })
      const was = house.all[0]?.state
      house.desk.commit(() => house.keeper.mergeIncidents({ ...by, incident: 1, incidents: [2], note: '' }))
      const [incident] = house.all
      expect(incident).toMatchObject({ id: 1, state: 'open' })
      const reopened = incident?.history.filter(line => line.what === 'incident.reopen')
      expect(reopened).toMatchObject([{ who: by.who, detail: { merged: 2, was } }])
    },
  )

  test('is told as worse only where that was not told of a part of it that is open', () => {
    for (const closed of [false, true]) {
      const house = new IncidentHouse()
      house.put({ path: 'a.php', actor: phpFpm, severity: 'high' })
      house.put({ path: 'b.php', actor: rsync, at: 9 * 24 * 60 * minute, severity: 'critical' })
      expect(house.group().all).toHaveLength(2)
      if (closed) house.keeper.closeIncident({ ...by, incident: 2, outcome: 'false-alarm', note: '' })
      house.desk.commit(() => house.keeper.mergeIncidents({ ...by, incident: 1, incidents: [2], note: '' }))
      house.put({ path: 'a.php', content: 'other', actor: phpFpm, severity: 'high', at: minute })
      expect(house.group().all).toMatchObject([{ id: 1, severity: 'critical', findings: 3 }])
      const alarms = house.connection.all<{ cause: string }>('SELECT cause FROM alarm ORDER BY id')
      expect(alarms.map(({ cause }) => cause)).toEqual(closed ? ['new', 'new', 'worse'] : ['new', 'new'])
    }
  })
})
