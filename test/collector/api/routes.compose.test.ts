// Owns the laws of asking what a host holds: one look of a customer at a time, whoever else asks.
import { expect, onTestFinished, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'

const nothing = {
  ...{ site: 'shop', host: 'web1', roots: [], files: 0, known: 0, settled: 0, components: [] },
  remainder: { files: 0, suspicions: [], groups: [], more: 0 },
}

test('a second look of one customer is put off and says why, one of another is not, and a look that failed is over', async () => {
  const running: ((error: Error) => void)[] = []
  // Only the first is held: who is let in when he should not be is answered at once, so that it shows.
  const compose = () =>
    running.length > 0
      ? Promise.resolve(nothing)
      : new Promise<typeof nothing>((_resolve, reject) => running.push(reject))
  const house = await openApiHouse({ releases: { compose } })
  onTestFinished(() => running.forEach(end => void end(new Error('the test is over'))))
  const [token, other] = [await house.token('read'), await house.token('read', 2)]
  const ask = (who: string, language = 'en') =>
    house.ask('GET', 'sites/shop/composition?host=web1', { token: who, headers: { 'accept-language': language } })
  const first = ask(token)
  await eventually(() => running.length === 1)
  for (const [language, says] of [
    ['en', 'Of a customer one host is looked at a time'],
    ['ja', '顧客ごとに同時に 1 ホストまで'],
  ] as const) {
    const put = await ask(token, language)
    expect([put.status, put.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await put.json()).toMatchObject({ code: 'store-busy', message: expect.stringContaining(says) })
  }
  expect((await ask(other)).status).toBe(200)
  running[0]?.(new Error('it broke'))
  expect((await first).status).toBe(500)
  expect((await ask(token)).status).toBe(200)
})
