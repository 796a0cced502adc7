import { executableByName, laneOf } from '@sekisho/shared/classify.ts'
import { folderOf, nameOf, type PathText, pathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { compileProfile, ProfileSchema } from '@sekisho/shared/profile.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const profile = ProfileSchema.parse({
  name: 'shop',
  title: 'Shop',
  rules: [
    { pattern: '**/.htaccess', class: 'config' },
    { pattern: 'upload/**', class: 'upload' },
    { pattern: 'upload/private/**', class: 'code' },
  ],
  payment: ['**/payment/**'],
})
const classify = compileProfile(profile)
const at = (path: string) => classify(pathTextOfString(path))

const name = fc
  .uint8Array({ minLength: 1, maxLength: 60 })
  .map(raw => pathText(raw.map(byte => (byte === 0 || byte === 0x2f ? 0x0a : byte))))

describe('a profile', () => {
  test('the first rule that matches decides, and is named', () => {
    expect(at('upload/private/a')).toEqual({ class: 'upload', payment: false, rule: 'upload/**' })
    expect(at('upload/.htaccess')).toEqual({ class: 'config', payment: false, rule: '**/.htaccess' })
  })

  test('what no rule names is code, which needs a permit', () => {
    expect(at('shell.php')).toEqual({ class: 'code', payment: false, rule: null })
    expect(at('upload')).toEqual({ class: 'code', payment: false, rule: null })
  })

  test('payment is a mark on top of any class', () => {
    expect(at('src/payment/pay.php')).toMatchObject({ class: 'code', payment: true })
    expect(at('upload/payment/a')).toMatchObject({ class: 'upload', payment: true })
  })

  test('under a rule dir/** every name gets its class, unless a named rule before it matches', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), parts => {
        const path = `upload/${parts.join('/')}` as PathText
        expect(classify(path).class).toBe(parts.at(-1) === '.htaccess' ? 'config' : 'upload')
      }),
      { numRuns: 1000 },
    )
  })

  test('the order in which paths are asked for never changes an answer', () => {
    const path = fc
      .array(fc.constantFrom('upload', 'private', 'payment', '.htaccess', 'a', ''), { minLength: 1, maxLength: 4 })
      .map(parts => pathTextOfString(parts.join('/')))
    fc.assert(
      fc.property(fc.array(path, { maxLength: 20 }), paths => {
        for (const asked of paths) {
          const answer = compileProfile(profile)(asked)
          expect(classify(asked)).toEqual(answer)
          expect(classify.within(folderOf(asked))(nameOf(asked))).toEqual(answer)
        }
      }),
    )
  })

  test('code, config and payment travel in the fast lane', () => {
    const lanes = (['code', 'config', 'upload', 'generated', 'log'] as const).map(pathClass => [
      laneOf({ class: pathClass, payment: false }),
      laneOf({ class: pathClass, payment: true }),
    ])
    expect(lanes).toEqual([
      ['fast', 'fast'],
      ['fast', 'fast'],
      ['bulk', 'fast'],
      ['bulk', 'fast'],
      ['bulk', 'fast'],
    ])
  })
})

describe('a name that can be executed', () => {
  test.each([
    'shell.php',
    'shell.PHP',
    'shell.php5',
    'shell.phtml',
    'shell.pHt',
    'shell.phar',
    'shell.php.jpg',
    'a/b/shell.php',
    '.htaccess',
    '.HTACCESS',
    '.user.ini',
    'run.cgi',
    'shell.php%0A',
    'shell.php ',
    'shell.php.関',
    '.php',
  ])('%j counts, in any case and at any place', path => {
    expect(executableByName(path)).toBe(true)
  })

  test.each(['photo.jpg', 'php', 'a.php/photo.jpg', 'photo.phpx', 'php.jpg', 'notes.txt', 'shell_php', ''])(
    '%j does not count',
    path => {
      expect(executableByName(path)).toBe(false)
    },
  )

  test('an executable extension is found whatever bytes stand around it', () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom('php', 'PHP', 'phtml', 'Phar', 'cgi'), (before, after, extension) => {
        expect(executableByName(`${before}.${extension}.${after}`)).toBe(true)
        expect(executableByName(`${before}.${extension}`)).toBe(true)
      }),
    )
  })
})
