// Owns `sekisho release create --dpkg`: what of this system is as its packages have it becomes a weak release, and what is not is
// named, the most telling first. The comparison is the publisher's.
import type { LeftOut, NotAsPackaged } from '@sekisho/publisher/main.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Shell } from '../command.ts'
import { visible } from '../terminal.ts'

/** How many files, or lines, a person is shown; --json has them all. */
const namedLeftOut = 20

export interface PackagesOptions {
  /** True where the system is the running one. */
  readonly dpkg?: string | true
  readonly root?: readonly string[]
}

/** Null where packages are no source. @throws Failure config-invalid where the two options do not belong together */
export function packagesOf({ terminal }: Shell, other: boolean, { dpkg, root }: PackagesOptions) {
  if (dpkg === undefined && root === undefined) return null
  if (dpkg === undefined || root === undefined || other) {
    throw new Failure('config-invalid', terminal.say('release.packages-source'))
  }
  return { system: dpkg === true ? '/' : dpkg, roots: root }
}

/** Before all else: what is not as its package has it is what somebody must look at. */
export function tellLeftOut({ terminal }: Shell, { leftOut, missing, damaged }: NotAsPackaged, json: boolean): void {
  if (json) {
    for (const row of leftOut) terminal.json({ row: 'left-out', ...row })
    for (const row of damaged) terminal.json({ row: 'damaged', ...row })
    return
  }
  const odd = leftOut.filter(({ why }) => why !== 'link' && why !== 'no-package')
  if (odd.length > 0) terminal.line(terminal.colour('red', terminal.say('release.left-out', { count: odd.length })))
  for (const row of odd.slice(0, namedLeftOut)) {
    terminal.line(`  ${visible(row.path)}  ${visible(row.package ?? '-')}  ${terminal.say(`left-out.${row.why}`)}`)
  }
  if (odd.length > namedLeftOut) terminal.tell('release.left-out-more', { count: odd.length - namedLeftOut })
  const counts = countsOf(leftOut)
  const loose = { files: counts['no-package'] ?? 0, links: counts.link ?? 0 }
  if (loose.files + loose.links > 0) terminal.tell('release.left-out-loose', loose)
  if (missing > 0) terminal.tell('release.packages-missing', { count: missing })
  for (const { file, line } of damaged.slice(0, namedLeftOut)) {
    terminal.warn(terminal.say('release.packages-damaged', { file: visible(file), line }))
  }
}

/** By reason. */
export function countsOf(leftOut: readonly LeftOut[]): Readonly<Partial<Record<LeftOut['why'], number>>> {
  const counts: Partial<Record<LeftOut['why'], number>> = {}
  for (const { why } of leftOut) counts[why] = (counts[why] ?? 0) + 1
  return counts
}
