// Owns the public keys that somebody verifies a release with: given by id, or kept in a folder of files. Whether they are the
// right ones is whoever gives them's to know.
import { createPublicKey } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { type KeyId, KeyIdSchema, keyIdOf } from '@sekisho/shared/proof.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

/** A PEM file with one key and some words around it. */
const maxKeyBytes = 16 * 1024

/** @throws Failure key-unusable */
export function parsePublicKey(text: string, place: string): KeyId {
  const id = KeyIdSchema.safeParse(text.trim())
  if (id.success) return id.data
  // A private key would do as well, and must not lie about where public keys are kept.
  if (text.includes('PRIVATE KEY')) {
    throw new ToldFailure('key-unusable', reason('public-key.private'), { place })
  }
  try {
    const key = createPublicKey(text)
    if (key.asymmetricKeyType === 'ed25519') return keyIdOf(key)
  } catch {
    // Whatever else it is, it is no key: said below.
  }
  throw new ToldFailure('key-unusable', reason('public-key.none'), { place })
}

/** The keys of every file in the folder. @throws Failure key-unusable, also when there is none */
export function readPublicKeys(folder: string): readonly KeyId[] {
  try {
    const keys = readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .map(name => join(folder, name))
      .map(file => parsePublicKey(readSmall(file), file))
    if (keys.length > 0) return keys
  } catch (error) {
    if (error instanceof Failure) throw error
    const why = reason('file.unreadable', { detail: errnoOf(error) ?? '?' })
    throw new ToldFailure('key-unusable', why, { place: folder, cause: error })
  }
  throw new ToldFailure('key-unusable', reason('public-key.empty'), { place: folder })
}

function readSmall(file: string): string {
  const stats = statSync(file)
  if (!stats.isFile() || stats.size > maxKeyBytes)
    throw new ToldFailure('key-unusable', reason('public-key.none'), { place: file })
  return readFileSync(file, 'utf8')
}
