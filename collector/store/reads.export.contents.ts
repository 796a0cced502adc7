// Owns reading what is kept of one content for an export: how it stands with it, and where it was taken.
import type { ContentRow, ContentState, ContentWhy } from '@sekisho/shared/api.contents.ts'
import type { ExportedContent } from '../handover.export.ts'
import type { Connection } from './connection.ts'
import { oneContent } from './reads.contents.ts'
import { safeTimeOrNull } from './rows.ts'

interface Columns {
  readonly customer: number
  readonly content: number
  readonly state: ContentState
  readonly why: ContentWhy | null
  readonly bytes: number
  readonly whole: number
  readonly released: number
  readonly cards: string | null
  readonly done_at: number | null
}

/** What stood there before may have come with a release of the provider, whose components all customers have. */
export function exportedContent(
  connection: Connection,
  { customer: own, sha256, isBefore }: { customer: number; sha256: string; isBefore: boolean },
): ExportedContent | null {
  const row = connection.one<Columns>(
    `SELECT customer, id AS content, state, why, bytes, whole, released, cards, done_at FROM content
     WHERE customer IN (?1, ?3) AND sha256 = ?2 AND (customer = ?1 OR (released = 1 AND state = 'kept'))
     ORDER BY state = 'kept' DESC, customer DESC LIMIT 1`,
    own,
    sha256,
    isBefore ? 0 : own,
  )
  if (row === undefined) return null
  const { customer, content, state, why, bytes, whole, released, cards, done_at } = row
  return {
    ...{ state, why, released: released === 1, doneAt: safeTimeOrNull(done_at) },
    kept: state === 'kept' ? { content, customer, bytes, whole: whole === 1 } : null,
    cards: cards === null ? null : (JSON.parse(cards) as ContentRow['cards']),
    place: placeOf(oneContent(connection, { customer, sha256 })),
  }
}

/** Of a content that came with a release and that no finding showed there is none. */
function placeOf(row: ContentRow | null): ExportedContent['place'] {
  if (row === null) return null
  const { host, root, path, finding, seenAt, stat, actor, attributes } = row
  return { host, root, path, finding, seenAt, stat, actor, attributes }
}
