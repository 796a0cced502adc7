// The laws of when the kernel tells of all that may lead a root elsewhere: only then nobody looks for it each second.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { isToldOf } from '../../../../agent/watch/linux/told.ts'
import { memoryFolder, temporaryFolder } from '../../../support/folder.ts'

function shop() {
  const folder = temporaryFolder()
  const real = join(folder, 'releases/42')
  mkdirSync(real, { recursive: true })
  const told = (root: string, leadsTo = real) => isToldOf(root as PathText, leadsTo as PathText)
  const link = (target: string, name: string) => {
    symlinkSync(target, join(folder, name))
    return join(folder, name)
  }
  return { folder, real, told, link }
}

describe('what may lead a root elsewhere', () => {
  test('is told where all of its way lies on its own file system, with a link that leads straight to it', () => {
    const { real, told, link } = shop()
    expect(told(real)).toBe(true)
    expect(told(link('releases/42', 'current'))).toBe(true)
    expect(told(link(real, 'absolute'))).toBe(true)
    expect(told(join(link('releases', 'versions'), '42'))).toBe(true)
  })

  test('is told where links lead by way of others, when those lie there too', () => {
    const { folder, real, told, link } = shop()
    link('releases/42', 'newest')
    expect(told(link('newest', 'current'))).toBe(true)
    link('releases', 'versions')
    expect(told(link('versions/42', 'by-way'))).toBe(true)
    mkdirSync(join(folder, 'b/c'), { recursive: true })
    symlinkSync(real, join(folder, 'b/c/inner'))
    expect(told(join(link('b/c', 'outer'), 'inner'))).toBe(true)
  })

  test('is not told where a link leads by way of another one on another file system', () => {
    const { real, told, link } = shop()
    const elsewhere = memoryFolder()
    symlinkSync(real, join(elsewhere, 'newest'))
    expect(told(link(join(elsewhere, 'newest'), 'current'))).toBe(false)
    symlinkSync(join(elsewhere, 'newest'), join(real, '../by-way'))
    expect(told(link('releases/by-way', 'twice'))).toBe(false)
  })

  test('is not told where a part of the way lies on another file system', () => {
    const { real, told } = shop()
    const elsewhere = memoryFolder()
    symlinkSync(real, join(elsewhere, 'current'))
    expect(told(join(elsewhere, 'current'))).toBe(false)
    expect(told(elsewhere, elsewhere)).toBe(false)
  })

  test('is not told of what is not there', () => {
    const { folder, told } = shop()
    expect(told(join(folder, 'gone'))).toBe(false)
  })
})
