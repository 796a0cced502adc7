// Owns the release team's program: source → statement → sign → send, as the commands call it. Composes the rooms and keeps
// nothing.
import type { KeyId, KeyPair } from '@sekisho/shared/proof.ts'
import { type Compared, Comparison } from './compare/compare.ts'
import { readSigned } from './send/send.ts'
import { signedPieces } from './sign/sign.ts'
import { walkDirectory } from './source/directory.ts'
import { entriesOfPackages, type InstalledPackages, type NotAsPackaged } from './source/dpkg.ts'
import type { Gathered, Progress } from './source/gather.ts'
import { compileSelection, type SelectionWords } from './source/selection.ts'
import { entriesOfSource, type Source } from './source/source.ts'
import { readRelease, type SignedRelease } from './statement/read.ts'
import {
  type Decision,
  type ReleaseWords,
  releaseStatement,
  type UnsignedStatement,
  writeStatement,
} from './statement/statement.ts'

export type { Difference } from './compare/compare.ts'
export { readEnvelope, sendRelease } from './send/send.ts'
export { parsePublicKey, readPublicKeys } from './sign/public-keys.ts'
export { listSigningKeys, makeSigningKey, readSigningKey } from './sign/sign.ts'
export { type ContentsRead, readContents } from './source/contents.ts'
export { type LeftOut, leftOutWhys, type NotAsPackaged } from './source/dpkg.ts'
export type { Source } from './source/source.ts'
export { type AdoptableRow, adoptionStatement, isAdoptable } from './statement/statement.ts'

export interface Creation extends ReleaseWords, SelectionWords {
  readonly source: Source
  /** Given when what is listed is what a watched root holds. */
  readonly adoption?: Decision | null
  readonly onProgress?: (progress: Progress) => void
}

export interface Created {
  readonly statement: UnsignedStatement
  readonly gathered: Gathered
  /** Null where the source is what counts, and nothing is compared. */
  readonly leftOut: NotAsPackaged | null
  readonly weak: boolean
}

/** The statement of everything that a source holds. @throws Failure release-refused */
export async function createStatement(creation: Creation): Promise<Created> {
  const { source, onProgress, ...words } = creation
  const gathered = await entriesOfSource(source, words, onProgress)
  const statement = releaseStatement(gathered.entries, creation, creation.adoption ?? null)
  return { statement, gathered, leftOut: null, weak: false }
}

export interface PackagesCreation extends ReleaseWords, SelectionWords {
  readonly source: InstalledPackages
  readonly onProgress?: (progress: Progress) => void
}

/** The statement of what is as its package has it, marked as weak; and what is not. @throws Failure release-refused */
export async function createFromPackages(creation: PackagesCreation): Promise<Created> {
  const { source, onProgress, ...words } = creation
  const { gathered, ...leftOut } = await entriesOfPackages(source, words, onProgress)
  return { statement: releaseStatement(gathered.entries, creation, 'weak'), gathered, leftOut, weak: true }
}

/** The signed envelope in pieces, as it is kept in a file. @throws Failure release-refused when it is too long */
export function envelopePieces(statement: UnsignedStatement, key: KeyPair): Iterable<Buffer> {
  return signedPieces(roomFor => writeStatement(statement, roomFor), key)
}

/** The signed envelope whole, as it is sent. @throws Failure release-refused when it is too long */
export function signStatement(statement: UnsignedStatement, key: KeyPair): Buffer<ArrayBuffer> {
  return Buffer.concat([...envelopePieces(statement, key)])
}

export interface Verification {
  /** The signed release. */
  readonly file: string
  readonly directory: string
  /** The public keys to believe; null compares the content alone. */
  readonly keys: ReadonlySet<KeyId> | null
  readonly exclude?: readonly string[]
  /** Files done, of how many. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Compares a folder with a signed release, without any collector.
 * @throws Failure release-refused when no given key signed it; file-unreadable when one of the two cannot be read
 */
export async function verifyFolder(
  verification: Verification,
): Promise<{ readonly release: SignedRelease; readonly compared: Compared }> {
  const { file, directory, keys, exclude = [], onProgress = () => {} } = verification
  const release = readRelease(readSigned(file), keys, file)
  const selection = compileSelection({ exclude })
  const total = release.entries.length
  const comparison = new Comparison(
    release.entries,
    path => selection.nameOf(path) === null,
    done => onProgress(done, total),
  )
  await walkDirectory(directory, comparison)
  return { release, compared: comparison.finish() }
}
