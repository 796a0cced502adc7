// Owns the laws of the explanation of a class: it agrees with what classifies, and names what else would have fitted.
import { decide } from '@sekisho/shared/decision.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { compileProfile, type ProfileRule } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import { platforms } from '../support/platforms.ts'

const rules: readonly ProfileRule[] = [
  { pattern: '**/.htaccess', class: 'config' },
  { pattern: 'up/film/**', class: 'upload', digest: 'xxh64' },
  { pattern: 'up/**', class: 'upload', severity: 'high', rehash: '6h', keep: true },
  { pattern: 'log/**', class: 'log' },
  { pattern: 'key/**', class: 'config', keep: false },
  { pattern: 'vendor/**', class: 'code', digest: 'xxh64' },
  { pattern: 'etc/**', class: 'config', digest: 'xxh64' },
  { pattern: 'cache/**', class: 'generated', digest: 'xxh64' },
]
const profile = { rules, payment: ['up/film/pay*'] }
const decided = (path: string) => decide(profile, pathTextOfString(path))

describe('a decision', () => {
  test('names the first rule that fits by its place, and the later ones by their patterns', () => {
    expect(decided('up/film/.htaccess')).toMatchObject({
      where: { class: 'config', rule: '**/.htaccess' },
      rule: 1,
      also: ['up/film/**', 'up/**'],
      executableName: true,
    })
    expect(decided('index.php')).toMatchObject({ where: { class: 'code', rule: null }, rule: null, also: [] })
  })

  test('tells what is in force, whether the rule says it or the class', () => {
    expect(decided('up/a.jpg')).toMatchObject({
      digest: 'sha256',
      keep: true,
      where: { severity: 'high', rehash: '6h' },
    })
    expect(decided('up/film/a.mp4')).toMatchObject({ digest: 'xxh64', keep: true, payment: null })
    expect(decided('log/a.log')).toMatchObject({ digest: 'xxh64', keep: true })
    expect(decided('key/a.pem')).toMatchObject({ keep: false })
    expect(decided('src/a.php')).toMatchObject({ digest: 'sha256', keep: true })
  })

  test('an upload on a payment path has its sha256 whatever the rule says, and the pattern is named', () => {
    expect(decided('up/film/pay.mp4')).toMatchObject({ digest: 'sha256', payment: 'up/film/pay*' })
  })

  test.each(['vendor/a.php', 'etc/a.conf', 'cache/a.php'])('%s has its sha256, though a rule says otherwise', path => {
    expect(decided(path)).toMatchObject({ rule: expect.any(Number), digest: 'sha256' })
  })

  test('agrees with what classifies, for every path of every platform', () => {
    const classify = compileProfile(profile)
    for (const [path] of Object.values(platforms).flat())
      expect(decided(path).where).toEqual(classify(pathTextOfString(path)))
  })
})
