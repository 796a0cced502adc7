import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnrolment, writeEnrolment } from '../../../agent/identity/enrolment.ts'
import { temporaryFolder } from '../../support/folder.ts'

const enrolment = { address: 'wss://collector.example:4649', collector: 'a'.repeat(64) }

test('where a host belongs is kept, and only for its owner to read', () => {
  const file = join(temporaryFolder(), 'enrolment.json')
  expect(readEnrolment(file)).toBeNull()
  writeEnrolment(file, enrolment)
  expect(readEnrolment(file)).toEqual(enrolment)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  writeEnrolment(file, { ...enrolment, address: 'ws://127.0.0.1:4649' })
  expect(readEnrolment(file)?.address).toBe('ws://127.0.0.1:4649')
})

test.each(['', '{}', '{"address":"wss://x","collector":"short"}', '{"address":"http://x","collector":"a"}'])(
  'an enrolment that is damaged (%j) is refused, not guessed',
  text => {
    const file = join(temporaryFolder(), 'enrolment.json')
    writeFileSync(file, text)
    expect(() => readEnrolment(file)).toThrow(expect.objectContaining({ code: 'enrolment-damaged' }))
  },
)
