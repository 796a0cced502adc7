// The laws of alarms of roots: whoever watches over a site is told when what is judged by its permits and rules becomes another.
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { openAlarmHouse } from '../../support/alarm-house.ts'
import { openHook } from '../../support/receivers.ts'
import { by } from '../../support/store-house.ts'

const asker = { ...by, who: 'token:ops\u202E', from: '192.0.2.7' }

/** A host whose root /shop is bound to the site `shop`; `site`: the one that the channel watches over. */
async function watching(site: string) {
  const hook = await openHook()
  const channel = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, sites: [site] }
  const alarms = await openAlarmHouse({ webhook: [channel] }, { HOOK: hook.url })
  const { house, clock } = alarms
  await house.shop()
  await house.store.writes.addSite({ ...by, name: 'blog' })
  const bind = (root: string, to: string, profile = 'php', prefix = '') =>
    house.store.writes.bindRoot({
      ...{ ...asker, at: clock.now(), host: 'web1', root: root as PathText },
      ...{ site: to, prefix: prefix as PathText, profile },
    })
  const told = () => hook.posted.map(({ body }) => JSON.parse(body) as { cause: string; subject: string; text: string })
  return { ...alarms, bind, told }
}

test.each(['shop', 'blog'])(
  'a root that is bound to another site is told of with both, and by whom: %s',
  async site => {
    const { bind, told, until } = await watching(site)
    await bind('/shop', 'blog', 'php', 'old')
    await until(() => told().length === 1)
    expect(told()[0]).toMatchObject({ cause: 'root-rebound', severity: 'high', incident: null, host: null })
    expect(told()[0]?.subject).toBe('[Sekisho] high: web1:/shop is judged by other rules now: blog/old (php)')
    expect(told()[0]?.text).toContain('web1:/shop is bound to blog/old (php) now; it was shop (php). Done by token:ops')
    expect(told()[0]?.text).toContain('from 192.0.2.7.\n\nWhere: shop, blog.')
    expect(told()[0]?.text).not.toContain('\u202E')
  },
)

test('several roots that are bound otherwise at once are told of in one message', async () => {
  const { bind, told, until } = await watching('shop')
  for (const root of ['/a', '/b']) await bind(root, 'shop')
  for (const root of ['/a', '/b']) await bind(root, 'shop', 'php', 'sub')
  await until(() => told().length === 1)
  expect(told()[0]?.text).toMatch(/^web1:\/a is bound to shop\/sub .*\nweb1:\/b is bound to shop\/sub/)
})

test('a root that is bound for the first time, or as it was, raises no alarm of its binding', async () => {
  const { house, notifier, bind, until } = await watching('shop')
  await bind('/new', 'shop')
  await bind('/new', 'shop')
  await until(async () => (await house.store.notify.reads.newAlarms({ limit: 1 })).length === 0)
  expect(await notifier.channels()).toMatchObject([{ waiting: 0, failed: 0, lastAt: null }])
})
