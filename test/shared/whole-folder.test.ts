// The laws of a whole folder: it has its name with all that is in it, or nothing of it is left.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeWholeFolder } from '@sekisho/shared/whole-folder.ts'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

test('a folder whose filling fails leaves nothing, and one that succeeds is its owner’s alone', async () => {
  const place = temporaryFolder()
  const fill = (staging: string) => writeFileSync(join(staging, 'a'), '')
  const failing = makeWholeFolder(join(place, 'out'), staging => {
    fill(staging)
    throw Object.assign(new Error('no'), { code: 'no' })
  })
  await expect(failing).rejects.toMatchObject({ code: 'no' })
  expect(readdirSync(place)).toEqual([])
  await makeWholeFolder(join(place, 'out'), fill)
  expect(readdirSync(place)).toEqual(['out'])
  expect(statSync(join(place, 'out')).mode & 0o777).toBe(0o700)
})

test('a name that somebody takes while the folder is filled stays theirs', async () => {
  const folder = join(temporaryFolder(), 'out')
  const making = makeWholeFolder(folder, () => mkdirSync(folder))
  await expect(making).rejects.toMatchObject({ code: 'folder-taken' })
  expect(readdirSync(folder)).toEqual([])
})
