// The laws of the stored form of passwords.
import { describe, expect, test } from 'vitest'
import { Passwords } from '../../../collector/auth/passwords.ts'

describe('a password', () => {
  test('is kept as Argon2id with a salt of its own, and only it matches', async () => {
    const passwords = new Passwords()
    const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(other)
    expect(await passwords.matches('correct horse', one)).toBe(true)
    expect(await passwords.matches('correct horsf', one)).toBe(false)
    expect(await passwords.matches('', one)).toBe(false)
  })

  test('is one, however the keyboard has composed its letters', async () => {
    const passwords = new Passwords()
    expect(await passwords.matches('ひみつのガギグ', await passwords.hash('ひみつのカ\u3099キ\u3099ク\u3099'))).toBe(
      true,
    )
  })

  test.each([null, '', '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA', 'plain'])(
    'matches nothing where what is kept is no form of ours: %s',
    async stored => {
      expect(await new Passwords().matches('plain', stored)).toBe(false)
    },
  )

  test('is refused when too many wait, and the others come through', async () => {
    const passwords = new Passwords()
    const asked = Array.from({ length: 40 }, () => passwords.matches('x', null))
    const ends = await Promise.allSettled(asked)
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(6)
    expect(ends.at(-1)).toMatchObject({ reason: { code: 'store-busy' } })
    expect(await passwords.matches('x', null)).toBe(false)
  })
})
