// Owns how a secret is read: from a file, or from the environment. What it gives goes into one channel and nowhere else.
import { readFileSync } from 'node:fs'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'

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
    throw new Failure('config-invalid', 'the variable of the environment is not set', { place: variable })
  }
  if (file === undefined) return null
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Failure('config-invalid', `the secret cannot be read: ${errnoOf(error) ?? 'it is damaged'}`, {
      place: file,
      cause: error,
    })
  }
  if (text !== '') return text
  throw new Failure('config-invalid', 'the file of the secret is empty', { place: file })
}
