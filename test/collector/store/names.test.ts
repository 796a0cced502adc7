// The laws of names that nothing has: what asks for one hears of it in either language, with the command that lists those there are.
import { type Locale, locales } from '@sekisho/shared/messages.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { by, StoreHouse } from '../../support/store-house.ts'

test('a site or host that is not there is named in either language, beside the command that lists those that are', async () => {
  const { writes } = (await new StoreHouse().open()).store
  const refusal = async (asked: Promise<unknown>) => {
    const failure = await asked.then(
      () => new Error('it was taken'),
      (error: Error) => error,
    )
    expect(failure).toMatchObject({ code: 'name-unknown', place: 'shopp' })
    return locales.map((locale: Locale) => reasonIn(failure, locale))
  }
  const token = { digest: 'e'.repeat(64), name: 'ci', role: 'publish', sites: ['shopp'], expiresAt: null } as const
  expect(await refusal(writes.addToken({ ...by, ...token }))).toEqual([
    'there is no site shopp (all of them: sekisho site list)',
    'サイトshoppはありません(一覧: sekisho site list)',
  ])
  expect(await refusal(writes.revokeHost({ ...by, host: 'shopp' }))).toEqual([
    'there is no host shopp (all of them: sekisho hosts)',
    'ホストshoppはありません(一覧: sekisho hosts)',
  ])
})
