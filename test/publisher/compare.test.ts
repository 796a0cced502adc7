import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { createStatement, signStatement, verifyFolder } from '../../publisher/main.ts'
import { temporaryFolder } from '../support/folder.ts'

async function signedShop() {
  const directory = temporaryFolder()
  mkdirSync(join(directory, 'upload'))
  for (const name of ['a.php', 'b.php', 'upload/c.txt']) writeFileSync(join(directory, name), name)
  symlinkSync('a.php', join(directory, 'link'))
  const key = generateKeyPair()
  const words = { component: 'shop', version: '1.0', now: 0 }
  const { statement } = await createStatement({ source: { directory }, ...words })
  const file = join(temporaryFolder(), 'shop.json')
  writeFileSync(file, signStatement(statement, key))
  return { directory, file, key: key.id }
}

describe('comparing a folder with a signed release', () => {
  test('an untouched folder is the same, and the key that signed is named', async () => {
    const { directory, file, key } = await signedShop()
    const { release, compared } = await verifyFolder({ directory, file, keys: new Set([key]) })
    expect(compared).toEqual({ same: 4, differences: [] })
    expect(release.signer).toBe(key)
  })

  test('what is missing, differs, is there besides or cannot be read is told by path', async () => {
    const { directory, file, key } = await signedShop()
    unlinkSync(join(directory, 'a.php'))
    writeFileSync(join(directory, 'b.php'), 'changed')
    writeFileSync(join(directory, 'shell.php'), 'dropped')
    unlinkSync(join(directory, 'link'))
    symlinkSync('b.php', join(directory, 'link'))
    const { compared } = await verifyFolder({ directory, file, keys: new Set([key]) })
    expect(compared.same).toBe(1)
    expect(compared.differences.map(({ path, difference }) => [path, difference])).toEqual([
      ['a.php', 'missing'],
      ['b.php', 'differs'],
      ['link', 'differs'],
      ['shell.php', 'extra'],
    ])
    expect(compared.differences[3]).toMatchObject({ expected: null, found: { type: 'file' } })
  })

  test('what is excluded counts neither as missing nor as extra', async () => {
    const { directory, file } = await signedShop()
    writeFileSync(join(directory, 'upload/new.txt'), 'x')
    unlinkSync(join(directory, 'upload/c.txt'))
    const { compared } = await verifyFolder({ directory, file, keys: null, exclude: ['upload'] })
    expect(compared).toEqual({ same: 3, differences: [] })
  })

  test('without a key nobody is named as the signer', async () => {
    const { directory, file, key } = await signedShop()
    const { release } = await verifyFolder({ directory, file, keys: null })
    expect(release).toMatchObject({ signer: null, claimed: [key] })
  })

  test('a release that no given key signed is refused before the folder is read', async () => {
    const { file } = await signedShop()
    const verification = { directory: '/missing', file, keys: new Set([generateKeyPair().id]) }
    await expect(verifyFolder(verification)).rejects.toThrow('none of the given keys signed it')
  })
})
