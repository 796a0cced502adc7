// The laws of a backup's folder: whatever is changed, cut off, added or left out is named, and a manifest is its signer's.
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { expect, test } from 'vitest'
import { checkPart, filesOf, partOf, readManifest, writeManifest } from '../../../collector/backup/manifest.ts'
import { backupFormat } from '../../../collector/handover.backup.ts'
import { temporaryFolder } from '../../support/folder.ts'

const key = generateKeyPair()

function written() {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'store.db'), 'rows '.repeat(1000))
  writeFileSync(join(folder, 'heads.jsonl'), '{}\n')
  const parts = filesOf('apart').map(name => partOf(folder, name))
  const said = { format: backupFormat, madeAt: 5, version: '1', schema: 3, collector: key.id, key: 'apart' } as const
  writeManifest(folder, { ...said, parts }, key)
  return folder
}

function refusal(look: () => unknown): string {
  try {
    look()
    return 'nothing was refused'
  } catch (error) {
    const { code, place, message } = error as { code?: string; place?: string; message: string }
    return `${code} ${place}: ${message}`
  }
}

const checkAll = (folder: string) => {
  for (const part of readManifest(folder).parts) checkPart(folder, part, null)
}

test('a backup’s folder is read as it was written', () => {
  const folder = written()
  expect(readManifest(folder)).toMatchObject({ collector: key.id, schema: 3, madeAt: 5, key: 'apart' })
  expect(refusal(() => checkAll(folder))).toBe('nothing was refused')
})

test.each(['store.db', 'heads.jsonl'])('a change of one bit, a longer, shorter or missing %s is named', name => {
  const changes: readonly ((file: string) => void)[] = [
    file => {
      const bytes = readFileSync(file)
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      writeFileSync(file, bytes)
    },
    file => appendFileSync(file, ' '),
    file => truncateSync(file, 1),
    file => rmSync(file),
    file => {
      rmSync(file)
      mkdirSync(file)
    },
  ]
  for (const change of changes) {
    const folder = written()
    change(join(folder, name))
    expect(refusal(() => checkAll(folder))).toContain(`backup-damaged ${name}: `)
  }
})

test('a manifest is taken only as the collector that it names has signed it', () => {
  const folder = written()
  const file = join(folder, 'manifest.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"madeAt": 5', '"madeAt": 6'))
  expect(refusal(() => readManifest(folder))).toContain('backup-damaged manifest.json: the collector that it names')
  const unsigned = written()
  rmSync(join(unsigned, 'manifest.sig'))
  expect(refusal(() => readManifest(unsigned))).toContain('backup-damaged manifest.sig')
})

test('a manifest names exactly the files of its kind, and nothing outside of its folder', () => {
  const folder = written()
  const { parts, ...said } = readManifest(folder)
  const named = (...names: string[]) => {
    for (const name of ['manifest.json', 'manifest.sig']) rmSync(join(folder, name))
    const wrong = names.map(name => ({ ...parts[0], name }))
    writeManifest(folder, { ...said, parts: wrong } as never, key)
    return refusal(() => readManifest(folder))
  }
  expect(named('store.db')).toContain('backup-damaged manifest.json')
  expect(named('store.db', 'heads.jsonl', 'store.db')).toContain('backup-damaged manifest.json')
  expect(named('store.db', '../../etc/passwd')).toContain('backup-damaged manifest.json')
})

test('a manifest of a newer form, or of none, is refused as what it is', () => {
  const folder = written()
  writeFileSync(join(folder, 'manifest.json'), '{"format": 2}')
  expect(refusal(() => readManifest(folder))).toContain('schema-newer manifest.json: it has format 2')
  writeFileSync(join(folder, 'manifest.json'), '{"format": 1')
  expect(refusal(() => readManifest(folder))).toContain('backup-damaged manifest.json: it is no JSON')
  writeFileSync(join(folder, 'manifest.json'), ' '.repeat(100_000))
  expect(refusal(() => readManifest(folder))).toContain('backup-damaged manifest.json: it has 100000 bytes')
})

test('what is copied is what was checked', () => {
  const folder = written()
  const into = temporaryFolder()
  for (const part of readManifest(folder).parts) checkPart(folder, part, into)
  expect(readFileSync(join(into, 'store.db'))).toEqual(readFileSync(join(folder, 'store.db')))
  const [part] = readManifest(folder).parts
  writeFileSync(join(folder, 'store.db'), 'Rows '.repeat(1000))
  expect(refusal(() => part && checkPart(folder, part, temporaryFolder()))).toContain('backup-damaged store.db')
})
