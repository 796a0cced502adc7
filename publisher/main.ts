// Owns the release team's program: source → statement → sign → send, as the commands call it. Composes the rooms and keeps
// nothing.
import type { Statement } from '@sekisho/shared/release.ts'
import { type DirectorySource, entriesOfDirectory } from './source/directory.ts'
import { type ReleaseWords, releaseStatement } from './statement/statement.ts'

export { readEnvelope, sendRelease } from './send/send.ts'
export { listSigningKeys, makeSigningKey, readSigningKey, signStatement } from './sign/sign.ts'
export { adoptionStatement } from './statement/statement.ts'

/** The statement of everything below a directory. @throws Failure release-refused */
export async function createStatement(input: DirectorySource & ReleaseWords): Promise<Statement> {
  return releaseStatement(await entriesOfDirectory(input), input)
}
