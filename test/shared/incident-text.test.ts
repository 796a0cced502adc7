// The laws of the sentence: what an incident is told by, in both languages.
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import type { IncidentRow } from '../../shared/api.incidents.ts'
import { incidentKindKey, incidentSentence, joints } from '../../shared/incident-text.ts'
import { phpActor as actor, leadRow as lead, incidentRow as row } from '../support/incident-rows.ts'

function told(wish: Partial<IncidentRow>, locale: 'en' | 'ja' = 'en'): string {
  const time = (iso: string) => iso.slice(11, 19)
  return incidentSentence(
    { ...row, ...wish },
    { say: translator(locale), joint: joints[locale], time, shown: text => text },
  )
}

describe('the sentence of an incident', () => {
  test('says who wrote what where, what it is, what holds it, and what stands there now', () => {
    expect(told({})).toBe(
      'At 14:05:12 php-fpm (www-data) wrote item.php into the upload folder of shop A; it is executable; no release holds it; it is still there.',
    )
    expect(told({}, 'ja')).toBe(
      '14:05:12、php-fpm (www-data) が shop A のアップロード先に item.php を書き込みました。実行可能です。どのリリースにも含まれません。現在も残っています。',
    )
  })

  test('names nobody where nobody is known, and says how often it came and what else belongs to it', () => {
    const again = { lead: { ...lead, actor: null, standing: 'gone' as const }, findings: 60, kinds: { added: 60 } }
    expect(told(again)).toBe(
      'At 14:05:12 item.php appeared in the upload folder of shop A; it is executable; no release holds it; it came 60 times; it is gone again.',
    )
    expect(told({ files: 4, findings: 4 })).toContain('3 more files belong to it.')
  })

  test('tells a deployment, a plugin and a first census by their counts', () => {
    const deployment = {
      kind: 'deployment',
      files: 312,
      findings: 320,
      lead: { ...lead, actor: { ...actor, executable: '/usr/bin/rsync', user: 'deploy' } },
    } as const
    expect(told(deployment)).toBe(
      'From 14:05:12 to 14:07:00 rsync (deploy) made 320 changes in 312 files of shop A; no release holds them.',
    )
    expect(told({ ...deployment, open: 0 })).toContain('permits cover all of it now.')
    expect(told({ kind: 'plugin', plugin: 'Coupon', files: 45 })).toContain(
      'the pages of shop A itself (php-fpm (www-data)) wrote 45 files of the plugin Coupon',
    )
    expect(told({ kind: 'census', findings: 5120 }, 'ja')).toContain(
      'web1 の初回の全数調査で、許可のないファイルが 5120 件',
    )
  })

  test('says before all else that card numbers are in it, in which case it is called that', () => {
    expect(told({ cards: 412 })).toContain(
      'of shop A; it holds 412 card numbers: probable card dump; it is executable;',
    )
    expect(told({ cards: 3, kind: 'deployment' }, 'ja')).toContain('カード番号を 3 件含みます(カード情報流出の疑い)。')
    expect(translator('en')(incidentKindKey({ kind: 'planted', cards: 3 }))).toBe('probable card dump')
    expect(translator('en')(incidentKindKey({ kind: 'planted', cards: null }))).toBe('planted file')
  })

  test('says of code in a cache that the shop did not generate it', () => {
    for (const reason of ['generated-rewritten', 'not-compiled'] as const) {
      const cached = { lead: { ...lead, class: 'generated' as const, reasons: [reason, 'unknown-file' as const] } }
      expect(told(cached)).toContain('of shop A; it is not what the shop generated there; no release holds it;')
      expect(told(cached, 'ja')).toContain('ショップが生成したコードではありません。')
    }
  })

  test('makes what attackers chose visible by whatever means its reader has', () => {
    const hostile = { lead: { ...lead, path: 'upload/a\u202e.php' } }
    const shown = (text: string) => text.replaceAll('\u202e', '<RLO>')
    const say = translator('en')
    expect(incidentSentence({ ...row, ...hostile }, { say, joint: joints.en, time: () => '', shown })).toContain(
      'a<RLO>.php',
    )
  })
})
