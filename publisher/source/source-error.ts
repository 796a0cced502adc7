// Owns what is wrong with a source, where it is found: why, in the reader's words. Of which source, whoever reads it says.
import { translator } from '@sekisho/shared/messages.ts'
import type { Reason } from '@sekisho/shared/told-failure.ts'

export class SourceError extends Error {
  override readonly name: string = 'SourceError'
  readonly why: Reason

  constructor(why: Reason, cause?: unknown) {
    super(why(translator('en')), cause === undefined ? {} : { cause })
    this.why = why
  }
}

/** What the libraries say of an archive is quoted. */
export function whyOf(error: unknown): Reason {
  return error instanceof SourceError ? error.why : () => (error instanceof Error ? error.message : String(error))
}
