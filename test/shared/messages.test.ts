import { readdirSync } from 'node:fs'
import { exitCodeOf, exitCodes } from '@sekisho/shared/exit.ts'
import { failures } from '@sekisho/shared/failures.ts'
import { fill, placesOf } from '@sekisho/shared/messages/fill.ts'
import { isMessageKey, localeOf, translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'

type Words = Readonly<Record<string, { readonly en: string; readonly ja: string }>>

/** Of every catalogue in the folder, so that none is forgotten here. */
const folder = new URL('../../shared/messages/', import.meta.url)
const areas: Words[] = []
for (const name of readdirSync(folder)) {
  // Words of help stand together in help.ts.
  if (name === 'fill.ts' || /^help\..+\.ts$/.test(name)) continue
  const [words] = Object.values((await import(new URL(name, folder).href)) as Record<string, Words>)
  if (words !== undefined) areas.push(words)
}
const all = areas.flatMap(area => Object.entries(area))

describe('the message catalogues', () => {
  test('define each key once', () => {
    const keys = all.map(([key]) => key)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  test('hold words in both languages for each key', () => {
    expect(all.filter(([, { en, ja }]) => en.trim() === '' || ja.trim() === '').map(([key]) => key)).toEqual([])
  })

  test('have the same places to fill in both languages', () => {
    const uneven = all.filter(
      ([, { en, ja }]) =>
        `${new Set(placesOf(en)).size}` !== `${new Set(placesOf(ja)).size}` ||
        placesOf(en).some(place => !placesOf(ja).includes(place)),
    )
    expect(uneven.map(([key]) => key)).toEqual([])
  })

  test('write Japanese where English has words of its own', () => {
    const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/
    const sentences = all.filter(([, { en }]) => / \w+ \w+ \w+/.test(en))
    expect(sentences.filter(([, { ja }]) => !japanese.test(ja)).map(([key]) => key)).toEqual([])
  })

  test('say 確認 in Japanese where English confirms, which approves nothing: that is 承認', () => {
    const confirming = all.filter(([, { en }]) => /\bconfirm/i.test(en))
    expect(confirming.length).toBeGreaterThan(10)
    expect(confirming.filter(([, { ja }]) => !ja.includes('確認')).map(([key]) => key)).toEqual([])
    const approving = confirming.filter(([key, { en, ja }]) => ja.includes('承認') && !/approv|adopt/i.test(key + en))
    expect(approving.map(([key]) => key)).toEqual([])
  })

  test('say 失効 in Japanese of whatever is revoked, which neither expires (期限) nor is withdrawn (取消)', () => {
    const said = (word: RegExp) => all.filter(([, { en }]) => word.test(en))
    expect(said(/\brevoke/i).length).toBeGreaterThan(15)
    expect(
      said(/\brevoke/i)
        .filter(([, { ja }]) => !ja.includes('失効'))
        .map(([key]) => key),
    ).toEqual([])
    expect(
      said(/\bexpire/i)
        .filter(([, { ja }]) => ja.includes('失効'))
        .map(([key]) => key),
    ).toEqual([])
    const revoking = all.filter(([key, { en, ja }]) => /revoke/.test(key + en) && /取消|取り消/.test(ja))
    expect(revoking.map(([key]) => key)).toEqual([])
  })

  test('say 現状承認 in Japanese of whatever is adopted, 弱いリリース of a release that is weak, and 構成要素 of a component', () => {
    const adopting = all.filter(([key, { en }]) => /adopt/i.test(key + en) && !/approv/i.test(en))
    expect(adopting.length).toBeGreaterThan(15)
    expect(adopting.filter(([, { ja }]) => /(?<!現状)承認/.test(ja)).map(([key]) => key)).toEqual([])
    expect(all.filter(([, { ja }]) => /弱い照合|コンポーネント/.test(ja)).map(([key]) => key)).toEqual([])
  })

  test('say 検知 in Japanese of findings and 監査証跡 of the audit trail, as their pages do, and コレクター of the collector', () => {
    const finding = all.filter(([, { en }]) => /\bfindings?\b/i.test(en))
    expect(finding.length).toBeGreaterThan(20)
    expect(all.filter(([, { ja }]) => /検出|監査記録|収集側/.test(ja)).map(([key]) => key)).toEqual([])
  })

  test('know their own keys, and no name that every object has', () => {
    expect(isMessageKey('verdict.authorised')).toBe(true)
    expect(isMessageKey('toString')).toBe(false)
  })
})

test('a number of things is one thing or several', () => {
  const template = '{{files|file|files}} in {{folders|folder|folders}}'
  expect(fill(template, { files: 1, folders: 0 })).toBe('1 file in 0 folders')
  expect(fill(template, { files: '1,000', folders: '1' })).toBe('1,000 files in 1 folder')
  expect(fill(template, { files: 2 })).toBe('2 files in {{folders|folder|folders}}')
  expect(placesOf(template)).toEqual(['files', 'folders'])
})

describe('a translator', () => {
  test('fills every place, and leaves one without a parameter visible', () => {
    const say = translator('en')
    expect(say('site.added', { name: 'shop' })).toBe('Site shop added.')
    expect(say('site.added')).toBe('Site {{name}} added.')
  })

  test('takes what is filled in as it is, also when it looks like a place or a replacement pattern', () => {
    expect(translator('en')('site.added', { name: '{{name}} $& $1' })).toBe('Site {{name}} $& $1 added.')
  })
})

describe('the locale', () => {
  test.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja' }, 'ja'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{}, 'en'],
    [{ LANG: 'java' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'C' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: '' }, 'ja'],
  ] as const)('of %j is %s', (environment, locale) => {
    expect(localeOf(environment)).toBe(locale)
  })
})

describe('the exit codes', () => {
  test('stay what scripts know them as', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      failed: 1,
      usage: 2,
      unreachable: 3,
      refused: 4,
      findingsOpen: 5,
      maybeMissed: 6,
      differs: 7,
      broken: 8,
    })
  })

  test('have one for each failure, and none of them says that all is well', () => {
    const codes = Object.keys(failures).map(code => exitCodeOf(code as keyof typeof failures))
    expect(codes.filter(code => code < 1 || code > 4)).toEqual([])
    expect(exitCodeOf('collector-unreachable')).toBe(exitCodes.unreachable)
    expect(exitCodeOf('config-invalid')).toBe(exitCodes.usage)
    expect(exitCodeOf('token-refused')).toBe(exitCodes.refused)
  })
})
