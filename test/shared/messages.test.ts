import { exitCodeOf, exitCodes } from '@sekisho/shared/exit.ts'
import { failures } from '@sekisho/shared/failures.ts'
import { agentMessages } from '@sekisho/shared/messages/agent.ts'
import { allowlistPageMessages } from '@sekisho/shared/messages/allowlist.page.ts'
import { apiMessages } from '@sekisho/shared/messages/api.ts'
import { backupMessages } from '@sekisho/shared/messages/backup.ts'
import { cliMessages } from '@sekisho/shared/messages/cli.ts'
import { collectorMessages } from '@sekisho/shared/messages/collector.ts'
import { commonMessages } from '@sekisho/shared/messages/common.ts'
import { configMessages } from '@sekisho/shared/messages/config.ts'
import { dashboardMessages } from '@sekisho/shared/messages/dashboard.ts'
import { doctorMessages } from '@sekisho/shared/messages/doctor.ts'
import { exposureMessages } from '@sekisho/shared/messages/exposure.ts'
import { failureMessages } from '@sekisho/shared/messages/failures.ts'
import { helpMessages } from '@sekisho/shared/messages/help.ts'
import { releaseMessages } from '@sekisho/shared/messages/releases.ts'
import { isMessageKey, localeOf, translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'

const areas: readonly Readonly<Record<string, { readonly en: string; readonly ja: string }>>[] = [
  agentMessages,
  allowlistPageMessages,
  apiMessages,
  backupMessages,
  cliMessages,
  collectorMessages,
  commonMessages,
  configMessages,
  dashboardMessages,
  doctorMessages,
  exposureMessages,
  failureMessages,
  helpMessages,
  releaseMessages,
]
const all = areas.flatMap(area => Object.entries(area))
const placesOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort()

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

  test('know their own keys, and no name that every object has', () => {
    expect(isMessageKey('verdict.authorised')).toBe(true)
    expect(isMessageKey('toString')).toBe(false)
  })
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
