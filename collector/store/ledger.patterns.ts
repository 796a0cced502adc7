// Owns what judging asks of approvals by pattern: those in force on a site, each compiled once,
// and which paths they never cover because another root counts them among its payment files. Which one covers what is there
// is judge's.
import { safeTime } from '@sekisho/shared/clock.ts'
import { compilePattern, type Matcher } from '@sekisho/shared/pattern.ts'
import type { PatternLimits } from '@sekisho/shared/pattern-limits.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Ledger, LivePattern } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { paymentTest, profileCompiler } from './payment.ts'
import { remembering } from './remembering.ts'

export interface LimitColumns {
  readonly classes: string
  readonly extensions: string
  readonly largest: number | null
}

interface Columns extends LimitColumns {
  readonly id: number
  readonly pattern: string
  readonly until: number
  readonly by: string
}

/** Compiled ones that are kept: a hundred sites with as many as they may have. */
const compiledKept = 10_000

export function patternVerbs(desk: Desk): Pick<Ledger, 'patterns' | 'isPayment'> {
  const compiled = remembering(compilePattern, compiledKept)
  const profiles = profileCompiler(desk.profiles)
  return {
    /** Asked once a transaction: mostly there is none. */
    patterns(site) {
      const known = desk.patterns.get(site)
      if (known !== undefined) return known
      const found = livePatterns(desk.connection, site, compiled)
      desk.patterns.set(site, found)
      return found
    },
    isPayment(site, path) {
      const test = desk.payment.get(site) ?? paymentTest(desk.connection, profiles, site)
      desk.payment.set(site, test)
      return test(path) ?? false
    },
  }
}

function livePatterns(connection: Connection, site: number, compiled: (pattern: string) => Matcher): LivePattern[] {
  return connection
    .all<Columns>(
      `SELECT id, pattern, classes, extensions, largest, until_at AS until, coalesce(confirmed_by, asked_by) AS by
       FROM approval WHERE site = ? AND pattern IS NOT NULL AND withdrawn_at IS NULL AND ended_at IS NULL
       AND (second = 0 OR confirmed_at IS NOT NULL) ORDER BY id`,
      site,
    )
    .map(({ id, pattern, until, by, ...limits }) => ({
      ref: String(id),
      name: `approval ${id} (${by}, until ${safeTime(until)})`,
      limits: limitsOf(limits),
      names: compiled(pattern),
    }))
}

export function limitsOf({ classes, extensions, largest }: LimitColumns): PatternLimits {
  return { classes: JSON.parse(classes) as PathClass[], extensions: JSON.parse(extensions) as string[], largest }
}
