// Owns the public keys that somebody verifies a release with: given by id, or kept in a folder of files. Whether they are the
// right ones is whoever gives them's to know.
import { createPublicKey } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { type KeyId, KeyIdSchema, keyIdOf } from '@sekisho/shared/proof.ts'

/** A PEM file with one key and some words around it. */
const maxKeyBytes = 16 * 1024
const what = 'holds no public key: expected the 64 hex digits that "sekisho key create" prints, or Ed25519 in PEM'

/** @throws Failure key-unusable */
export function parsePublicKey(text: string, place: string): KeyId {
  const id = KeyIdSchema.safeParse(text.trim())
  if (id.success) return id.data
  // A private key would do as well, and must not lie about where public keys are kept.
  if (text.includes('PRIVATE KEY')) {
    throw new Failure('key-unusable', 'it is a private key: only its public id belongs here', { place })
  }
  try {
    const key = createPublicKey(text)
    if (key.asymmetricKeyType === 'ed25519') return keyIdOf(key)
  } catch {
    // Whatever else it is, it is no key: said below.
  }
  throw new Failure('key-unusable', what, { place })
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
    throw new Failure('key-unusable', `it cannot be read (${errnoOf(error) ?? 'unknown'})`, {
      place: folder,
      cause: error,
    })
  }
  throw new Failure('key-unusable', 'there is no key in the folder', { place: folder })
}

function readSmall(file: string): string {
  const stats = statSync(file)
  if (!stats.isFile() || stats.size > maxKeyBytes) throw new Failure('key-unusable', what, { place: file })
  return readFileSync(file, 'utf8')
}
