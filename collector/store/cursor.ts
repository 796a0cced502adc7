// Owns the opaque cursors of listings: made here, and taken back only in the form in which they were made.
import type { Failure } from '@sekisho/shared/failures.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { severities } from '@sekisho/shared/verdict.ts'

/** After this row, a listing goes on. */
export type Cursor = readonly [number, string] | readonly [number] | readonly [number, number, number]

export function formatCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/** @throws Failure request-invalid */
export function parseFileCursor(text: string | undefined): readonly [root: number, path: string] | null {
  if (text === undefined) return null
  const [root, path, ...more] = parts(text)
  if (!isId(root) || typeof path !== 'string' || more.length > 0) throw refused()
  return [root, path]
}

/** @throws Failure request-invalid */
export function parseFindingCursor(text: string | undefined): number | null {
  if (text === undefined) return null
  const [id, ...more] = parts(text)
  if (!isId(id) || more.length > 0) throw refused()
  return id
}

/** @throws Failure request-invalid */
export function parseRankedCursor(
  text: string | undefined,
): readonly [rank: number, finding: number, id: number] | null {
  if (text === undefined) return null
  const [rank, finding, id, ...more] = parts(text)
  const isRank = rank === 0 || (isId(rank) && rank < severities.length)
  if (!isRank || !isId(finding) || !isId(id) || more.length > 0) throw refused()
  return [rank, finding, id]
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function parts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(value)) return value
  } catch {
    // Not ours: refused below like everything else that is not.
  }
  throw refused()
}

function refused(): Failure {
  return new ToldFailure('request-invalid', reason('problem.cursor'), { place: 'cursor' })
}
