// The law of what the store refuses: whoever asked reads why in either language.
import { type Locale, locales } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import type { Store } from '../../../collector/store/store.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

const sha256 = 'a'.repeat(64)
const mute = (ms: number, path?: string) => ({
  ...{ site: 'shop', owner: 'aiko', reason: 'moving', until: new Date(ms).toISOString() },
  ...(path === undefined ? {} : { path }),
})

type Ask = (store: Store) => Promise<unknown>

const asked: readonly (readonly [string, string, string, Ask])[] = [
  [
    'name-unknown',
    'there is no component theme (all of them: sekisho component list)',
    '構成要素themeはありません(一覧: sekisho component list)',
    ({ releases }) => releases.unsubscribe({ ...by, site: 'shop', component: 'theme' }),
  ],
  [
    'name-unknown',
    'there is no release 7 (all of them: sekisho release list)',
    'リリース7はありません(一覧: sekisho release list)',
    ({ releases }) => releases.revokeRelease({ ...by, release: 7, reason: 'lost' }),
  ],
  [
    'name-unknown',
    'there is no profile perl (all of them: sekisho profile list)',
    'プロファイルperlはありません(一覧: sekisho profile list)',
    ({ writes }) =>
      writes.bindRoot({
        ...{ ...by, host: 'web1', site: 'shop', profile: 'perl' },
        ...{ root: '/other' as PathText, prefix: '' as PathText },
      }),
  ],
  [
    'name-taken',
    'a site shop exists already',
    'サイトshopはすでにあります',
    ({ writes }) => writes.addSite({ ...by, name: 'shop' }),
  ],
  [
    'name-unknown',
    'there is no person aiko (all of them: sekisho user list)',
    '担当者aikoはいません(一覧: sekisho user list)',
    ({ writes }) => writes.removePerson({ ...by, name: 'aiko' }),
  ],
  [
    'name-unknown',
    'no such key is trusted here (all of them: sekisho key list)',
    'この鍵はここで信頼されていません(一覧: sekisho key list)',
    ({ writes }) => writes.revokeKey({ ...by, key: 'b'.repeat(64) as never, reason: 'lost' }),
  ],
  [
    'name-unknown',
    'this content is not marked',
    'この内容は悪性に指定されていません',
    ({ releases }) => releases.withdrawMalicious({ ...by, sha256, reason: 'mistaken' }),
  ],
  [
    'name-unknown',
    'there is no approval 7 (all of them: sekisho approval list)',
    '承認7はありません(一覧: sekisho approval list)',
    ({ approvals }) => approvals.writes.confirmApproval({ ...by, id: 7 }),
  ],
  [
    'name-unknown',
    'there is no window 7 (all of them: sekisho window list)',
    'デプロイ時間帯7はありません(一覧: sekisho window list)',
    ({ windows }) => windows.writes.closeWindow({ ...by, id: 7, graceMinutes: null, sites: null }),
  ],
  [
    'request-invalid',
    'its end lies in the past',
    '期限が過去の時刻です',
    ({ notify }) => notify.writes.addMute({ ...by, mute: mute(500) }),
  ],
  [
    'request-invalid',
    'has the part ".."',
    '".."という部分を含んでいます',
    ({ notify }) => notify.writes.addMute({ ...by, mute: mute(2_000, '*/../a') }),
  ],
  [
    'name-unknown',
    'there is no incident 7 (all of them: sekisho incidents)',
    'インシデント7はありません(一覧: sekisho incidents)',
    ({ incidents }) => incidents.writes.containIncident({ ...by, incident: 7, note: '' }),
  ],
]

test('what the store refuses is told in either language', async () => {
  const house = await new StoreHouse().open()
  await house.shop()
  const told = async (ask: Ask) => {
    const failure = await ask(house.store).then(
      () => new Error('it was taken'),
      (error: Error) => error,
    )
    const code = 'code' in failure ? failure.code : null
    return [code, ...locales.map((locale: Locale) => reasonIn(failure, locale))]
  }
  for (const [code, en, ja, ask] of asked) expect(await told(ask)).toEqual([code, en, ja])
})
