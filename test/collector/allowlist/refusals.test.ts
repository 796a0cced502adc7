// Owns the laws of refused releases: whoever sent one reads why in their own language, and how to mend it.
import { execFileSync } from 'node:child_process'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { conflictOf, otherComponent, refuse, refuseOtherEnd } from '../../../collector/allowlist/refusals.ts'
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
    otherComponent(params.key, params.component),
    ['sekisho key list', `sekisho key trust ${params.key} --name NAME --component theme`],
  ],
])('%s is refused with the commands that mend it, in both languages, and these exist', (_, refused, commands) => {
  for (const locale of ['en', 'ja'] as const) {
    const named = [...reasonIn(refused, locale).matchAll(/`(sekisho [^`]+)`/g)].map(([, command = '']) => command)
    expect(named).toEqual(commands)
    expect(named.flatMap(unknownIn)).toEqual([])
  }
})

const [site, component, version] = ["EC's shop", 'theme; exit 1', '2.0 $(id)']

/** Of the last command that is told, as a shell takes them. */
function wordsOf(refused: unknown): string[] {
  const command = [...reasonIn(refused as Error, 'en').matchAll(/`(sekisho [^`]+)`/g)].at(-1)?.[1]
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}

function otherEnd(): unknown {
  try {
    refuseOtherEnd({ component, version, expiresAt: null } as ReleaseRow, 0)
  } catch (error) {
    return error
  }
}

test('in the command that mends a refusal names are words that a shell runs nothing of, whatever whoever signed chose for them', () => {
  expect(wordsOf(conflictOf({ ...taken, site, component }))).toEqual([
    'sekisho',
    'component',
    'unsubscribe',
    component,
    '--site',
    site,
  ])
  expect(wordsOf(otherComponent(params.key, component)).slice(-2)).toEqual(['--component', component])
  expect(wordsOf(otherEnd()).slice(0, 5)).toEqual(['sekisho', 'release', 'expire', component, version])
})
