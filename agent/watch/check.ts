// Owns doctor's look at whether a root can be watched on this machine by anybody, which is with inotify, and how to mend it; and
// that this is not what counts where the agent has something better.
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type PathText, showPath } from '@sekisho/shared/path.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { type MachineLimits, megabytes, memoryOf, shortageOf, type TreeSize } from './limits.ts'
import { survey } from './survey.ts'

/** The kernel's own default: below it bursts of a few thousand files overflow. */
const leastQueue = 16_384
const surveyCeiling = 5_000_000

/** `used`: the source that the agent says it watches the root with; null where none says. */
export function checkWatch(root: PathText, limits: MachineLimits, say: Say, used: string | null): Check {
  const name = 'check.watch'
  const told = (found: string) => `${showPath(root)}: ${found}`
  try {
    const { found, mend } = byInotify(survey(root, surveyCeiling), limits, say)
    // What it does not use needs no mending.
    if (used === 'fanotify') return { name, outcome: 'ok', found: told(say('check.watch.proven', { found })), mend: '' }
    const outcome = mend === '' ? 'ok' : 'warning'
    if (used === null) return { name, outcome, found: told(say('check.watch.untold', { found })), mend }
    const walks = used === 'walk' && mend === ''
    return { name, outcome, found: told(walks ? say('check.watch.walks', { found }) : found), mend }
  } catch (error) {
    const found = told(say('watch.unavailable', { found: errnoOf(error) ?? String(error) }))
    return { name, outcome: 'failed', found, mend: '' }
  }
}

/** Whether inotify would do for the tree, and what to do where it would not. */
function byInotify(tree: TreeSize, limits: MachineLimits, say: Say): { readonly found: string; readonly mend: string } {
  const shortage = shortageOf(tree, limits, 'inotify')
  if (shortage?.of === 'memory') {
    const params = { found: megabytes(shortage.found), limit: megabytes(shortage.limit) }
    return { found: say('watch.memory', params), mend: say('check.watch.mend-walked') }
  }
  if (shortage?.of === 'watches') {
    const { found, limit } = shortage
    return {
      found: say('watch.watches', { found, limit }),
      mend: say('check.watch.mend-watches', { wanted: found * 2 }),
    }
  }
  const { watches, queue } = limits
  const memory = megabytes(memoryOf(tree, 'inotify'))
  const found = say('check.watch.fits', { directories: tree.directories, watches, memory, queue })
  return { found, mend: queue < leastQueue ? say('check.watch.mend-queue') : '' }
}
