// Owns what the roots of a site say together of a path: whether any of them counts it among its payment files. Roots of one site
// may have other profiles, and what is permitted counts on all of them. What follows from it is the asker's.
import { type Classify, compileProfile } from '@sekisho/shared/classify.ts'
import { isBelow, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Connection } from './connection.ts'

/** Of a path below the site's top; null where no root holds it. */
export type PaymentTest = (path: PathText) => boolean | null

interface Holder {
  readonly prefix: PathText
  readonly profile: string
}

/** Compiled profiles by name, each once; null: there is none of that name. */
export function profileCompiler(profiles: ReadonlyMap<string, Profile>): (name: string) => Classify | null {
  const compiled = new Map<string, Classify>()
  return name => {
    const rules = profiles.get(name)
    if (rules === undefined) return null
    const classify = compiled.get(name) ?? compileProfile(rules)
    compiled.set(name, classify)
    return classify
  }
}

/** A profile that is gone could have counted any. */
export function paymentTest(
  connection: Connection,
  compiled: (profile: string) => Classify | null,
  site: number,
): PaymentTest {
  const holders = holdersOf(connection, site).map(({ prefix, profile }) => ({ prefix, classify: compiled(profile) }))
  return path => {
    const holding = holders.filter(({ prefix }) => isBelow(path, prefix))
    if (holding.length === 0) return null
    return holding.some(({ prefix, classify }) => classify?.(belowOf(prefix, path)).payment ?? true)
  }
}

/** How its roots are bound, each way once. */
export function holdersOf(connection: Connection, site: number): Holder[] {
  return connection.all<Holder>(
    'SELECT DISTINCT prefix, profile FROM root WHERE site = ? ORDER BY prefix, profile',
    site,
  )
}

function belowOf(prefix: PathText, path: PathText): PathText {
  return prefix === '' ? path : (path.slice(prefix.length + 1) as PathText)
}
