// Owns the laws of what is written in the form of a pattern: it becomes limits, and nothing that is left empty becomes one.
import { expect, test } from 'vitest'
import { limitsOf } from '../../../../../collector/dashboard/src/approvals/limits.ts'

const nothing = { site: 'shop', pattern: 'a/**', class: '', extensions: '', largestKiB: '' }

test('a field of the form that is left empty is no limit', () => {
  expect(limitsOf(nothing)).toEqual({ site: 'shop', pattern: 'a/**', classes: [], extensions: [], largest: null })
})

test('extensions are taken with dots or without, however they are parted, and sizes in KiB', () => {
  const written = { ...nothing, class: 'code', extensions: ' .twig, html、css  js ', largestKiB: '200' }
  expect(limitsOf(written)).toMatchObject({
    classes: ['code'],
    extensions: ['twig', 'html', 'css', 'js'],
    largest: 204_800,
  })
})
