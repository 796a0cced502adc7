// Owns whether a folder is one that an agent of this machine watches: what lies there is not known good because it lies there.
// Asks the bindings that the agent of the state folder keeps, running or not, and the collector, where one runs there.
import { readFileSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { isBelow, pathTextOfString } from '@sekisho/shared/path.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { BindingsSchema } from '@sekisho/shared/wire.ts'
import type { Shell } from './command.ts'
import { connectLocal } from './connect.ts'

/**
 * The watched root that the folder lies in, or, unless only `inside` is asked, that lies in it; null when there is none.
 * @throws Failure state-permissions, or what the running collector refuses
 */
export async function watchedRootOf(
  shell: Shell,
  state: string,
  folder: string,
  how: 'inside' | 'either' = 'either',
): Promise<string | null> {
  const here = pathTextOfString(realOrGiven(folder))
  const roots = [...keptRoots(join(state, 'agent', 'bindings.json')), ...(await boundRoots(shell, state))]
  // A root may be a link, which deployments swap: where it leads is what counts.
  const reals = roots.map(root => ({ root, real: root.includes('%') ? root : pathTextOfString(realOrGiven(root)) }))
  const found = reals.find(({ real }) => isBelow(here, real) || (how === 'either' && isBelow(real, here)))
  return found?.root ?? null
}

/** An agent with a state folder of its own is known to the collector by its name, which is the machine's unless told. */
async function boundRoots(shell: Shell, state: string): Promise<readonly string[]> {
  const hosts = (await connectLocal(shell, state)?.hosts()) ?? []
  return hosts.filter(({ host }) => host === hostname()).flatMap(({ roots }) => roots.map(({ root }) => root))
}

function keptRoots(file: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    // No agent watches anything from this state folder.
    if (errnoOf(error) === 'ENOENT') return []
    throw new ToldFailure('state-permissions', reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), {
      place: file,
      cause: error,
    })
  }
  try {
    return BindingsSchema.parse(JSON.parse(text)).roots.map(({ root }) => root)
  } catch (error) {
    // Not guessed: an adoption must not pass for a release because of a damaged file.
    throw new ToldFailure('state-permissions', reason('state.bindings-damaged'), {
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
