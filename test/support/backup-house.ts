// Owns a collector's state folder and backups of it for tests: a store that was closed, a key, and manifests that are signed
// anew after something was changed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeyFile } from '@sekisho/shared/keyfile.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import { filesOf, partOf, writeManifest } from '../../collector/backup/manifest.ts'
import { type BackupManifest, BackupManifestSchema } from '../../collector/handover.backup.ts'
import { file, finding } from './batches.ts'
import { temporaryFolder } from './folder.ts'
import { StoreHouse } from './store-house.ts'

const passphrase = 'a gate, a permit, a traveller'

export interface BackupHouse {
  readonly state: string
  readonly key: KeyPair
  /** Where backups are made. */
  readonly shelf: string
  /** Holds the passphrase. */
  readonly passphraseFile: string
}

/** A collector that ran once, and has one host with some findings. */
export async function openBackupHouse(batches = 3): Promise<BackupHouse> {
  const state = temporaryFolder()
  mkdirSync(join(state, 'collector'), { mode: 0o700 })
  const key = makeKeyFile(join(state, 'collector', 'collector.key'))
  const house = await new StoreHouse(join(state, 'collector', 'store.db')).open()
  const { chain, host } = await house.shop()
  for (let at = 1; at <= batches; at++) await house.send(host, chain.seal(finding(`f${at}.php`, null, file(`${at}`))))
  await house.store.stop()
  const shelf = temporaryFolder()
  const passphraseFile = join(shelf, 'passphrase')
  writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
  return { state, key, shelf, passphraseFile }
}

/** Signs a manifest over what the folder now holds, as whoever has the key can. */
export function signAnew(folder: string, key: KeyPair, wish: Partial<BackupManifest> = {}): void {
  const manifest = BackupManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  for (const name of ['manifest.json', 'manifest.sig']) rmSync(join(folder, name))
  const parts = filesOf(manifest.key).map(name => partOf(folder, name))
  writeManifest(folder, { ...manifest, parts, ...wish }, key)
}
