// Owns where the program lies from which units are made, and whether a service may run it from there. Looks only.
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'

export interface ProgramPlace {
  readonly node: string
  readonly entry: string
}

/** Folders of people: units do not see them, or whoever owns them could change what the service runs. */
const ofPeople = ['/home', '/root', '/run/user']

export function programPlace(): ProgramPlace {
  const house = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))
  const shipped = join(house, 'node_modules/.bin/node')
  return { node: existsSync(shipped) ? shipped : process.execPath, entry: join(house, 'bin/sekisho.js') }
}

/** @throws Failure install-failed when it lies in a folder of people, or somebody else than root may change it */
export function refuseUnsafePlace({ node, entry }: ProgramPlace, say: Say): void {
  for (const file of [realpathSync(node), realpathSync(entry)]) {
    const home = ofPeople.find(folder => file.startsWith(`${folder}/`))
    if (home !== undefined) throw new Failure('install-failed', say('install.in-home', { home }), { place: file })
    for (let at = file; at !== '/'; at = dirname(at)) {
      const { uid, mode } = statSync(at)
      // In a folder with the sticky bit nobody moves what is root's: inode(7).
      const open = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
      if (uid !== 0 || open) throw new Failure('install-failed', say('install.not-roots'), { place: at })
    }
  }
}
