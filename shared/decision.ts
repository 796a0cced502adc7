// Owns the explanation of a class: which rule of a profile decides about a path, what it says, and which others would have.
// Pure. For people who write profiles; whoever classifies many paths uses classify.ts.
import {
  type Classification,
  compileProfile,
  digestFor,
  executableByName,
  type ProfileRules,
  staysOnHost,
} from './classify.ts'
import type { Digest } from './observation.ts'
import type { PathText } from './path.ts'
import { compilePattern } from './pattern.ts'

export interface Decision {
  readonly path: PathText
  readonly where: Classification
  /** Place of the deciding rule, from 1; null where none fits and the default decides. */
  readonly rule: number | null
  /** Patterns of later rules that fit as well: the first match wins. */
  readonly also: readonly string[]
  /** The pattern that makes it a payment path. */
  readonly payment: string | null
  /** In force, whether the rule says it or the class. */
  readonly digest: Digest['algorithm']
  /** Whether the content may leave its host, for evidence. */
  readonly keep: boolean
  /** Among uploads and logs that makes it critical. */
  readonly executableName: boolean
}

/** @param path canonical, below its root @throws PatternError */
export function decide(profile: ProfileRules, path: PathText): Decision {
  const where = compileProfile(profile)(path)
  const fitting = profile.rules.flatMap(({ pattern }, index) => (compilePattern(pattern)(path) ? [index] : []))
  const [first, ...later] = fitting
  return {
    path,
    where,
    rule: first === undefined ? null : first + 1,
    also: later.map(index => profile.rules[index]?.pattern ?? ''),
    payment: profile.payment.find(pattern => compilePattern(pattern)(path)) ?? null,
    digest: digestFor(where),
    keep: !staysOnHost(where),
    executableName: executableByName(path),
  }
}
