// Owns which contents stay on their hosts because the rule of their path says `keep: false`: asked before anything is wanted or
// taken, and put right in the rows whenever another profile is in force. What was kept before that is handed out to nobody.
import { type Classify, staysOnHost } from '@sekisho/shared/classify.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { profileCompiler } from './payment.ts'

/** By the name of a root's profile. One that is gone said nothing. */
type StaysTest = (profile: string, path: PathText) => boolean

/** Profiles do not change while a collector runs, and each part that is taken asks. */
const tests = new WeakMap<Desk['profiles'], StaysTest>()

export function staysTest(profiles: Desk['profiles']): StaysTest {
  const compiled = profileCompiler(profiles)
  const test = tests.get(profiles) ?? ((profile, path) => staysBy(compiled(profile), path))
  tests.set(profiles, test)
  return test
}

function staysBy(classify: Classify | null, path: PathText): boolean {
  return classify !== null && staysOnHost(classify(path))
}

interface PlaceColumns {
  readonly profile: string
  readonly path: PathText
}

const placeSource = 'SELECT r.profile, p.path FROM content_place p JOIN root r ON r.id = p.root'

export function placeStays(connection: Connection, stays: StaysTest, place: number): boolean {
  const row = connection.one<PlaceColumns>(`${placeSource} WHERE p.id = ?`, place)
  return row !== undefined && stays(row.profile, row.path)
}

interface HeldColumns {
  readonly id: number
  readonly state: string
}

/**
 * What is kept and stays at every place where it stood is withheld from now on, and comes back when one of them lets it go: a
 * profile is soon mended, and evidence is not. Until its term it lies there, encrypted.
 * @param roots where the profile is another than before: nothing changes for what stands at none of them. Null: all, of everybody.
 */
export function withholdStaying(desk: Pick<Desk, 'connection' | 'profiles'>, roots: readonly number[] | null): void {
  const { connection, profiles } = desk
  const stays = staysTest(profiles)
  const isHeld = `place <> 0 AND bytes > 0
    AND (state = 'kept' AND released = 0 OR state = 'withheld' AND why = 'profile')`
  const held =
    roots === null
      ? connection.all<HeldColumns>(`SELECT id, state FROM content WHERE ${isHeld}`)
      : connection.all<HeldColumns>(
          `SELECT id, state FROM content WHERE id IN (SELECT content FROM content_place
           WHERE root IN (SELECT value FROM json_each(?))) AND ${isHeld}`,
          JSON.stringify(roots),
        )
  for (const { id, state } of held) {
    const places = connection.all<PlaceColumns>(`${placeSource} WHERE p.content = ?`, id)
    const isStaying = places.length > 0 && places.every(({ profile, path }) => stays(profile, path))
    if (isStaying && state === 'kept')
      connection.run(`UPDATE content SET state = 'withheld', why = 'profile' WHERE id = ?`, id)
    if (!isStaying && state === 'withheld') letGo(connection, id)
  }
}

/** Of a beginning with card numbers these are the reason again. */
export function letGo(connection: Connection, content: number): void {
  connection.run(`UPDATE content SET state = 'kept', why = iif(cards IS NULL, NULL, 'cards') WHERE id = ?`, content)
}
