// Owns what `up` watches: the folder, the site that it belongs to, and the profile that fits it. Reads, changes nothing.
import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { knownProfiles, recognise } from '@sekisho/collector/main.ts'
import type { HostRow, RootRow } from '@sekisho/shared/api.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'

/** What one customer with one shop calls it. */
const usualSite = 'default'
const demoSite = 'demo'

export interface Place {
  /** As the disk knows it. */
  readonly folder: string
  readonly root: PathText
  /** Whether it is the example shop. */
  readonly demo: boolean
}

/** A root may be a link that deployments swap, so links stay. @throws Failure root-missing for what is no folder, file-unreadable */
export function placeOf(folder: string, demo: boolean, say: Say): Place {
  const absolute = resolve(folder)
  try {
    if (!statSync(absolute).isDirectory()) throw new Failure('root-missing', say('up.no-folder'), { place: absolute })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw unreadableFile(absolute, error)
  }
  return { folder: absolute, root: pathTextOfString(absolute), demo }
}

/** The named profile, or the one whose telltale files are there. @throws Failure name-unknown listing those there are */
export function profileFor(folder: string, wanted: string | undefined, say: Say): Profile {
  const profiles = knownProfiles()
  const names = profiles.map(profile => profile.name).join(', ')
  const found =
    wanted === undefined
      ? recognise(profiles, path => existsSync(join(folder, path)))
      : profiles.find(profile => profile.name === wanted)
  if (found === undefined || found === null)
    throw new Failure('name-unknown', say('up.no-profile', { profile: wanted ?? '-', names }))
  return found
}

/** The site that the folder has already; else the one wished; else `default`, or a name from the folder for a second. */
export function siteFor(
  place: Place,
  hosts: readonly HostRow[],
  bound: RootRow | undefined,
  wished: string | undefined,
): string {
  if (wished !== undefined) return wished
  if (bound?.site) return bound.site
  if (place.demo) return demoSite
  const taken = hosts.flatMap(host => host.roots.map(root => root.site))
  if (!taken.includes(usualSite)) return usualSite
  const name = basename(place.folder)
    .replace(/[^\p{L}\p{N}._-]/gu, '')
    .slice(0, 60)
  const plain = name === '' ? 'site' : name
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? plain : `${plain}-${number}`
    if (!taken.includes(candidate)) return candidate
  }
}
