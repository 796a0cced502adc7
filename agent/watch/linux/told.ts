// Owns the question whether the kernel's events tell of everything that may lead a root elsewhere.
import { lstatSync, statSync } from 'node:fs'
import { diskPath } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { stepsOf } from './way.ts'

const top = '/' as PathText

/** Every folder and link on the way, by way of every link, lies on the root's own file system, which is marked. */
export function isToldOf(root: PathText, real: PathText): boolean {
  try {
    const { dev } = statSync(diskPath(real))
    const places = [root, real].flatMap(path => [...stepsOf(path)].map(({ place }) => place))
    return [top, ...places].every(place => lstatSync(diskPath(place)).dev === dev)
  } catch {
    // It is being replaced just now.
    return false
  }
}
