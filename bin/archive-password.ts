// Owns reading the password of an archive from the file that was named: from nowhere else, since a command line is seen by others.
import { archivePasswordPattern } from '@sekisho/shared/api.contents.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { readSecretFile } from '@sekisho/shared/keyfile.ts'
import type { Say } from '@sekisho/shared/messages.ts'

/** @throws Failure key-unusable where others can read the file; config-invalid where no unpacker would take what it says */
export function readArchivePassword(file: string, say: Say): string {
  const password = readSecretFile(file)
  if (archivePasswordPattern.test(password)) return password
  throw new Failure('config-invalid', say('usage.archive-password'), { place: file })
}
