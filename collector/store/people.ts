// Owns the table of people who sign in, and that their sessions end with them. Each change stands in the audit trail of the
// same transaction, without the password. Who may ask is api's, what a password must be is auth's.
import type { PersonRole, PersonRow } from '@sekisho/shared/api.people.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { StoreReads, StoreWrites } from '../handover.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

type Input<N extends keyof StoreWrites> = Parameters<StoreWrites[N]>[0]

interface Known {
  readonly id: number
  readonly role: PersonRole
}

/** @throws Failure name-taken */
export function addPerson(desk: Desk, input: Input<'addPerson'>): void {
  const { customer, name, role, password, who, at } = input
  const { changes } = desk.connection.run(
    `INSERT INTO person (customer, name, role, password, added_by, added_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    customer,
    name,
    role,
    password,
    who,
    at,
  )
  if (changes === 0) throw new ToldFailure('name-taken', reason('problem.person-taken', { name }), { place: name })
  auditBy(desk, input, 'person.add', { name, role })
}

/** @throws Failure name-unknown */
export function changePerson(desk: Desk, input: Input<'changePerson'>): void {
  const { name, role, password } = input
  const before = personNamed(desk, input)
  desk.connection.run(
    'UPDATE person SET role = coalesce(?, role), password = coalesce(?, password) WHERE id = ?',
    role,
    password,
    before.id,
  )
  if (password !== null) endSessions(desk, before.id)
  auditBy(desk, input, 'person.change', {
    name,
    before: before.role,
    role: role ?? before.role,
    password: password !== null,
  })
}

/** @throws Failure name-unknown */
export function removePerson(desk: Desk, input: Input<'removePerson'>): void {
  const { id, role } = personNamed(desk, input)
  desk.connection.run('DELETE FROM person WHERE id = ?', id)
  endSessions(desk, id)
  auditBy(desk, input, 'person.remove', { name: input.name, before: role })
}

/** Null for a session of nobody. @throws Failure name-unknown */
export function personOf(desk: Desk, customer: number, name: string | null): number | null {
  return name === null ? null : personNamed(desk, { customer, name }).id
}

export function listPeople(connection: Connection, customer: number): PersonRow[] {
  return connection
    .all<{ name: string; role: PersonRole; added_by: string; added_at: number }>(
      'SELECT name, role, added_by, added_at FROM person WHERE customer = ? ORDER BY name',
      customer,
    )
    .map(({ name, role, added_by, added_at }) => ({ name, role, addedBy: added_by, addedAt: safeTime(added_at) }))
}

export function findPerson(connection: Connection, name: string): Awaited<ReturnType<StoreReads['person']>> {
  const row = connection.one<{ customer: number; role: PersonRole; password: string }>(
    'SELECT customer, role, password FROM person WHERE name = ?',
    name,
  )
  return row === undefined ? null : { ...row }
}

function personNamed({ connection }: Desk, { customer, name }: { customer: number; name: string }): Known {
  const row = connection.one<Known>('SELECT id, role FROM person WHERE customer = ? AND name = ?', customer, name)
  if (row === undefined) throw new ToldFailure('name-unknown', reason('problem.no-person', { name }), { place: name })
  return row
}

function endSessions({ connection }: Desk, person: number): void {
  connection.run('DELETE FROM token WHERE person = ?', person)
}
