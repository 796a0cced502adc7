// Owns the compiled profiles: which class a path has under the profile of its root. The patterns are shared/classify.ts's.
import { type Classify, compileProfile } from '@sekisho/shared/classify.ts'
import type { Profile } from '@sekisho/shared/profile.ts'

/** The profile of roots that nobody gave one. */
const plainProfile = 'php'

export class Classes {
  readonly #compiled: ReadonlyMap<string, Classify>

  constructor(profiles: readonly Profile[]) {
    this.#compiled = new Map(profiles.map(profile => [profile.name, compileProfile(profile)]))
  }

  /** A profile that is gone leaves its roots all code: everything there needs a permit. */
  of(profile: string): Classify {
    return this.#compiled.get(profile) ?? (() => ({ class: 'code', payment: false, rule: null }))
  }

  /** `wished`, if there is such a profile. */
  known(wished: string): string {
    return this.#compiled.has(wished) ? wished : plainProfile
  }
}
