// Owns reading a signed release again, away from any collector: whose signature it carries, and what it lists.
import { Failure } from '@sekisho/shared/failures.ts'
import { EnvelopeSchema, type KeyId, openEnvelope } from '@sekisho/shared/proof.ts'
import {
  EntryError,
  entriesOf,
  type ReleaseEntry,
  type Statement,
  StatementSchema,
  weakPredicate,
} from '@sekisho/shared/release.ts'

export interface SignedRelease {
  readonly predicate: Statement['predicate']
  readonly entries: readonly ReleaseEntry[]
  /** Each file was only compared with a package's MD5 when it was listed. */
  readonly weak: boolean
  /** The given key that signed it; null when no key was given, and nothing is proved. */
  readonly signer: KeyId | null
  /** The keys that it says have signed it. */
  readonly claimed: readonly string[]
}

/**
 * @param text the envelope's JSON
 * @param keys the public keys to believe; null to look at the content alone
 * @throws Failure release-refused when none of them signed it, or it is no release
 */
export function readRelease(text: string, keys: ReadonlySet<KeyId> | null, place: string): SignedRelease {
  const envelope = parsed(EnvelopeSchema, text, 'it is not a signed release', place)
  const claimed = envelope.signatures.map(({ keyid }) => keyid)
  const opened = keys === null ? null : openEnvelope(envelope, keys)
  if (keys !== null && opened === null) {
    const known = claimed.some(key => keys.has(key))
    const why = known ? 'its signature is not genuine' : `none of the given keys signed it, but ${claimed.join(', ')}`
    throw new Failure('release-refused', why, { place })
  }
  const payload = opened?.payload ?? Buffer.from(envelope.payload, 'base64')
  const statement = parsed(StatementSchema, utf8Of(payload, place), 'it lists no files as a release does', place)
  return {
    predicate: statement.predicate,
    entries: entriesOrRefuse(statement, place),
    weak: statement.predicateType === weakPredicate,
    signer: opened?.signer ?? null,
    claimed,
  }
}

/** Structural type of a zod schema, as far as it is used here. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } }
}
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function parsed<T>(schema: Schema<T>, text: string, what: string, place: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Failure('release-refused', what, { place, cause: error })
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Failure('release-refused', `${what}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`, { place })
}

function utf8Of(payload: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  } catch (error) {
    throw new Failure('release-refused', 'its statement is not UTF-8', { place, cause: error })
  }
}

function entriesOrRefuse(statement: Statement, place: string): readonly ReleaseEntry[] {
  try {
    return entriesOf(statement)
  } catch (error) {
    if (error instanceof EntryError) throw new Failure('release-refused', error.message, { place, cause: error })
    throw error
  }
}
