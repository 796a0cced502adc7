// The laws of the routes of contents: a content leaves as a download of no type, to whoever may work, and under who asks.
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import { describe, expect, test } from 'vitest'
import type { ContentDoors } from '../../../collector/handover.capture.ts'
import type { By } from '../../../collector/handover.ts'
import { openApiHouse } from '../../support/api-house.ts'
import { contentRow, differenceRow, noContents } from '../../support/content-rows.ts'

const html = Buffer.from('<!doctype html><script>alert(1)</script>')

async function* sealed() {
  yield Buffer.from('PK')
  yield Buffer.from('\x03\x04')
}

async function open(rows: readonly ContentRow[] = [contentRow]) {
  const looks: [By, string][] = []
  const contents: ContentDoors = {
    ...noContents,
    reads: {
      ...noContents.reads,
      contents: async ({ customer }) => ({ items: customer === 1 ? rows : [], next: null }),
      content: async ({ customer, sha256 }) => rows.find(row => customer === 1 && row.sha256 === sha256) ?? null,
    },
    summary: async () => ({ states: { kept: 1 }, whys: {}, bytes: html.length, budget: 1024, trouble: null }),
    take: async (by, sha256) => {
      looks.push([by, sha256])
      return by.customer === 1 && sha256 === contentRow.sha256 ? html : null
    },
    takeSealed: async (by, sha256, password) => {
      looks.push([by, `${sha256} ${password}`])
      return by.customer === 1 && sha256 === contentRow.sha256 ? sealed() : null
    },
    difference: async (by, finding) => {
      looks.push([by, String(finding)])
      return by.customer === 1 && finding === differenceRow.finding ? differenceRow : null
    },
  }
  return { house: await openApiHouse({ doors: { contents } }), looks }
}

describe('the routes of contents', () => {
  test('hand a content out as an attachment that no browser shows, and say who asked', async () => {
    const { house, looks } = await open()
    const token = await house.token('work')
    const answer = await house.ask('GET', `contents/${contentRow.sha256}/bytes`, { token })
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(html)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${contentRow.sha256}.bin"`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(looks).toMatchObject([[{ customer: 1, who: 'token:work-token' }, contentRow.sha256]])
  })

  test('hand none to whoever may only read, or publish, and none of another customer', async () => {
    const { house, looks } = await open()
    for (const role of ['read', 'publish'] as const) {
      const token = await house.token(role)
      expect((await house.ask('GET', `contents/${contentRow.sha256}/bytes`, { token })).status).toBe(403)
    }
    expect(looks).toEqual([])
    const other = await house.token('work', 2)
    for (const what of ['', '/bytes'])
      expect((await house.ask('GET', `contents/${contentRow.sha256}${what}`, { token: other })).status).toBe(404)
  })

  test('hand an archive out under a password that comes in the body, as an attachment that no browser shows', async () => {
    const { house, looks } = await open()
    const what = `contents/${contentRow.sha256}/archive`
    const password = 'kitsune & tanuki 7'
    const ask = async (role: 'read' | 'work', customer = 1, body: unknown = { password }) =>
      house.ask('POST', what, { token: await house.token(role, customer), body })
    const answer = await ask('work')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('PK\x03\x04')
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${contentRow.sha256}.zip"`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(looks).toMatchObject([[{ customer: 1, who: 'token:work-token' }, `${contentRow.sha256} ${password}`]])
    expect((await ask('read')).status).toBe(403)
    expect((await ask('work', 2)).status).toBe(404)
  })

  test.each([['short'], ['きつねとたぬき八文字'], ['kitsune\n& tanuki 7'], ['k'.repeat(100)]])(
    'make no archive under the password %j, and do not repeat it',
    async password => {
      const { house, looks } = await open()
      const what = `contents/${contentRow.sha256}/archive`
      const answer = await house.ask('POST', what, { token: await house.token('work'), body: { password } })
      expect(answer.status).toBe(400)
      const text = await answer.text()
      expect(text).toContain('8 to 99 signs of ASCII')
      expect(text).not.toContain(password)
      expect(looks).toEqual([])
    },
  )

  test('list, show and sum up, and refuse what is no digest or no state', async () => {
    const { house } = await open()
    const token = await house.token('read')
    const json = async (what: string) => (await house.ask('GET', what, { token })).json()
    expect(await json('contents?state=kept')).toEqual({ items: [contentRow], next: null })
    expect(await json(`contents/${contentRow.sha256}`)).toEqual(contentRow)
    expect(await json('contents/summary')).toMatchObject({ states: { kept: 1 }, budget: 1024 })
    for (const what of ['contents?state=lost', 'contents?sha256=x', 'contents/X', 'contents/..%2Fkey/bytes'])
      expect([400, 403]).toContain((await house.ask('GET', what, { token })).status)
  })

  test('tell a difference as data alone to whoever may work, say who asked, and nothing to another customer', async () => {
    const { house, looks } = await open()
    const answer = await house.ask('GET', 'findings/7/difference', { token: await house.token('work') })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(await answer.json()).toEqual(differenceRow)
    expect(looks).toMatchObject([[{ customer: 1, who: 'token:work-token' }, '7']])
    const status = async (token: string) => (await house.ask('GET', 'findings/7/difference', { token })).status
    expect(await status(await house.token('read'))).toBe(403)
    expect(await status(await house.token('publish'))).toBe(403)
    expect(looks.length).toBe(1)
    expect(await status(await house.token('work', 2))).toBe(404)
  })
})
