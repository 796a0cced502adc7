// The laws of what a rule holds generated code to.
import { cacheDepth, generatedFolders, isWrittenOnce } from '@sekisho/shared/generated.ts'
import { describe, expect, test } from 'vitest'

const ruled = (rule: string | null) => cacheDepth({ class: 'generated', rule })

describe('generated code', () => {
  test('is written once unless its rule says otherwise, and nothing else is', () => {
    expect(isWrittenOnce({ class: 'generated' })).toBe(true)
    expect(isWrittenOnce({ class: 'generated', once: true })).toBe(true)
    expect(isWrittenOnce({ class: 'generated', once: false })).toBe(false)
    expect(isWrittenOnce({ class: 'upload' })).toBe(false)
  })

  test.each([
    ['var/cache/**', 2],
    ['var/cache/*/twig/**', 4],
    ['var/{cache,page_cache}/*/**', 3],
    ['wp-content/uploads/**/*.css', 2],
  ])('of %s has the folder before the ** for its cache folder', (rule, depth) => {
    expect(ruled(rule)).toBe(depth)
  })

  test.each(['ld.so.cache', '**/*.tpl.php', '{a/b,c}/**', 'cache/*'])('of %s has no cache folder', rule => {
    expect(ruled(rule)).toBe(0)
  })

  test('that is written all the time is asked for no folder', () => {
    expect(cacheDepth({ class: 'generated', once: false, rule: 'cache/**' })).toBeNull()
    expect(cacheDepth({ class: 'upload', rule: 'upload/**' })).toBeNull()
  })

  test('lies below the plain folders that its rules begin with, each named once', () => {
    const below = (...patterns: string[]) =>
      generatedFolders(patterns.map(pattern => ({ pattern, class: 'generated' })))
    expect(below('var/cache/*/twig/**', 'var/cache/**', 'var/cachet/{a,b}/**', 'app/proxy/x.php')).toEqual([
      'var/cache',
      'var/cachet',
      'app/proxy',
    ])
    expect(below('var/cache/**', '**/*.tpl.php')).toEqual([''])
    expect(below('{a,b}/**')).toEqual([''])
    const others = [
      { pattern: 'a/**', class: 'upload' } as const,
      { pattern: 'b/**', class: 'generated', once: false } as const,
    ]
    expect(generatedFolders(others)).toEqual([])
  })
})
