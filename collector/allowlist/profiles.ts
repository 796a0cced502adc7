// Owns the profile files: reads them whole or refuses them with file, line and column, and recognises a platform by its
// telltale files. How a profile maps paths is shared/profile.ts's; which root has which profile is store's.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '@sekisho/shared/config.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type Profile, ProfileSchema } from '@sekisho/shared/profile.ts'
import { z } from 'zod'

// The wire ignores keys that it does not know; a person's typing error must not be ignored.
const ProfileFileSchema = z.strictObject({
  ...ProfileSchema.shape,
  rules: z.array(z.strictObject(ProfileSchema.shape.rules.element.shape)),
})

/**
 * Every `NAME.yaml` of the folder, by name.
 * @throws Failure config-invalid whose place is `file:line:column`
 */
export function loadProfiles(folder: string, say: Say): readonly Profile[] {
  return namesIn(folder, say).map(name => {
    const file = join(folder, `${name}.yaml`)
    const profile = readConfig(file, ProfileFileSchema, say)
    if (profile.name === name) return profile
    throw new Failure('config-invalid', say('config.wrong', { key: 'name', allowed: name }), { place: file })
  })
}

/**
 * The profile whose telltale files are all there, the one with the most of them first; null when there is none.
 * @param exists asked with paths relative to the root
 */
export function recognise(profiles: readonly Profile[], exists: (path: string) => boolean): Profile | null {
  let best: { readonly profile: Profile; readonly depth: number } | null = null
  for (const profile of profiles) {
    for (const together of profile.telltale) {
      const depth = weightOf(together)
      if ((best === null || depth > best.depth) && together.every(exists)) best = { profile, depth }
    }
  }
  return best?.profile ?? null
}

/** More files, and files deeper in the tree, are harder to have by chance. */
function weightOf(together: readonly string[]): number {
  return together.reduce((sum, path) => sum + path.split('/').length, 0)
}

function namesIn(folder: string, say: Say): string[] {
  try {
    return readdirSync(folder)
      .filter(file => file.endsWith('.yaml'))
      .map(file => file.slice(0, -'.yaml'.length))
      .sort()
  } catch (error) {
    throw new Failure('config-invalid', say('config.unreadable', { detail: errnoOf(error) ?? String(error) }), {
      place: folder,
      cause: error,
    })
  }
}
