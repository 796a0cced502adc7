// Owns the laws of what `up` takes for the folder: its profile by its telltale files, unless another is named.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { profileFor } from '../../../bin/up/place.ts'
import { temporaryFolder } from '../../support/folder.ts'

const say = translator('en')

test('the platform is known by what lies in the folder, and the profile that is named goes before it', () => {
  const folder = temporaryFolder()
  expect(profileFor(folder, undefined, say).name).toBe('php')
  mkdirSync(join(folder, 'src/Eccube/Common'), { recursive: true })
  writeFileSync(join(folder, 'src/Eccube/Common/Constant.php'), '<?php')
  expect(profileFor(folder, undefined, say).name).toBe('eccube4')
  expect(profileFor(folder, 'wordpress', say).name).toBe('wordpress')
  expect(() => profileFor(folder, 'wordpres', say)).toThrow(/wordpres.*eccube4.*wordpress/s)
})
