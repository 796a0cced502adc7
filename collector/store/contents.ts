// Owns what capture writes of contents: encrypted parts in their order, and how it ended at each place. The stock of bytes
// moves with the parts, in one transaction.
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ContentWrites, EndedPlace, KeptPart } from '../handover.capture.ts'
import { tellOfCards } from './cards.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { inForce } from './prune.released.ts'
import { placeStays, staysTest } from './staying.ts'

type Input<N extends keyof ContentWrites> = Parameters<ContentWrites[N]>[0]

interface Known {
  readonly state: string
  readonly why: string | null
  readonly place: number
  readonly bytes: number
}

export function keepPart(
  { connection, profiles }: Desk,
  input: Input<'keepPart'>,
): Awaited<ReturnType<ContentWrites['keepPart']>> {
  const { content, place, part, attributes, limit } = input
  const known = wantedFrom(connection, content, place)
  // Its root may have another profile since it was asked for.
  if (known === null || placeStays(connection, staysTest(profiles), place)) return 'stale'
  // Parts of one place are not continued with those of another.
  if (known.place !== place && part.from === 0) {
    dropParts(connection, content, known.bytes)
    connection.run('UPDATE content SET place = ? WHERE id = ?', place, content)
  } else if (known.place !== place || known.bytes !== part.from) return 'stale'
  const stock = connection.one<{ bytes: number }>('SELECT bytes FROM content_cursor')?.bytes ?? 0
  if (stock + part.length > limit) return 'over-budget'
  addPart(connection, content, part)
  connection.run('UPDATE content SET bytes = bytes + ? WHERE id = ?', part.length, content)
  connection.run('UPDATE content_cursor SET bytes = bytes + ?', part.length)
  if (attributes !== null)
    connection.run('UPDATE content SET attributes = ? WHERE id = ?', JSON.stringify(attributes), content)
  return 'kept'
}

export function keepContent({ connection }: Desk, { content, place, whole, at }: Input<'keepContent'>): void {
  const known = wantedFrom(connection, content, place)
  if (known === null) return
  // What was compared with nothing takes nobody's word back that card numbers are in it: they may lie behind.
  connection.run(
    `UPDATE content SET state = 'kept', why = iif(?1, NULL, why), cards = iif(?1, NULL, cards), whole = ?1, place = ?2,
     done_at = ?3 WHERE id = ?4`,
    whole ? 1 : 0,
    place,
    at,
    content,
  )
  connection.run('UPDATE content_place SET waiting = 0 WHERE content = ? AND waiting = 1', content)
}

export function postponePlace({ connection }: Desk, input: Input<'postponePlace'>): void {
  const { content, place, nextAt, dropped } = input
  const known = wantedFrom(connection, content, place)
  if (known === null) return
  connection.run('UPDATE content_place SET tries = tries + 1, next_at = ? WHERE id = ?', nextAt, place)
  if (dropped && known.place === place) dropParts(connection, content, known.bytes)
}

export function givePlaceUp(desk: Desk, input: Input<'givePlaceUp'>): void {
  const { connection } = desk
  const { content, place, all, why, at } = input
  const known = wantedFrom(connection, content, place)
  if (known === null) return
  connection.run(
    'UPDATE content_place SET waiting = 0 WHERE content = ?1 AND (?2 OR id = ?3)',
    content,
    all ? 1 : 0,
    place,
  )
  if (known.place === place || all) dropParts(connection, content, known.bytes)
  if (why === 'cards' && known.why !== 'cards') becomesDump(desk, input)
  const others = connection.one('SELECT 1 FROM content_place WHERE content = ? AND waiting = 1 LIMIT 1', content)
  if (others !== undefined) return
  if (why === 'cards' || known.why === 'cards') {
    connection.run(`UPDATE content SET state = 'withheld', done_at = ? WHERE id = ?`, at, content)
    return
  }
  // Bytes of what a profile withholds were kept whole before it said so: a beginning from elsewhere is not among them.
  if (why === 'profile' && known.place !== place) dropParts(connection, content, known.bytes)
  connection.run(
    'UPDATE content SET state = ?, why = ?, place = ?, cards = NULL, done_at = ? WHERE id = ?',
    why === 'settings' || why === 'profile' ? 'withheld' : 'missed',
    why,
    place,
    at,
    content,
  )
}

/** Known at once, and whatever others say afterwards, unless one of them gives the whole content itself. */
function becomesDump(desk: Desk, { content, place, cards, at }: Input<'givePlaceUp'>): void {
  // Parts that came from elsewhere stay that place's.
  desk.connection.run(
    `UPDATE content SET why = 'cards', cards = ?, place = iif(bytes = 0, ?, place) WHERE id = ?`,
    cards === null ? null : JSON.stringify(cards),
    place,
    content,
  )
  tellOfCards(desk, content, at)
}

/** They do not count to what is captured; those that no finding showed have no place. */
export function keepReleased(
  { connection }: Desk,
  { customer, files, limit, at }: Input<'keepReleased'>,
): Awaited<ReturnType<ContentWrites['keepReleased']>> {
  const row = connection.one<{ bytes: number }>(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM content WHERE released = 1',
  )
  let stock = row?.bytes ?? 0
  return files.map(({ sha256, parts }) => {
    const known = connection.one<{ id: number; state: string; whole: number; bytes: number }>(
      'SELECT id, state, whole, bytes FROM content WHERE customer = ? AND sha256 = ?',
      customer,
      sha256,
    )
    // What is not whole was compared by nobody: it may be anything that an agent gave.
    if (known?.state === 'kept' && known.whole === 1) return 'kept'
    const bytes = parts.reduce((sum, { length }) => sum + length, 0)
    if (stock + bytes > limit) return 'over-budget'
    const id = known?.id ?? addReleased(connection, customer, sha256, at)
    stock += bytes
    if (known !== undefined) dropParts(connection, id, known.bytes)
    for (const part of parts) addPart(connection, id, part)
    connection.run(
      `UPDATE content SET state = 'kept', why = NULL, cards = NULL, whole = 1, released = 1, bytes = ?, done_at = ?
       WHERE id = ?`,
      bytes,
      at,
      id,
    )
    connection.run('UPDATE content_place SET waiting = 0 WHERE content = ? AND waiting = 1', id)
    return 'kept'
  })
}

/** What a page of an ended release lists goes with the next run of keeping, which the last page asks for. */
export function endReleased(
  { connection }: Desk,
  { customer, release, after, limit, at }: Input<'endReleased'>,
): Awaited<ReturnType<ContentWrites['endReleased']>> {
  const found = connection.one<{ name: string; force: number }>(
    `SELECT k.name || ' ' || r.version AS name, ${inForce} AS force FROM release r JOIN component k ON k.id = r.component
     WHERE r.id = ? AND k.customer = ? AND r.published_at IS NOT NULL`,
    release,
    customer,
  )
  if (found === undefined) return null
  if (found.force === 1) {
    throw new ToldFailure('release-in-force', reason('problem.release-in-force'), { place: found.name })
  }
  const { digests, last } = listedFrom(connection, release, after, limit)
  let going = 0
  for (const digest of digests)
    going += connection.run(
      'UPDATE content SET unlisted_at = 0 WHERE customer = ? AND sha256 = ? AND released = 1 AND place = 0',
      customer,
      digest,
    ).changes
  if (last === null) connection.run('UPDATE keeping SET asked_at = ?', at)
  return { going, last }
}

/**
 * In the order in which the lists lie in their tables, whatever the paths are: to order a page by path, all that is left would
 * have to be sorted for each. `limit`: entries and lists together.
 */
function listedFrom(connection: Connection, release: number, after: EndedPlace | null, limit: number) {
  const digests: string[] = []
  let place = after ?? { folder: 0, list: 0, name: '' }
  for (let room = limit; room > 0; ) {
    const rows = connection.all<{ name: string; sha256: Uint8Array }>(
      'SELECT name, sha256 FROM list_entry WHERE list = ? AND name > ? ORDER BY name LIMIT ?',
      ...[place.list, place.name, room],
    )
    for (const { sha256 } of rows) digests.push(Buffer.from(sha256).toString('hex'))
    room -= rows.length
    if (room === 0) return { digests, last: { ...place, name: rows.at(-1)?.name ?? place.name } }
    const next = connection.one<{ folder: number; list: number }>(
      `SELECT folder, list FROM release_list WHERE release = ? AND (folder, list) > (?, ?) ORDER BY folder, list LIMIT 1`,
      ...[release, place.folder, place.list],
    )
    if (next === undefined) return { digests, last: null }
    place = { ...next, name: '' }
    room--
  }
  return { digests, last: place }
}

function addReleased(connection: Connection, customer: number, sha256: string, at: number): number {
  return connection.run(
    `INSERT INTO content (customer, sha256, state, severity, wanted_at) VALUES (?, ?, 'wanted', 'none', ?)`,
    customer,
    sha256,
    at,
  ).id
}

function addPart(connection: Connection, content: number, part: KeptPart): void {
  connection.run(
    'INSERT INTO content_part (content, from_byte, length, key, nonce, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    content,
    part.from,
    part.length,
    part.key,
    part.nonce,
    part.bytes,
  )
}

/** Null when it is no longer wanted, or not from there. */
function wantedFrom(connection: Connection, content: number, place: number): Known | null {
  const known = connection.one<Known>(
    `SELECT c.state, c.why, c.place, c.bytes FROM content c JOIN content_place p ON p.content = c.id
     WHERE c.id = ? AND p.id = ? AND c.state = 'wanted' AND p.waiting = 1`,
    content,
    place,
  )
  return known ?? null
}

function dropParts(connection: Connection, content: number, bytes: number): void {
  if (bytes === 0) return
  connection.run('DELETE FROM content_part WHERE content = ?', content)
  connection.run('UPDATE content SET bytes = 0, attributes = NULL WHERE id = ?', content)
  connection.run('UPDATE content_cursor SET bytes = bytes - ?', bytes)
}
