// Owns the signing keys of the release team and the envelope that they make of a statement. Trusts nobody: which keys
// count is the collector's.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { makeKeyFile, readKeyFile } from '@sekisho/shared/keyfile.ts'
import { type KeyId, type KeyPair, signaturesOf, statementPayloadType, unsignedPayload } from '@sekisho/shared/proof.ts'
import { makeStateFolder } from '@sekisho/shared/state.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

const extension = '.key'
/** A name is a file name too: no folder, no hidden file. */
const keyName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** A multiple of three bytes is a whole number of characters in base64. */
const pieceBytes = 768 * 1024

/**
 * The DSSE envelope's JSON in pieces, as it is kept in a file and sent. Only the statement itself is in memory whole, which
 * Ed25519 wants.
 * @param write fills the room that it asks for with the statement
 */
export function* signedPieces(write: (roomFor: (bytes: number) => Buffer) => void, key: KeyPair): Generator<Buffer> {
  let unsigned = unsignedPayload(0)
  write(bytes => {
    unsigned = unsignedPayload(bytes)
    return unsigned.payload
  })
  const { payload } = unsigned
  const signatures = JSON.stringify(signaturesOf(unsigned, key))
  yield Buffer.from(`{"payloadType":"${statementPayloadType}","payload":"`)
  for (let at = 0; at < payload.length; at += pieceBytes) {
    yield Buffer.from(payload.subarray(at, at + pieceBytes).toString('base64'), 'latin1')
  }
  yield Buffer.from(`","signatures":${signatures}}\n`)
}

/** @throws Failure key-unusable, also when a key of this name exists */
export function makeSigningKey(state: string, name: string): KeyPair {
  const file = keyFile(state, name)
  makeStateFolder(state)
  makeStateFolder(join(state, 'keys'))
  return makeKeyFile(file)
}

/** @throws Failure key-unusable */
export function readSigningKey(state: string, name: string): KeyPair {
  return readKeyFile(keyFile(state, name))
}

/** The keys of this state folder by name, their public halves only. @throws Failure key-unusable */
export function listSigningKeys(state: string): { readonly name: string; readonly key: KeyId }[] {
  return filesIn(join(state, 'keys'))
    .filter(file => file.endsWith(extension))
    .map(file => file.slice(0, -extension.length))
    .filter(name => keyName.test(name))
    .sort()
    .map(name => ({ name, key: readSigningKey(state, name).id }))
}

function keyFile(state: string, name: string): string {
  if (!keyName.test(name)) {
    throw new ToldFailure('key-unusable', reason('signing-key.name'), { place: name })
  }
  return join(state, 'keys', `${name}${extension}`)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // No key was made yet.
    if (errnoOf(error) === 'ENOENT') return []
    const why = reason('signing-key.folder', { detail: errnoOf(error) ?? '?' })
    throw new ToldFailure('key-unusable', why, { place: folder, cause: error })
  }
}
