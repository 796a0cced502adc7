// The laws of the routes of tokens, and of what one that is limited to sites may ask of the others.
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { noContents } from '../../support/content-rows.ts'
import { eventually } from '../../support/eventually.ts'
import { windowRow } from '../../support/memory-store.ts'

async function open(componentSites: readonly string[] = []) {
  const kept: number[] = []
  const contents = {
    ...noContents,
    keepReleased: async (_by: object, id: number) => {
      kept.push(id)
      return { kept: 1, refused: [] }
    },
    endReleased: async (_by: object, id: number) => kept.push(id),
  }
  const house = await openApiHouse({ doors: { contents } })
  const sites = componentSites.map(site => ({ site, prefix: '' }))
  const { component } = releaseRow
  house.store.reads.componentOf = async ({ release }) => (release === releaseRow.id ? { component, sites } : null)
  const body = { name: 'ci', role: 'publish', sites: ['shop', 'second'] }
  const made = await house.ask('POST', 'tokens', { token: await house.token('admin'), body })
  const { token } = (await made.json()) as { token: string }
  const ask = (what: string, wish: object) => house.ask('POST', what, { token, body: wish })
  return { house, token, ask, kept }
}

const refused = {
  ...{ code: 'role-missing', mend: null },
  message: expect.stringContaining('this token is limited to shop, second'),
}

describe('the routes of tokens', () => {
  test('hand a limit on, and refuse one of no site', async () => {
    const { house } = await open()
    expect(house.store.written).toContainEqual([
      'addToken',
      expect.objectContaining({ name: 'ci', sites: ['shop', 'second'] }),
    ])
    const token = await house.token('admin')
    const wish = { name: 'ci', role: 'publish' }
    for (const wrong of [
      { ...wish, sites: [] },
      { ...wish, sites: [''] },
    ]) {
      expect((await house.ask('POST', 'tokens', { token, body: wrong })).status).toBe(400)
    }
  })

  test('list what each token may do, and for which sites', async () => {
    const { house } = await open()
    const when = { madeAt: '2026-01-01T00:00:00.000Z', expiresAt: null }
    const revoked = { at: '2026-01-02T00:00:00.000Z', by: 'token:local' }
    const row = { id: '0123456789abcdef', name: 'ci', role: 'publish', sites: ['shop'], ...when, revoked }
    house.store.reads.tokens = async () => [row]
    const answer = await house.ask('GET', 'tokens', { token: await house.token('admin') })
    expect(await answer.json()).toEqual({ items: [row], next: null })
  })
})

describe('a token that is revoked', () => {
  async function made() {
    const { house } = await open()
    const admin = await house.token('admin')
    const answer = await house.ask('POST', 'tokens', { token: admin, body: { name: 'duty', role: 'read' } })
    const { id, token } = (await answer.json()) as { id: string; token: string }
    return { house, admin, id, token }
  }

  test('is refused at the next request, and whoever ended it stands behind', async () => {
    const { house, admin, id, token } = await made()
    expect((await house.ask('GET', 'files', { token })).status).toBe(200)
    const answer = await house.ask('POST', `tokens/${id}/revoke`, { token: admin, body: {} })
    const revoked = { at: '2026-01-01T00:00:00.000Z', by: 'token:admin-token' }
    expect(await answer.json()).toMatchObject({ id, name: 'duty', role: 'read', revoked, own: false })
    expect((await house.ask('GET', 'files', { token })).status).toBe(401)
    expect((await house.ask('GET', 'files', { token: admin })).status).toBe(200)
    expect(house.store.written.at(-1)).toMatchObject(['revokeToken', { id, who: 'token:admin-token', customer: 1 }])
  })

  test('hears nothing more on a connection that was open, without a wait for the next heartbeat, while others do', async () => {
    const { house, admin, id, token } = await made()
    const listen = (secret: string) => house.ask('GET', 'live', { token: secret })
    const [ending, staying] = [await listen(token), await listen(admin)]
    expect(house.listeners()).toBe(2)
    await house.ask('POST', `tokens/${id}/revoke`, { token: admin, body: {} })
    await eventually(() => house.listeners() === 1)
    expect(await ending.text()).toContain(': open')
    await staying.body?.cancel()
  })

  test('may be the one that is shown, which is said, and only an admin ends any, by an id', async () => {
    const { house, admin, id, token } = await made()
    expect((await house.ask('POST', `tokens/${id}/revoke`, { token, body: {} })).status).toBe(403)
    for (const wrong of ['duty', id.toUpperCase(), `${id}0`, `${id.slice(1)}%25`])
      expect([wrong, (await house.ask('POST', `tokens/${wrong}/revoke`, { token: admin })).status]).toEqual([
        wrong,
        400,
      ])
    const own = sha256Hex(admin).slice(0, 16)
    const answer = await house.ask('POST', `tokens/${own}/revoke`, { token: admin, body: {} })
    expect(await answer.json()).toMatchObject({ id: own, own: true })
    expect((await house.ask('GET', 'files', { token: admin })).status).toBe(401)
  })
})

describe('a token that is limited to sites', () => {
  test('publishes with its limit, and one without a limit with none', async () => {
    const { house, ask } = await open()
    await ask('releases?site=shop', {})
    await house.ask('POST', 'releases', { token: await house.token('publish'), body: {} })
    expect(house.asked.publish.map(({ sites }) => sites)).toEqual([['shop', 'second'], null])
  })

  test('announces and closes windows of its sites alone', async () => {
    const { house, ask } = await open()
    const wish = { minutes: 30, actors: [{ user: 'deploy' }] }
    expect((await ask('windows', { ...wish, site: 'second' })).status).toBe(200)
    const other = await ask('windows', { ...wish, site: 'third' })
    expect([other.status, await other.json()]).toEqual([403, { ...refused, place: 'third' }])
    house.store.windows.rows.push(windowRow(1))
    expect((await ask('windows/1/close', {})).status).toBe(200)
    await house.ask('POST', 'windows/1/close', { token: await house.token('announce'), body: {} })
    const closings = house.store.written.filter(([name]) => name === 'closeWindow')
    expect(closings.map(([, input]) => input)).toMatchObject([{ id: 1, sites: ['shop', 'second'] }, { sites: null }])
  })

  test('uploads and removes contents of releases that its sites alone have', async () => {
    const { ask, kept } = await open(['shop', 'second'])
    const wish = { files: [{ path: 'a.php', bytes: '' }] }
    expect((await ask('releases/1/contents', wish)).status).toBe(200)
    expect((await ask('releases/1/contents/remove', {})).status).toBe(200)
    const beyond = await open(['shop', 'third'])
    for (const what of ['releases/1/contents', 'releases/1/contents/remove']) {
      const answer = await beyond.ask(what, what.endsWith('remove') ? {} : wish)
      expect([answer.status, await answer.json()]).toEqual([403, { ...refused, place: 'third' }])
    }
    expect([kept, beyond.kept]).toEqual([[1, 1], []])
  })

  test('has no say in contents of a release whose component no site has, nor of one that is not there, and is told what to do', async () => {
    const { house, ask, kept } = await open()
    const wish = { files: [{ path: 'a.php', bytes: '' }] }
    for (const [id, place, mend] of [
      [1, releaseRow.component, `sekisho component subscribe ${releaseRow.component} --site shop`],
      [7, 'releases/7', 'Use one for that site too, or one without a limit'],
    ] as const) {
      for (const what of [`releases/${id}/contents`, `releases/${id}/contents/remove`]) {
        const answer = await ask(what, what.endsWith('remove') ? {} : wish)
        const message = expect.stringContaining(mend)
        expect([answer.status, await answer.json()]).toMatchObject([403, { ...refused, place, message }])
      }
    }
    expect(kept).toEqual([])
    const free = { token: await house.token('publish'), body: wish }
    expect((await house.ask('POST', 'releases/1/contents', free)).status).toBe(200)
  })
})
