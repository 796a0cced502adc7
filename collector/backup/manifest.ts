// Owns a backup's folder: the manifest with its signature, and whether each file is the one that was written. Knows nothing
// of what a database or a key holds.
import { createHash, sign, verify } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { placeIn, wrongIn } from '@sekisho/shared/issue-words.ts'
import { type KeyPair, publicKeyOf } from '@sekisho/shared/proof.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import {
  type BackupFile,
  type BackupManifest,
  BackupManifestSchema,
  type BackupPart,
  backupFormat,
  type KeyCustody,
} from '../handover.backup.ts'

const manifestName = 'manifest.json'
const signatureName = 'manifest.sig'
/** Keeps this signature from being taken for one over anything else that the same key signs. */
const domain = Buffer.from('sekisho.backup.v1\n')
/** A manifest is below 2 kB; what is far larger is none. */
const maxManifestBytes = 65_536
const pieceBytes = 1_048_576
const ownerOnly = 0o600

const keyFiles: Readonly<Record<KeyCustody, readonly BackupFile[]>> = {
  sealed: ['collector.key.sealed'],
  open: ['collector.key'],
  apart: [],
}

/** What lies in the folder beside the manifest. */
export function filesOf(custody: KeyCustody): readonly BackupFile[] {
  return ['store.db', 'heads.jsonl', ...keyFiles[custody]]
}

export function writeManifest(folder: string, manifest: BackupManifest, key: KeyPair): void {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  const signature = sign(null, Buffer.concat([domain, bytes]), key.privateKey)
  writeFileSync(join(folder, manifestName), bytes, { mode: ownerOnly, flag: 'wx' })
  writeFileSync(join(folder, signatureName), `${signature.toString('base64')}\n`, { mode: ownerOnly, flag: 'wx' })
}

/**
 * The manifest, if the key that it names has signed it. Whether that is the right key, only the key itself shows.
 * @throws Failure backup-damaged, schema-newer
 */
export function readManifest(folder: string): BackupManifest {
  const bytes = readSmall(folder, manifestName)
  const manifest = parseManifest(bytes)
  const signature = Buffer.from(readSmall(folder, signatureName).toString(), 'base64')
  if (!verify(null, Buffer.concat([domain, bytes]), publicKeyOf(manifest.collector), signature))
    throw damaged(manifestName, reason('backup.unsigned'))
  const named = manifest.parts.map(({ name }) => name).sort()
  if (named.join() !== [...filesOf(manifest.key)].sort().join())
    throw damaged(manifestName, reason('backup.other-files', { names: named.join(', ') || '-' }))
  return manifest
}

function parseManifest(bytes: Buffer): BackupManifest {
  const json = jsonOf(bytes)
  if (json !== null && typeof json === 'object' && 'format' in json && Number(json.format) > backupFormat) {
    const why = reason('backup.newer', { found: Number(json.format), known: backupFormat })
    throw new ToldFailure('schema-newer', why, { place: manifestName })
  }
  const parsed = BackupManifestSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = placeIn(issue) || '.'
  throw damaged(manifestName, say => say('backup.no-manifest', { detail: `${field}: ${wrongIn(issue, say)}` }))
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw damaged(manifestName, reason('backup.no-json'), error)
  }
}

/** @throws Failure backup-damaged when it is missing, or too large for a manifest or a key */
export function readSmall(folder: string, name: string): Buffer {
  try {
    const file = join(folder, name)
    const { size } = statSync(file)
    if (size > maxManifestBytes) throw damaged(name, reason('backup.large', { bytes: size }))
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw damaged(name, reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), error)
  }
}

/** What the manifest is to say of a file that was just written. */
export function partOf(folder: string, name: BackupFile): BackupPart {
  return { name, ...passThrough(openSync(join(folder, name), 'r'), null, () => {}) }
}

/**
 * Reads one file of a backup to its end, and writes what was read where `into` names a folder: what is checked is then what
 * was written.
 * @throws Failure backup-damaged when it is not the file that the manifest names
 */
export function checkPart(
  folder: string,
  part: BackupPart,
  into: string | null,
  told: (bytes: number) => void = () => {},
): void {
  const source = openPart(folder, part)
  const target = into === null ? null : openSync(join(into, part.name), 'wx', ownerOnly)
  const { sha256, bytes } = passThrough(source, target, told)
  if (bytes !== part.bytes) throw damaged(part.name, reason('backup.other-size', { bytes, before: part.bytes }))
  if (sha256 !== part.sha256) throw damaged(part.name, reason('backup.other-content'))
}

function openPart(folder: string, { name, bytes }: BackupPart): number {
  let source: number
  try {
    source = openSync(join(folder, name), 'r')
  } catch (error) {
    throw damaged(name, reason('key-file.unopened', { errno: errnoOf(error) ?? '?' }), error)
  }
  // Before it is read: one that is larger by far would fill the disk.
  const { size } = fstatSync(source)
  if (size === bytes) return source
  closeSync(source)
  throw damaged(name, reason('backup.other-size', { bytes: size, before: bytes }))
}

/** Reads to the end, or to the size that it had at the beginning. Closes both. */
function passThrough(source: number, target: number | null, told: (bytes: number) => void): Omit<BackupPart, 'name'> {
  try {
    const limit = fstatSync(source).size
    const hash = createHash('sha256')
    const piece = Buffer.alloc(pieceBytes)
    let bytes = 0
    while (bytes < limit) {
      const read = readSync(source, piece, 0, Math.min(pieceBytes, limit - bytes), null)
      if (read === 0) break
      const content = piece.subarray(0, read)
      hash.update(content)
      if (target !== null) for (let at = 0; at < read; ) at += writeSync(target, content, at)
      bytes += read
      told(read)
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    closeSync(source)
    if (target !== null) closeSync(target)
  }
}

export function damaged(place: string, why: Reason, cause?: unknown): Failure {
  return new ToldFailure('backup-damaged', why, { place, cause })
}
