// Owns the profile files: reads them whole or refuses them with file, line and column, and recognises a platform by its
// telltale files. How a profile maps paths is shared/profile.ts's; which root has which profile is store's.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '@sekisho/shared/config.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type Profile, ProfileSchema } from '@sekisho/shared/profile.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { z } from 'zod'

// The wire ignores keys that it does not know; a person's typing error must not be ignored.
const ProfileFileSchema = z.strictObject({
  ...ProfileSchema.shape,
  /** Another profile, whose rules come behind these. */
  extends: ProfileSchema.shape.name.optional(),
  rules: z.array(z.strictObject(ProfileSchema.shape.rules.element.shape)).max(500).default([]),
})
type ProfileFile = z.output<typeof ProfileFileSchema>

interface Read {
  readonly file: string
  readonly profile: ProfileFile
}

/**
 * Every `NAME.yaml` of the folders, by name; what a profile extends may lie in another folder.
 * @throws Failure config-invalid whose place is `file:line:column`, or the file
 */
export function loadProfiles(folders: readonly string[], say: Say): readonly Profile[] {
  const read = new Map<string, Read>()
  for (const folder of folders) {
    for (const name of namesIn(folder, say)) {
      const file = join(folder, `${name}.yaml`)
      const profile = readConfig(file, ProfileFileSchema, say)
      if (profile.name !== name) throw wrong(file, reason('config.wrong', { key: 'name', allowed: name }))
      const other = read.get(name)?.file
      if (other !== undefined) throw wrong(file, reason('profile.twice', { name, other }))
      read.set(name, { file, profile })
    }
  }
  return [...read.keys()].sort().map(name => whole(name, read, []))
}

/** With the rules of all that it extends; agents get it so, and need not know of extending. */
function whole(name: string, read: ReadonlyMap<string, Read>, below: readonly Read[]): Profile {
  const found = read.get(name)
  const asking = below.at(-1)
  if (found === undefined) {
    const allowed = [...read.keys()].join(', ')
    throw wrong(asking?.file ?? name, reason('config.wrong', { key: 'extends', allowed }))
  }
  if (below.includes(found)) throw wrong(found.file, reason('profile.circle', { name }))
  const { extends: base, ...own } = found.profile
  if (base === undefined) return own
  const inherited = whole(base, read, [...below, found])
  return {
    ...own,
    rules: [...own.rules, ...inherited.rules],
    payment: [...own.payment, ...inherited.payment],
  }
}

function wrong(place: string, why: Reason): Failure {
  return new ToldFailure('config-invalid', why, { place })
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
