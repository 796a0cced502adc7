import { pathTextOfString as path } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { compileSelection } from '../../publisher/source/selection.ts'

describe('a selection', () => {
  test('without words it takes every path as it is', () => {
    expect(compileSelection({}).nameOf(path('a/b'))).toBe('a/b')
  })

  test('a pattern that names a folder means all below it, and exclude wins over include', () => {
    const { nameOf } = compileSelection({ include: ['html', 'src/*.php'], exclude: ['html/upload', '**/*.bak'] })
    const taken = ['html/index.php', 'html/upload/x', 'html/a.bak', 'src/a.php', 'src/b/a.php', 'other', 'html']
    expect(taken.map(name => nameOf(path(name)))).toEqual([
      'html/index.php',
      null,
      null,
      'src/a.php',
      null,
      null,
      'html',
    ])
  })

  test('strip takes folders off as tar does, patterns see the rest, and the prefix comes last', () => {
    const { nameOf } = compileSelection({ strip: 2, exclude: ['upload'], prefix: 'shop/html' })
    expect(nameOf(path('a/b/c/d'))).toBe('shop/html/c/d')
    expect(nameOf(path('a/b/upload/d'))).toBeNull()
    expect(nameOf(path('a/b'))).toBe('shallow')
    expect(nameOf(path('a'))).toBe('shallow')
  })

  test('only folders that hold nothing wanted need no look', () => {
    const { leavesOut } = compileSelection({ exclude: ['a/b'], include: ['a/*.php'] })
    expect([path('a/b'), path('a/b/c'), path('a'), path('c')].map(leavesOut)).toEqual([true, true, false, false])
    expect(compileSelection({ strip: 1, exclude: ['a'] }).leavesOut(path('a'))).toBe(false)
  })

  test('of names that are asked for alone, only the folders above them need a look', () => {
    const only = new Set(['theme/a/b/x.php', 'theme/c.php'].map(path))
    const { nameOf, leavesOut } = compileSelection({ only, strip: 1, prefix: 'theme' })
    expect([path('top/a/b/x.php'), path('top/c.php'), path('top/d.php')].map(nameOf)).toEqual([...only, null])
    const folders = [path('top'), path('top/a'), path('top/a/b'), path('top/d'), path('top/a/b/e')]
    expect(folders.map(leavesOut)).toEqual([false, false, false, true, true])
  })

  test('a wrong pattern and a prefix that climbs are refused by name', () => {
    expect(() => compileSelection({ include: ['/a'] })).toThrow(expect.objectContaining({ place: '/a' }))
    expect(() => compileSelection({ prefix: '../a' })).toThrow(expect.objectContaining({ place: '../a' }))
  })
})
