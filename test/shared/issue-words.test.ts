// The law of values that a schema refuses: what would be allowed is told in either language, and the value itself never.
import { ApprovePatternSchema, ApproveSchema } from '@sekisho/shared/api.approvals.ts'
import { NewMuteSchema } from '@sekisho/shared/api.mutes.ts'
import { Key, Name } from '@sekisho/shared/api.words.ts'
import { placeIn, wrongIn } from '@sekisho/shared/issue-words.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { Pattern } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

function told(schema: z.ZodType, value: unknown): readonly string[] {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  return [wrongIn(issue, translator('en')), wrongIn(issue, translator('ja'))]
}

const limits = { site: 'shop', pattern: 'app/**', until: '2026-12-24T00:00:00.000Z', reason: 'templates' }

describe('what a schema refuses', () => {
  test.each<[z.ZodType, unknown, string, string]>([
    [z.string(), 7, 'must be text', '文字列でなければなりません'],
    [z.string(), undefined, 'is missing, and must be text', '必要です(文字列でなければなりません)'],
    [z.record(z.string(), z.string()), 7, 'must be a map of keys', 'キーと値の組でなければなりません'],
    [z.int(), 'x', 'must be a number', '数値でなければなりません'],
    [z.string().min(1), '', 'must be at least 1 character long', '1文字以上でなければなりません'],
    [z.string().max(2), 'secret', 'must be at most 2 characters long', '2文字以下でなければなりません'],
    [z.array(z.string()).min(1), [], 'must be a list of at least 1', '1件以上のリストでなければなりません'],
    [z.int().positive(), -1, 'must be more than 0', '0より大きい数でなければなりません'],
    [z.int().max(9), 10, 'must be at most 9', '9以下でなければなりません'],
    [z.enum(['on', 'off']), 'maybe', 'must be one of on, off', 'on, offのいずれかでなければなりません'],
    [
      z.iso.datetime(),
      'yesterday',
      'must be a time with its zone, such as 2026-11-30T10:00:00.000Z',
      '2026-11-30T10:00:00.000Zのようなタイムゾーン付きの時刻でなければなりません',
    ],
    [z.email(), 'secret', 'must be an e-mail address', 'メールアドレスでなければなりません'],
    [z.string().regex(/^[a-z]$/), 'A', 'must be of the form /^[a-z]$/', '形式/^[a-z]$/の値でなければなりません'],
    [z.strictObject({}), { extra: 1 }, 'is no key that is known here', 'ここでは使えないキーです'],
    [Key, 'secret', 'must be 64 lower-case hex digits', '小文字の16進64桁でなければなりません'],
    [
      Name,
      ' x',
      'at most 100 characters, no control characters, no space at either end',
      '100文字以内で指定してください(制御文字と前後の空白は不可)',
    ],
    [
      Pattern,
      'a/b**',
      'must be a pattern; this one `**` must be a whole part',
      'パターン(この値の問題: `**`は単独で1つの部分にしてください)でなければなりません',
    ],
    [
      ApprovePatternSchema,
      limits,
      'name a class, an extension or a largest size: a pattern alone is no limit',
      '種別、拡張子、最大サイズのいずれかを指定してください(パターンだけでは限定になりません)',
    ],
    [
      NewMuteSchema,
      { reason: 'moving', until: limits.until },
      'name what it covers: a site, a host, a path or an incident',
      '消音の対象(サイト、ホスト、パス、インシデント)を指定してください',
    ],
  ])('%#: is told by what would be allowed, in either language', (schema, value, english, japanese) => {
    expect(told(schema, value)).toEqual([english, japanese])
  })
  test.each<[unknown, string, string]>([
    [{ ...limits, extensions: ['twig'], odd: 1 }, 'odd', 'is no key that is known here'],
    [{ ...limits, extensions: [7] }, 'extensions.0', 'must be text'],
    [[], '', 'must be a map of keys'],
  ])('%#: stands at its field, and a key that is not known at its own name', (value, place, wrong) => {
    const [issue] = ApprovePatternSchema.safeParse(value).error?.issues ?? []
    expect([placeIn(issue), wrongIn(issue, translator('en'))]).toEqual([place, wrong])
  })

  test('an unknown key in a list of maps is told with the way to it', () => {
    const [issue] =
      z.object({ actors: z.array(z.strictObject({})) }).safeParse({ actors: [{ odd: 1 }] }).error?.issues ?? []
    expect(placeIn(issue)).toBe('actors.0.odd')
  })

  test.each<[unknown, string, string]>([
    [{ site: 'shop', path: 'a.php', reason: 'x' }, 'sha256', 'is missing, and must be text'],
    [{ findings: ['one'], reason: 'x' }, 'findings.0', 'must be a number'],
    [[], '', 'must be of another type'],
  ])('%#: of several shapes the one that was meant says what it lacks', (value, place, wrong) => {
    const [issue] = ApproveSchema.safeParse(value).error?.issues ?? []
    expect([placeIn(issue), wrongIn(issue, translator('en'))]).toEqual([place, wrong])
  })
})
