// Owns the laws of asking what a host holds: who finds no place hears so, in his language, and when to come back.
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

test('a look for which no place is free is put off, says why, and says when to ask again', async () => {
  const house = await openApiHouse({ releases: { compose: () => Promise.resolve(null) } })
  const token = await house.token('read')
  for (const [language, says] of [
    ['en', 'Two hosts are looked at at a time, and one of a customer'],
    ['ja', '顧客ごとに 1 ホストまで'],
  ] as const) {
    const headers = { 'accept-language': language }
    const put = await house.ask('GET', 'sites/shop/composition?host=web1', { token, headers })
    expect([put.status, put.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await put.json()).toMatchObject({ code: 'store-busy', message: expect.stringContaining(says) })
  }
})
