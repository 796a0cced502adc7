// Owns reading the password of an archive from the file that was named: from nowhere else, since a command line is seen by others.
import { archivePasswordPattern } from '@sekisho/shared/api.contents.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { readSecretFile } from '@sekisho/shared/keyfile.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { reasonOf } from '@sekisho/shared/told-failure.ts'

/** @throws Failure config-invalid where others can read the file, or no unpacker would take what it says */
export function readArchivePassword(file: string, say: Say): string {
  const password = readPassword(file, say)
  if (archivePasswordPattern.test(password)) return password
  throw new Failure('config-invalid', say('usage.archive-password'), { place: file })
}

/** Of a secret that is no key, nobody shall be told that a key file is wrong. */
function readPassword(file: string, say: Say): string {
  try {
    return readSecretFile(file)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure('config-invalid', say('usage.archive-password-file', { detail: reasonOf(error, say) }), {
      place: file,
    })
  }
}
