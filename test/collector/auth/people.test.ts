// The laws of people: who signs in, how often a name may be tried, and what ends a session.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openAccess } from '../../../collector/auth/sessions.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const password = 'a password of hers'

function trailOf(house: StoreHouse) {
  const database = new DatabaseSync(house.file, { readOnly: true })
  const rows = database.prepare(`SELECT who, what, detail FROM audit WHERE who <> 'collector' ORDER BY id`).all()
  database.close()
  return rows
}

async function open() {
  const house = await new StoreHouse().open()
  const { reads, writes } = house.store
  const clock = new ManualClock(1_000_000)
  const access = openAccess({ reads, writes, clock })
  await access.addPerson(by, { name: 'hanako', role: 'approver', password })
  const signIn = async (name = 'hanako', word = password) => access.signInPerson(name, word, '192.0.2.1')
  const holder = (secret = '') => access.holder({ kind: 'session', secret })
  return { house, access, clock, signIn, holder, writes }
}

describe('a person', () => {
  test('signs in by name and password, with the role of this moment', async () => {
    const { access, signIn, holder } = await open()
    const session = await signIn()
    expect(await holder(session?.secret)).toMatchObject({ name: 'hanako', role: 'approver', person: true, customer: 1 })
    await access.changePerson(by, 'hanako', { role: 'viewer' })
    expect(await holder(session?.secret)).toMatchObject({ role: 'viewer' })
  })

  test('is told the same for a wrong password as for a name that nobody has, and neither is kept', async () => {
    const { house, signIn } = await open()
    expect(await signIn('hanako', 'a password of his')).toBeNull()
    expect(await signIn('my secret password', 'x')).toBeNull()
    const trail = trailOf(house)
    expect(trail.filter(({ what }) => what === 'session.refused')).toHaveLength(2)
    expect(JSON.stringify(trail)).not.toMatch(/secret password|password of/)
  })

  test('loses every session with a new password, and with being removed', async () => {
    const { access, signIn, holder, writes } = await open()
    const first = await signIn()
    await access.changePerson(by, 'hanako', { password: 'another password' })
    expect(await holder(first?.secret)).toBeNull()
    expect(await signIn()).toBeNull()
    const second = await signIn('hanako', 'another password')
    await writes.removePerson({ ...by, name: 'hanako' })
    expect(await holder(second?.secret)).toBeNull()
    expect(await signIn('hanako', 'another password')).toBeNull()
  })

  test('has a name that nobody else has, and is changed by their own customer alone', async () => {
    const { access } = await open()
    const again = { name: 'hanako', role: 'admin', password } as const
    await expect(access.addPerson(by, again)).rejects.toMatchObject({ code: 'name-taken' })
    const stranger = { ...by, customer: 7 }
    await expect(access.changePerson(stranger, 'hanako', { role: 'admin' })).rejects.toMatchObject({
      code: 'name-unknown',
    })
  })

  test('stands in the audit trail with who added and changed them, and never with the password', async () => {
    const { access, house } = await open()
    await access.changePerson(by, 'hanako', { role: 'admin', password: 'another password' })
    const trail = trailOf(house)
    expect(trail.map(({ who, what, detail }) => [who, what, JSON.parse(String(detail))])).toEqual([
      ['test', 'person.add', { name: 'hanako', role: 'approver' }],
      ['test', 'person.change', { name: 'hanako', before: 'approver', role: 'admin', password: true }],
    ])
    expect(JSON.stringify(trail)).not.toMatch(/argon2|another/)
  })
})

describe('a name', () => {
  test('is tried ten times in five minutes, whoever tries, and the right password does not help before', async () => {
    const { clock, signIn } = await open()
    for (let tries = 0; tries < 10; tries++) expect(await signIn('hanako', 'a wrong one')).toBeNull()
    await expect(signIn()).rejects.toMatchObject({ code: 'rate-exceeded' })
    clock.advance(5 * 60_000)
    expect(await signIn()).not.toBeNull()
  })

  test('is counted from the start again after its person has signed in', async () => {
    const { signIn } = await open()
    for (let round = 0; round < 2; round++) {
      for (let tries = 0; tries < 9; tries++) await signIn('hanako', 'a wrong one')
      expect(await signIn()).not.toBeNull()
    }
  })
})
