// Owns the lookup of what people name: sites and hosts of one customer. A name that nothing has is never an empty answer.
import { Failure } from '@sekisho/shared/failures.ts'
import type { Connection } from './connection.ts'

/** @throws Failure name-unknown */
export function siteNamed(connection: Connection, customer: number, name: string): number {
  const row = connection.one<{ id: number }>('SELECT id FROM site WHERE customer = ? AND name = ?', customer, name)
  if (row === undefined) throw new Failure('name-unknown', `there is no site ${name}`, { place: name })
  return row.id
}

/** @throws Failure name-unknown */
export function hostNamed(connection: Connection, customer: number, name: string): number {
  const row = connection.one<{ id: number }>('SELECT id FROM host WHERE customer = ? AND name = ?', customer, name)
  if (row === undefined) throw new Failure('name-unknown', `there is no host ${name}`, { place: name })
  return row.id
}
