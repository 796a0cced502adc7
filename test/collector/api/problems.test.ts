// Owns the laws of refusals: one shape, the asker's language, the failure's own status, and nothing internal.
import { ProblemSchema } from '@sekisho/shared/api.ts'
import { Failure, type FailureCode } from '@sekisho/shared/failures.ts'
import { ThreadError } from '@sekisho/shared/thread.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

describe('problems', () => {
  test('a failure behind the doors keeps its code, its words and its place, and has its own status', async () => {
    const wanted: [FailureCode, number][] = [
      ['release-refused', 422],
      ['role-missing', 403],
      ['name-unknown', 404],
      ['name-taken', 409],
      ['request-invalid', 400],
      ['store-busy', 503],
      ['store-full', 503],
    ]
    for (const [code, status] of wanted) {
      const house = await openApiHouse({
        releases: {
          publish: () => Promise.reject(new Failure(code, 'entry 3 ("../x") is refused', { place: 'entry 3' })),
        },
      })
      const answer = await house.ask('POST', 'releases', { token: await house.token('publish'), body: '{}' })
      const problem = ProblemSchema.parse(await answer.json())
      expect([code, answer.status, problem.code, problem.place]).toEqual([code, status, code, 'entry 3'])
      if (status < 500) expect(problem.message).toBe('entry 3 ("../x") is refused')
    }
  })

  test('a refusal that comes from another thread is answered alike', async () => {
    const house = await openApiHouse({
      releases: { publish: () => Promise.reject(new ThreadError('no site x', 'name-unknown', 'x')) },
    })
    const answer = await house.ask('POST', 'releases', { token: await house.token('publish'), body: '{}' })
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { code: 'name-unknown', message: 'no site x', place: 'x', mend: null },
    ])
  })

  test('why a release was refused is told in the language of the asker, also where another thread refused it', async () => {
    const refused = new ToldFailure('release-refused', say => say('publish.replaced'), { place: 'shop 1.0.0' })
    const crossed = new ThreadError(refused.message, refused.code, refused.place, refused.told)
    for (const error of [refused, crossed]) {
      const house = await openApiHouse({ releases: { publish: () => Promise.reject(error) } })
      const asked = async (language: string) => {
        const headers = { 'accept-language': language }
        const answer = await house.ask('POST', 'releases', { token: await house.token('publish'), headers, body: '{}' })
        return [answer.status, ((await answer.json()) as { message: string }).message]
      }
      expect(await asked('en')).toEqual([422, 'a newer release has replaced it: to roll back, activate it'])
      expect(await asked('ja')).toEqual([422, '新しいリリースに置き換えられています。戻すには有効化してください'])
    }
  })

  test('what went wrong inside stays inside', async () => {
    const secrets = [
      new Error('SQLITE_CORRUPT /var/lib/sekisho/collector/store.db'),
      new ThreadError('no such table: secret', 'ERR_SQLITE_ERROR'),
      Object.assign(new Error('secret'), { code: 'state-locked' }),
      'secret',
    ]
    for (const secret of secrets) {
      const house = await openApiHouse({ releases: { publish: () => Promise.reject(secret) } })
      const answer = await house.ask('POST', 'releases', { token: await house.token('publish'), body: '{}' })
      const problem = {
        code: 'internal-server-error',
        message: 'The collector failed. Its log says why.',
        place: null,
        mend: null,
      }
      expect([answer.status, await answer.json()]).toEqual([500, problem])
    }
  })

  test('a row that is not of its shape is our failure and not told', async () => {
    const house = await openApiHouse({ doors: { profiles: () => [{ name: 'Not A Name' }] as never } })
    const answer = await house.ask('GET', 'profiles', { token: await house.token('read') })
    expect([answer.status, await answer.json()]).toEqual([
      500,
      expect.objectContaining({ code: 'internal-server-error' }),
    ])
  })

  test('a body that is no JSON is refused as a problem like any other', async () => {
    const house = await openApiHouse()
    const answer = await house.ask('POST', 'sites', { token: await house.token('admin'), body: '{"name":' })
    expect(answer.status).toBe(400)
    expect(ProblemSchema.parse(await answer.json()).code).toBe('bad-request')
  })

  test('an address that cannot be read is refused as a problem like any other, in the language of the asker', async () => {
    const house = await openApiHouse()
    const answer = await house.ask('GET', '%ff', { headers: { 'accept-language': 'ja' } })
    const { code, message } = ProblemSchema.parse(await answer.json())
    expect([answer.status, code]).toEqual([400, 'bad-request'])
    expect(message).toMatch(/^要求に誤りがあります/)
  })

  test('what is wrong with a field is told with its name in the language of the asker, and never what it held', async () => {
    const house = await openApiHouse()
    const asked = async (body: object, language: string) => {
      const headers = { 'accept-language': language }
      const answer = await house.ask('POST', 'sites', { token: await house.token('admin'), headers, body })
      return [answer.status, ((await answer.json()) as { message: string }).message]
    }
    expect(await asked({ name: '\u0007secret' }, 'en')).toEqual([
      400,
      'The request is not right: name: at most 100 characters, no control characters, no space at either end',
    ])
    expect(await asked({ name: '\u0007secret' }, 'ja')).toEqual([
      400,
      '要求に誤りがあります: name: 100文字以内で指定してください(制御文字と前後の空白は不可)',
    ])
    expect(await asked({ name: 'shop', odd: 'secret' }, 'ja')).toEqual([
      400,
      '要求に誤りがあります: odd: ここでは使えないキーです',
    ])
    const actors = [{ user: 'deploy', odd: 'secret' }]
    const window = await house.ask('POST', 'windows', {
      token: await house.token('admin'),
      body: { site: 'shop', minutes: 5, actors },
    })
    expect([window.status, await window.json()]).toMatchObject([
      400,
      { place: 'body.actors.0.odd', message: 'The request is not right: actors.0.odd: is no key that is known here' },
    ])
    expect(await asked({}, 'ja')).toEqual([400, '要求に誤りがあります: name: 必要です(文字列でなければなりません)'])
  })

  test('refusals speak the language that the asker prefers', async () => {
    const house = await openApiHouse()
    const asked = async (language: string) => {
      const answer = await house.ask('GET', 'files', { headers: { 'accept-language': language } })
      return ((await answer.json()) as { message: string }).message
    }
    expect(await asked('ja-JP,ja;q=0.9,en;q=0.8')).toBe('有効なトークンまたはセッションがありません。')
    expect(await asked('fr,de')).toBe('No valid token or session.')
    expect(await asked('fr;q=0.9,ja;q=0.8')).toBe('有効なトークンまたはセッションがありません。')
  })

  test('how requests look is told where one was not of that shape, and not where it was understood and refused', async () => {
    const why = new ToldFailure('request-invalid', say => say('mute.end-past'), { place: 'until' })
    const house = await openApiHouse({ releases: { revoke: () => Promise.reject(why) } })
    const token = await house.token('admin')
    const mend = async (method: string, what: string, body?: unknown) => {
      const answer = await house.ask(method, what, { token, body })
      return [answer.status, ((await answer.json()) as { mend: string | null }).mend]
    }
    const shape = 'GET /api/v1/openapi.json describes every request.'
    expect(await mend('POST', 'releases/1/revoke', { reason: '' })).toEqual([400, shape])
    expect(await mend('POST', 'sites', '{"name":')).toEqual([400, shape])
    expect(await mend('POST', 'releases')).toEqual([400, shape])
    expect(await mend('POST', 'releases/1/revoke', { reason: 'known' })).toEqual([400, null])
    expect(await mend('GET', 'files/changes?from=2025-02-01T00:00:00Z&to=2025-01-01T00:00:00Z')).toEqual([400, null])
    expect(await mend('POST', 'session/end')).toEqual([400, null])
  })

  test('a release that is not there is refused in the same words wherever it is asked for, with the command that lists those there are', async () => {
    const house = await openApiHouse()
    Object.assign(house.store.reads, { releaseEntries: async () => null })
    const token = await house.token('publish')
    const asked = [
      ['GET', 'releases/7/entries'],
      ['GET', 'releases/7/contents'],
      ['POST', 'releases/7/contents/remove'],
    ] as const
    for (const [method, what] of asked) {
      const answer = await house.ask(method, what, { token })
      expect([what, answer.status, await answer.json()]).toEqual([
        what,
        404,
        {
          ...{ code: 'name-unknown', place: '7', mend: null },
          message: 'there is no release 7 (all of them: sekisho release list)',
        },
      ])
    }
  })

  test('a name that is taken is said to be, with the name', async () => {
    const house = await openApiHouse()
    const answer = await house.ask('POST', 'sites', { token: await house.token('admin'), body: { name: 'taken' } })
    expect([answer.status, await answer.json()]).toEqual([
      409,
      { code: 'name-taken', message: 'the site exists already', place: 'taken', mend: null },
    ])
  })
})
