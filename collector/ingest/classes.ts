// Owns the compiled profiles: which class a path has under the profile of its root. The patterns are shared/classify.ts's.
import { type Classify, compileProfile } from '@sekisho/shared/classify.ts'
import { generatedFolders } from '@sekisho/shared/generated.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'

/** The profile of roots that nobody gave one. */
const plainProfile = 'php'

export class Classes {
  readonly #compiled: ReadonlyMap<string, Classify>
  readonly #generated: ReadonlyMap<string, readonly PathText[]>

  constructor(profiles: readonly Profile[]) {
    this.#compiled = new Map(profiles.map(profile => [profile.name, compileProfile(profile)]))
    this.#generated = new Map(profiles.map(({ name, rules }) => [name, generatedFolders(rules)]))
  }

  /** A profile that is gone leaves its roots all code: everything there needs a permit. */
  of(profile: string): Classify {
    return this.#compiled.get(profile) ?? (() => ({ class: 'code', payment: false, rule: null }))
  }

  /** The folders below which generated code lies, if anywhere. */
  generatedBelow(profile: string): readonly PathText[] {
    return this.#generated.get(profile) ?? []
  }

  /** `wished`, if there is such a profile. */
  known(wished: string): string {
    return this.#compiled.has(wished) ? wished : plainProfile
  }
}
