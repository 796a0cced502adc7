// Owns whether a folder is one that the agent of this state folder watches: what lies there is not known good because it lies
// there. Asks the bindings that the agent keeps, so that neither agent nor collector need run.
import { readFileSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { isBelow, pathTextOfString } from '@sekisho/shared/path.ts'
import { BindingsSchema } from '@sekisho/shared/wire.ts'

/** The watched root that the folder lies in, or that lies in it; null when there is none. @throws Failure state-permissions */
export function watchedRootOf(state: string, folder: string): string | null {
  const here = pathTextOfString(realOrGiven(folder))
  const roots = keptRoots(join(state, 'agent', 'bindings.json'))
  return roots.find(root => isBelow(here, root.real) || isBelow(root.real, here))?.root ?? null
}

/** A root may be a link, which deployments swap: both its name and where it leads count. */
function keptRoots(file: string): readonly { readonly root: string; readonly real: string }[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    // No agent watches anything from this state folder.
    if (errnoOf(error) === 'ENOENT') return []
    throw new Failure('state-permissions', `cannot be read (${errnoOf(error)})`, { place: file, cause: error })
  }
  try {
    return BindingsSchema.parse(JSON.parse(text)).roots.map(({ root }) => ({
      root,
      real: root.includes('%') ? root : pathTextOfString(realOrGiven(root)),
    }))
  } catch (error) {
    // Not guessed: an adoption must not pass for a release because of a damaged file.
    throw new Failure('state-permissions', 'is damaged: start the agent, which asks for it anew', {
      place: file,
      cause: error,
    })
  }
}

function realOrGiven(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    // What is not there is told by whoever opens it.
    return resolve(folder)
  }
}
