// Owns private keys and secrets on disk: Ed25519, PKCS #8 PEM, readable by their owner alone. A key that others could have read, or
// that is damaged, is refused rather than replaced: a new key would be a new identity, and that is a person's decision.
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { makeFile } from './durable-file.ts'
import { errnoOf, Failure } from './failures.ts'
import { generateKeyPair, type KeyPair, keyPairFromPem, privateKeyPem } from './proof.ts'
import { reason, ToldFailure } from './told-failure.ts'

/**
 * Reads the key of a file.
 * @throws Failure key-unusable when it is missing, damaged, or readable or writable by anybody but its owner
 */
export function readKeyFile(file: string): KeyPair {
  const key = readIfThere(file)
  if (key === null) throw new ToldFailure('key-unusable', reason('key-file.none'), { place: file })
  return key
}

/**
 * Makes a new key and keeps it in the file, which must not exist yet.
 * @throws Failure key-unusable when it does, or cannot be written
 */
export function makeKeyFile(file: string): KeyPair {
  const key = generateKeyPair()
  try {
    makeFile(file, privateKeyPem(key))
  } catch (error) {
    const errno = errnoOf(error) ?? '?'
    const why = errno === 'EEXIST' ? reason('file.taken') : reason('file.unwritable', { detail: errno })
    throw new ToldFailure('key-unusable', why, { cause: error, place: file })
  }
  return key
}

/**
 * Reads the key, or makes it at the first start.
 * @throws Failure key-unusable
 */
export function openKeyFile(file: string): KeyPair {
  return readIfThere(file) ?? makeKeyFile(file)
}

/**
 * A secret in one line, such as a passphrase: the file's text without the end of its line.
 * @throws Failure key-unusable when it is missing, empty, or readable or writable by anybody but its owner
 */
export function readSecretFile(file: string): string {
  const text = readPrivate(file, content => content.replace(/\r?\n$/, ''))
  if (text === null) throw new ToldFailure('key-unusable', reason('key-file.no-file'), { place: file })
  if (text === '') throw new ToldFailure('key-unusable', reason('key-file.empty'), { place: file })
  return text
}

function readIfThere(file: string): KeyPair | null {
  return readPrivate(file, content => keyFromText(content, file))
}

/** @throws Failure key-unusable */
function keyFromText(text: string, file: string): KeyPair {
  try {
    return keyPairFromPem(text)
  } catch (error) {
    throw new ToldFailure('key-unusable', reason('key-file.damaged'), {
      // The parser's own message does not repeat the key.
      cause: error,
      place: file,
    })
  }
}

/** What `take` makes of the text; null where there is no such file. */
function readPrivate<T>(file: string, take: (text: string) => T): T | null {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw new ToldFailure('key-unusable', reason('key-file.unopened', { errno: errnoOf(error) ?? '?' }), {
      cause: error,
      place: file,
    })
  }
  try {
    refuseOpenToOthers(descriptor, file)
    return take(readFileSync(descriptor, 'utf8'))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new ToldFailure('key-unusable', reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), {
      cause: error,
      place: file,
    })
  } finally {
    closeSync(descriptor)
  }
}

/** On the open file, so that it cannot be exchanged between the look and the read. */
function refuseOpenToOthers(descriptor: number, file: string): void {
  const { mode, uid } = fstatSync(descriptor)
  if (uid !== process.getuid?.()) {
    const own = process.getuid?.() ?? '?'
    throw new ToldFailure('key-unusable', reason('key-file.of-other', { uid, own }), { place: file })
  }
  if ((mode & 0o077) !== 0) {
    const found = (mode & 0o777).toString(8).padStart(4, '0')
    throw new ToldFailure('key-unusable', reason('key-file.open', { mode: found }), { place: file })
  }
}
