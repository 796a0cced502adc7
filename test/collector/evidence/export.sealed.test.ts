// The laws of an export whose contents lie under a password: one archive that only the password opens, checked by the verifier as
// it is and once more when it is unpacked, and a password that is kept nowhere.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { broken, check, copyOf, ExportHouse, filesBelow, rowsOf, signAnew } from '../../support/export-house.ts'
import { ExportVaultHouse } from '../../support/export-vault.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { unzipped } from '../../support/unzip.ts'

const password = 'kitsune & tanuki 7'
const [first, second] = ['a.php', 'b.php'].map(path => Buffer.from(`<?php // ${path}`)) as [Buffer, Buffer]
const nameOf = (bytes: Buffer) => `${sha256Hex(bytes)}.bin`

async function exported(damage: (vault: ExportVaultHouse) => void = () => {}) {
  const house = await new ExportHouse().open()
  const vault = new ExportVaultHouse(house)
  await house.send(house.deed('a.php'), house.deed('b.php'))
  const incident = await house.incident(2)
  await vault.keep(first)
  await vault.keep(second)
  damage(vault)
  return { house, vault, incident, folder: copyOf(await house.export(incident, undefined, { password })) }
}

/** What pruning does beside an export that is being written. */
const pruned = (vault: ExportVaultHouse, bytes: Buffer) => {
  const content = `(SELECT id FROM content WHERE sha256 = '${sha256Hex(bytes)}')`
  vault.sql(`DELETE FROM content_part WHERE content = ${content}; DELETE FROM content WHERE id = ${content}`)
}

async function unpack(folder: string): Promise<string> {
  const place = temporaryFolder()
  const entries = await unzipped(readFileSync(join(folder, 'contents.zip')), password)
  for (const [name, bytes] of entries) writeFileSync(join(place, name), bytes)
  return place
}

describe('contents of an export under a password', () => {
  test('lie in one archive that it opens, and nowhere in the folder as they are', async () => {
    const { folder } = await exported()
    const entries = await unzipped(readFileSync(join(folder, 'contents.zip')), password)
    expect(entries).toEqual([first, second].map(bytes => [nameOf(bytes), bytes]))
    for (const name of filesBelow(folder)) expect(readFileSync(join(folder, name)).includes(first)).toBe(false)
    expect(filesBelow(folder).filter(name => name.startsWith('contents'))).toEqual(['contents.ndjson', 'contents.zip'])
    const lines = rowsOf(folder, 'contents.ndjson')
    expect(lines).toMatchObject([first, second].map(bytes => ({ file: nameOf(bytes), archive: 'contents.zip' })))
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toMatch(
      /--contents UNPACKED_FOLDER[\s\S]*--contents 展開先/,
    )
  })

  test('leave the password neither in the folder nor in the database', async () => {
    const { house, folder } = await exported()
    await house.store.store.stop()
    const files = [...filesBelow(folder).map(name => join(folder, name)), house.store.file]
    expect(files.filter(file => readFileSync(file).includes(password))).toEqual([])
  })

  test('are each a look in the audit trail', async () => {
    const { house, incident } = await exported()
    const lines = rowsOf<{ what: string; detail: object }>(
      await house.export(incident, undefined, null),
      'audit.ndjson',
    )
    const looks = lines.filter(({ what }) => what === 'content.download').map(({ detail }) => detail)
    expect(looks).toEqual(
      [first, second].map(bytes => ({ sha256: sha256Hex(bytes), bytes: bytes.length, exportOf: incident })),
    )
  })

  test('are checked by the archive itself, and once unpacked each by its sha256', async () => {
    const { house, folder } = await exported()
    const sealed = check(folder, house.key.id)
    expect(broken(sealed)).toEqual([])
    expect(sealed.lines.join('\n')).toContain('2 contents lie in contents.zip, under a password')
    const unpacked = await unpack(folder)
    const opened = check(folder, house.key.id, '--contents', unpacked)
    expect(broken(opened)).toEqual([])
    expect(opened.lines).toContain('ok     2 contents of files have the sha256 that findings say, whole')
    writeFileSync(join(unpacked, nameOf(first)), Buffer.from(first).fill(0, 3, 4))
    rmSync(join(unpacked, nameOf(second)))
    const changed = check(folder, '--contents', unpacked)
    expect(changed.code).toBe(1)
    expect(broken(changed)).toEqual([
      `${nameOf(first)}: its content is another than was exported`,
      `${nameOf(second)}: it is missing`,
    ])
  })

  test('are named where something else lies among them once they are unpacked', async () => {
    const { house, folder } = await exported()
    const unpacked = await unpack(folder)
    mkdirSync(join(unpacked, 'more'))
    for (const name of ['note.txt', 'more/x.bin']) writeFileSync(join(unpacked, name), 'planted')
    symlinkSync('note.txt', join(unpacked, 'link.bin'))
    const checked = check(folder, house.key.id, '--contents', unpacked)
    const additional = (name: string, what: string) =>
      `${name}: additional: contents.ndjson lists no such ${what} in contents.zip`
    expect(broken(checked).sort()).toEqual([
      additional('link.bin', 'thing'),
      additional('more/x.bin', 'file'),
      additional('more', 'folder'),
      additional('note.txt', 'file'),
    ])
    expect(checked.code).toBe(1)
  })

  test('are named where one byte of the archive is another, and where it was left out and signed so', async () => {
    const { house, folder } = await exported()
    const without = copyOf(folder)
    const archive = readFileSync(join(folder, 'contents.zip'))
    archive[120] = (archive[120] ?? 0) ^ 1
    writeFileSync(join(folder, 'contents.zip'), archive)
    expect(broken(check(folder))).toEqual(['contents.zip: its content is another than was exported'])
    rmSync(join(without, 'contents.zip'))
    signAnew(without, house.key)
    expect(broken(check(without))[0]).toMatch(/its archive is missing \(contents.zip\)/)
  })

  test('are left out where they are damaged, and the others open', async () => {
    const { folder } = await exported(vault =>
      vault.sql(`UPDATE content_part SET bytes = zeroblob(40) WHERE content = (SELECT min(id) FROM content)`),
    )
    const entries = await unzipped(readFileSync(join(folder, 'contents.zip')), password)
    expect(entries).toEqual([[nameOf(second), second]])
    expect(rowsOf(folder, 'contents.ndjson')).toMatchObject([{ why: 'damaged', file: null }, { why: null }])
    expect(broken(check(folder))).toEqual([])
  })

  test.each([
    ['in the folder', null],
    ['under a password', password],
  ])('that go while it is written are named as pruned, and the others are there: %s', async (_where, word) => {
    const { house, vault, incident } = await exported()
    let isGone = false
    const told = () => {
      if (!isGone) pruned(vault, second)
      isGone = true
    }
    const folder = await house.export(incident, undefined, { password: word }, { told })
    expect(rowsOf(folder, 'contents.ndjson')).toMatchObject([{ why: null }, { why: 'pruned', file: null, bytes: 0 }])
    expect(broken(check(folder))).toEqual([])
  })

  test('that go once they were read are in the archive all the same', async () => {
    const { house, vault, incident } = await exported()
    let reads = 0
    const told = (step: string) => {
      if (step === 'contents' && ++reads === 2) for (const bytes of [first, second]) pruned(vault, bytes)
    }
    const folder = await house.export(incident, undefined, { password }, { told })
    const entries = await unzipped(readFileSync(join(folder, 'contents.zip')), password)
    expect(entries).toEqual([first, second].map(bytes => [nameOf(bytes), bytes]))
  })

  test('leave nothing where the look at the second cannot be written down', async () => {
    const { house, vault, incident, folder } = await exported()
    vault.sql(`CREATE TRIGGER full BEFORE INSERT ON audit WHEN json_extract(new.detail, '$.sha256') = '${sha256Hex(second)}'
      BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    await expect(house.export(incident, `${folder}.again`, { password })).rejects.toThrow(/audit trail.*no room/)
    expect(existsSync(`${folder}.again`)).toBe(false)
  })

  test('with none kept, make no archive', async () => {
    const house = await new ExportHouse().open()
    await house.send(house.deed('a.php'))
    const folder = await house.export(await house.incident(1), undefined, { password })
    expect(filesBelow(folder)).not.toContain('contents.zip')
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).not.toMatch(/^contents(?:\/|\.zip) /m)
    expect(broken(check(folder))).toEqual([])
  })
})

test('the verifier says how it is used where --contents names no folder', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'x'))
  const verifier = join(import.meta.dirname, '..', '..', '..', 'collector', 'evidence', 'verifier.mjs')
  writeFileSync(join(folder, 'verify.mjs'), readFileSync(verifier))
  const { code, lines } = check(folder, '--contents')
  expect(code).toBe(1)
  expect(lines).toEqual(['node verify.mjs [KEYID, 64 hex digits] [FOLDER] [--contents UNPACKED_FOLDER]'])
})
