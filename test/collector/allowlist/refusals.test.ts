// Owns the laws of refused releases: whoever sent one reads why in their own language, and how to mend it.
import type { Failure } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { conflictOf, refuse } from '../../../collector/allowlist/refusals.ts'
import { unknownIn } from '../../support/named-commands.ts'

test('a refused release names its place, and why in the words of whoever sent it', () => {
  const refused = refuse('publish.replaced', { place: 'shop 1.0.0' })
  expect(refused).toMatchObject({ code: 'release-refused', place: 'shop 1.0.0' })
  expect(reasonIn(refused, 'en')).toBe('a newer release has replaced it: to roll back, activate it')
  expect(reasonIn(refused, 'ja')).toBe('新しいリリースに置き換えられています。戻すには有効化してください')
})

const taken = { site: 'shop', path: 'index.php' as PathText, component: 'theme' }
const params = { key: 'a'.repeat(64), component: 'theme' }

test.each<readonly [string, Failure, readonly string[]]>([
  [
    'a path of another component',
    conflictOf(taken),
    ['sekisho release create … --exclude PATTERN', 'sekisho component unsubscribe theme --site shop'],
  ],
  [
    'a path that a weak release names besides',
    conflictOf(taken, 'problem.path-taken-weak'),
    ['sekisho release create … --exclude PATTERN'],
  ],
  [
    'a key that nobody trusts',
    refuse('signed.untrusted', { params }),
    ['sekisho key list', 'sekisho key trust ID --name NAME --component COMPONENT'],
  ],
  [
    'a key of another component',
    refuse('signed.other-component', { params }),
    ['sekisho key list', `sekisho key trust ${params.key} --name NAME --component theme`],
  ],
])('%s is refused with the commands that mend it, in both languages, and these exist', (_, refused, commands) => {
  for (const locale of ['en', 'ja'] as const) {
    const named = [...reasonIn(refused, locale).matchAll(/`(sekisho [^`]+)`/g)].map(([, command = '']) => command)
    expect(named).toEqual(commands)
    expect(named.flatMap(unknownIn)).toEqual([])
  }
})
