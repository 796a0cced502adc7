// Owns how a collector's state becomes a backup, and a backup a collector's state: store copies and looks at databases,
// backup keeps manifest and key. Needs no collector that runs, and stops none.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import { makeFile, syncPath } from '@sekisho/shared/durable-file.ts'
import { describeError, errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { readKeyFile, readSecretFile } from '@sekisho/shared/keyfile.ts'
import { type KeyPair, keyPairFromPem, privateKeyPem, sha256Hex } from '@sekisho/shared/proof.ts'
import { isRunning, makeStateFolder } from '@sekisho/shared/state.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { makeWholeFolder } from '@sekisho/shared/whole-folder.ts'
import { checkPart, damaged, filesOf, partOf, readManifest, readSmall, writeManifest } from './backup/manifest.ts'
import { openSealedKey, sealKey } from './backup/sealed-key.ts'
import { type BackupManifest, backupFormat, type DatabaseFacts, type KeyCustody } from './handover.backup.ts'
import manifest from './package.json' with { type: 'json' }
import { copyDatabase, lookAtDatabase, noteRestored } from './store/copy.ts'

export type { KeyCustody } from './handover.backup.ts'

/** How far the longest step came: pages or bytes, and of how many. */
export type Told = (done: number, total: number) => void

export interface BackupWish {
  readonly state: string
  /** Made by this, with all that is in it. */
  readonly folder: string
  readonly key: KeyCustody
  /** For a sealed key. */
  readonly passphraseFile: string | null
  readonly clock: Clock
  readonly told: Told
}

export interface BackupReport {
  readonly manifest: BackupManifest
  readonly facts: DatabaseFacts
}

const ownerOnly = 0o700

/**
 * Copies the collector's state into a new folder, also while a collector runs on it.
 * @throws Failure folder-taken, name-unknown, key-unusable, backup-failed
 */
export async function makeBackup(wish: BackupWish): Promise<BackupReport> {
  const { state, key: custody } = wish
  const folder = resolve(wish.folder)
  const source = join(state, 'collector')
  if (!existsSync(join(source, 'store.db')))
    throw new ToldFailure('name-unknown', reason('state.no-collector'), { place: state })
  const key = readKeyFile(join(source, 'collector.key'))
  const secret = secretFile(custody, key, wish.passphraseFile)
  return await inPlace(folder, async staging => {
    const madeAt = wish.clock.now()
    await copyDatabase(join(source, 'store.db'), join(staging, 'store.db'), wish.told)
    const facts = lookAtDatabase(join(staging, 'store.db'))
    makeFile(join(staging, 'heads.jsonl'), headsText(facts))
    if (secret !== null) makeFile(join(staging, secret.name), secret.text)
    const parts = filesOf(custody).map(name => partOf(staging, name))
    const { schema } = facts
    const { version } = manifest
    const said = { format: backupFormat, madeAt, version, schema, collector: key.id, key: custody, parts } as const
    writeManifest(staging, said, key)
    for (const name of ['manifest.json', 'manifest.sig']) syncPath(join(staging, name))
    return { manifest: said, facts }
  })
}

/** Before anything is copied: a passphrase that cannot be used is no reason to read a database of gigabytes. */
function secretFile(custody: KeyCustody, key: KeyPair, passphraseFile: string | null) {
  if (custody === 'apart') return null
  if (custody === 'open') return { name: 'collector.key', text: privateKeyPem(key) } as const
  if (passphraseFile === null) throw new Error('a sealed key needs a passphrase')
  const passphrase = readSecretFile(passphraseFile)
  return { name: 'collector.key.sealed', text: sealKey(key, passphrase) } as const
}

async function inPlace<T>(folder: string, fill: (staging: string) => Promise<T>): Promise<T> {
  try {
    return await makeWholeFolder(folder, fill)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('backup-failed', describeError(error), { place: folder, cause: error })
  }
}

function headsText({ heads }: DatabaseFacts): string {
  return heads.map(head => `${JSON.stringify(head)}\n`).join('')
}

/**
 * Looks at all of a backup and changes nothing. Its signature is its own: whether the key is the right one, only the key shows.
 * @throws Failure backup-damaged, schema-newer
 */
export function checkBackup(folder: string, told: Told): BackupReport {
  const manifest = readManifest(folder)
  checkParts(folder, manifest, null, told)
  return { manifest, facts: checkDatabase(folder, manifest) }
}

export interface RestoreWish {
  readonly folder: string
  readonly state: string
  readonly passphraseFile: string | null
  /** Of a key that was kept apart. */
  readonly keyFile: string | null
  readonly clock: Clock
  readonly told: Told
}

/**
 * Puts a backup where no collector has any state yet. Nothing has its name before all of it was checked and is on disk.
 * @throws Failure state-locked, state-occupied, state-permissions, backup-damaged, schema-newer, key-unusable
 */
export function restoreBackup(wish: RestoreWish): BackupReport {
  const { folder, state, clock } = wish
  refuseOccupied(state)
  const manifest = readManifest(folder)
  const key = keyOf(wish, manifest)
  makeStateFolder(state)
  const place = join(state, 'collector')
  const staging = join(state, `collector.${process.pid}.new`)
  try {
    mkdirSync(staging, { mode: ownerOnly })
    checkParts(folder, manifest, staging, wish.told)
    const facts = checkDatabase(staging, manifest)
    const { madeAt, collector } = manifest
    noteRestored(join(staging, 'store.db'), { at: clock.now(), madeAt, collector })
    for (const name of filesOf(manifest.key)) if (name !== 'store.db') rmSync(join(staging, name))
    makeFile(join(staging, 'collector.key'), privateKeyPem(key))
    syncPath(join(staging, 'store.db'))
    syncPath(staging)
    moveIn(staging, place)
    return { manifest, facts }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** rename(2) replaces a folder only where it is empty: a collector that began to run meanwhile keeps what it has. */
function moveIn(staging: string, place: string): void {
  try {
    renameSync(staging, place)
    syncPath(dirname(place))
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
    throw new ToldFailure('state-occupied', reason('backup.occupied-meanwhile'), { place, cause: error })
  }
}

function refuseOccupied(state: string): void {
  const place = join(state, 'collector')
  if (!existsSync(place)) return
  if (isRunning(state, 'collector')) throw new ToldFailure('state-locked', reason('backup.running'), { place: state })
  throw new ToldFailure('state-occupied', reason('backup.occupied'), { place })
}

function checkParts(folder: string, { parts }: BackupManifest, into: string | null, told: Told): void {
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const part of parts)
    checkPart(folder, part, into, bytes => {
      done += bytes
      told(done, total)
    })
}

/** What the manifest and the heads say of the database is what it says itself. */
function checkDatabase(folder: string, { schema, parts }: BackupManifest): DatabaseFacts {
  let facts: DatabaseFacts
  try {
    facts = lookAtDatabase(join(folder, 'store.db'))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw damaged('store.db', () => describeError(error), error)
  }
  if (facts.schema !== schema)
    throw damaged('store.db', reason('backup.other-schema', { found: facts.schema, said: schema }))
  if (parts.find(({ name }) => name === 'heads.jsonl')?.sha256 !== sha256Hex(headsText(facts)))
    throw damaged('heads.jsonl', reason('backup.other-heads'))
  return facts
}

/** @throws Failure key-unusable, backup-damaged */
function keyOf(wish: RestoreWish, manifest: BackupManifest): KeyPair {
  const { collector } = manifest
  const found = manifest.key === 'apart' ? keyApart(wish.keyFile) : keyWithin(wish, manifest)
  if (found.id === collector) return found
  const why = reason('backup.other-key', { found: found.id, collector })
  throw new ToldFailure('key-unusable', why, { place: wish.keyFile ?? wish.folder })
}

function keyApart(keyFile: string | null): KeyPair {
  if (keyFile === null) throw new ToldFailure('key-unusable', reason('backup.without-key'))
  return readKeyFile(keyFile)
}

function keyWithin({ folder, passphraseFile }: RestoreWish, manifest: BackupManifest): KeyPair {
  const name = manifest.key === 'sealed' ? 'collector.key.sealed' : 'collector.key'
  // A damaged file is not to be taken for a wrong passphrase.
  for (const part of manifest.parts) if (part.name === name) checkPart(folder, part, null)
  const text = readSmall(folder, name).toString()
  if (manifest.key === 'open') return keyOpen(text)
  if (passphraseFile !== null) return openSealedKey(text, manifest.collector, readSecretFile(passphraseFile))
  throw new ToldFailure('key-unusable', reason('backup.needs-passphrase'), { place: name })
}

function keyOpen(text: string): KeyPair {
  try {
    return keyPairFromPem(text)
  } catch (error) {
    throw damaged('collector.key', reason('backup.no-key-read'), error)
  }
}
