// Owns doctor's look at whether a root can be watched on this machine by anybody, which is with inotify, and how to mend it.
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type PathText, showPath } from '@sekisho/shared/path.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { type MachineLimits, megabytes, memoryOf, shortageOf } from './limits.ts'
import { survey } from './survey.ts'

/** The kernel's own default: below it bursts of a few thousand files overflow. */
const leastQueue = 16_384
const surveyCeiling = 5_000_000

export function checkWatch(root: PathText, limits: MachineLimits, say: Say): Check {
  const name = 'check.watch'
  const told = (found: string) => `${showPath(root)}: ${found}`
  try {
    const tree = survey(root, surveyCeiling)
    const shortage = shortageOf(tree, limits, 'inotify')
    if (shortage?.of === 'memory') {
      const params = { found: megabytes(shortage.found), limit: megabytes(shortage.limit) }
      return {
        name,
        outcome: 'warning',
        found: told(say('watch.memory', params)),
        mend: say('check.watch.mend-walked'),
      }
    }
    if (shortage?.of === 'watches') {
      const { found, limit } = shortage
      const mend = say('check.watch.mend-watches', { wanted: found * 2 })
      return { name, outcome: 'warning', found: told(say('watch.watches', { found, limit })), mend }
    }
    const { watches, queue } = limits
    const memory = megabytes(memoryOf(tree, 'inotify'))
    const found = told(say('check.watch.fits', { directories: tree.directories, watches, memory, queue }))
    const short = queue < leastQueue
    return { name, outcome: short ? 'warning' : 'ok', found, mend: short ? say('check.watch.mend-queue') : '' }
  } catch (error) {
    const found = told(say('watch.unavailable', { found: errnoOf(error) ?? String(error) }))
    return { name, outcome: 'failed', found, mend: '' }
  }
}
