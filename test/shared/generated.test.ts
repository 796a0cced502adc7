// The laws of what a rule holds generated code to.
import { cacheDepth, isWrittenOnce } from '@sekisho/shared/generated.ts'
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
})
