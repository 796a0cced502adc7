// The law of the outbox: what one channel has waiting stands before nothing of another's.
import { expect, test } from 'vitest'
import { dueDeliveries } from '../../../collector/store/alarms.ts'
import { IncidentHouse } from '../../support/incident-house.ts'

test('of each channel some are due, the critical ones first, however much waits for another', () => {
  const { connection } = new IncidentHouse()
  const put = (id: number, channel: string, severity: string) => {
    connection.run(
      `INSERT INTO alarm (id, customer, incident, cause, severity, made_at) VALUES (?, 1, ?, 'new', ?, 0)`,
      id,
      id,
      severity,
    )
    connection.run(
      `INSERT INTO delivery (alarm, customer, incident, channel, severity, state, next_at) VALUES (?, 1, ?, ?, ?, 'waiting', ?)`,
      id,
      id,
      channel,
      severity,
      id,
    )
  }
  for (let id = 1; id <= 20; id++) put(id, 'dead', 'high')
  put(21, 'alive', 'high')
  put(22, 'alive', 'critical')
  put(99, 'alive', 'critical')
  const due = (except: readonly string[]) =>
    dueDeliveries(connection, { now: 50, limit: 5, except }).map(({ alarm, channel }) => `${channel} ${alarm}`)
  expect(due([])).toEqual(['alive 22', 'alive 21', 'dead 1', 'dead 2', 'dead 3', 'dead 4', 'dead 5'])
  expect(due(['dead'])).toEqual(['alive 22', 'alive 21'])
})
