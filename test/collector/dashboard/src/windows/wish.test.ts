// The laws of the form of a window: what is sent, what is refused before, and where a refusal is shown.
import { expect, test } from 'vitest'
import { fieldOf, type Written, wished } from '../../../../../collector/dashboard/src/windows/wish.ts'

const written: Written = {
  ...{ site: 'shop', when: 'now', minutes: 30, from: '', to: '', graceMinutes: 0 },
  ...{ actors: 'user=deploy', anyActor: false, reason: 'sale' },
}

test('a window from now on has a length and no beginning', () => {
  expect(wished(written)).toEqual({
    wish: { site: 'shop', minutes: 30, graceMinutes: 0, reason: 'sale', actors: [{ user: 'deploy' }] },
  })
})

test('a planned window begins at its time, and its minutes are what lies between', () => {
  const planned = { ...written, when: 'planned', from: '2027-01-10T02:00Z', to: '2027-01-10T03:30Z' } as const
  expect(wished(planned)).toMatchObject({ wish: { from: '2027-01-10T02:00:00.000Z', minutes: 90 } })
  for (const to of ['', '2027-01-10T02:00Z', '2027-01-10T01:00Z'])
    expect(wished({ ...planned, to })).toEqual({ slip: { field: 'to', what: 'announce.times-wrong', line: 0 } })
})

test('actors come one a line, blank lines count for nothing but their number, and paths become canonical', () => {
  const actors = ' user=a,exe=/bin/100% \n\nunit=b.service\n'
  expect(wished({ ...written, actors })).toMatchObject({
    wish: { actors: [{ user: 'a', exe: '/bin/100%25' }, { unit: 'b.service' }] },
  })
  expect(wished({ ...written, actors: 'user=a\n\nuser=' })).toEqual({
    slip: { field: 'actors', what: 'announce.actors-wrong', line: 3 },
  })
  expect(wished({ ...written, actors: '\n' })).toEqual({
    slip: { field: 'actors', what: 'announce.actors-none', line: 0 },
  })
})

test('any actor sends no names, whatever still stands in the field', () => {
  expect(wished({ ...written, anyActor: true, actors: 'nonsense' })).toEqual({
    wish: { site: 'shop', minutes: 30, graceMinutes: 0, reason: 'sale', anyActor: true },
  })
})

test.each([
  ['body.actors.0.exe', 'actors'],
  ['body.graceMinutes', 'graceMinutes'],
  ['body.minutes', 'minutes'],
  ['from', 'from'],
  ['anyActor', 'anyActor'],
  ['windows', 'site'],
  ['body', null],
  [null, null],
])('a refusal of %s is shown at %s', (place, field) => {
  expect(fieldOf({ code: 'request-invalid', place }, written)).toBe(field)
})

test('a site that is gone is shown at the site, and the length of a planned window at its end', () => {
  expect(fieldOf({ code: 'name-unknown', place: 'shop' }, written)).toBe('site')
  expect(fieldOf({ code: 'request-invalid', place: 'body.minutes' }, { ...written, when: 'planned' })).toBe('to')
})
