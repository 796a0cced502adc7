// Owns the question whether the kernel's events tell of everything that may lead a root elsewhere.
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { diskPath } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'

/**
 * Every folder and link on the way lies on the root's own file system, which is marked; no link leads by way of others: of
 * these the names are looked for, and not on which file system each lies.
 */
export function isToldOf(root: PathText, real: PathText): boolean {
  try {
    const { dev } = statSync(diskPath(real))
    const realWay = wayTo(real)
    const places = new Set(realWay.map(place => bytesOf(place)))
    return [...wayTo(root), ...realWay].every(place => {
      const stat = lstatSync(diskPath(place))
      return stat.dev === dev && (!stat.isSymbolicLink() || leadsStraight(place, places))
    })
  } catch {
    // It is being replaced just now.
    return false
  }
}

/** The path itself and all above it. */
function wayTo(path: PathText): readonly PathText[] {
  const names = path.split('/').filter(Boolean)
  return names.map((_, at) => `/${names.slice(0, at + 1).join('/')}` as PathText).concat('/' as PathText)
}

/** Its target is where it leads, with no further link on the way, and lies on the way to the root itself. */
function leadsStraight(link: PathText, places: ReadonlySet<string>): boolean {
  const path = diskPath(link)
  const leadsTo = realpathSync.native(path, 'latin1')
  return resolve(dirname(bytesOf(link)), readlinkSync(path, 'latin1')) === leadsTo && places.has(leadsTo)
}

/** As Latin 1, one character for each byte. */
function bytesOf(path: PathText): string {
  return Buffer.from(diskPath(path)).toString('latin1')
}
