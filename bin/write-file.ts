// Owns writing a file that somebody named on the command line, saying which and why when it cannot be.
import { writeFileSync } from 'node:fs'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'

/** Replaces what is there: the name was given on purpose. @throws Failure config-invalid with the system's reason */
export function writeNamed(file: string, content: string): void {
  try {
    writeFileSync(file, content)
  } catch (error) {
    throw new Failure('config-invalid', errnoOf(error) ?? String(error), { place: file, cause: error })
  }
}
