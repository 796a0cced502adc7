// Owns how a secret is read: from a file, or from the environment. What it gives goes into one channel and nowhere else.
import { readFileSync } from 'node:fs'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws Failure config-invalid, which names the file or variable and never what it holds */
export function readSecret(
  file: string | undefined,
  variable: string | undefined,
  environment: Environment,
): string | null {
  if (variable !== undefined) {
    const value = environment[variable]
    if (value) return value
    throw new ToldFailure('config-invalid', reason('notify.secret-unset'), { place: variable })
  }
  if (file === undefined) return null
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ToldFailure('config-invalid', reason('notify.secret-unreadable', { errno: errnoOf(error) ?? '?' }), {
      place: file,
      cause: error,
    })
  }
  if (text !== '') return text
  throw new ToldFailure('config-invalid', reason('notify.secret-empty'), { place: file })
}
