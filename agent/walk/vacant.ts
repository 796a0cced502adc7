// Owns whether what stands at a root's path is only its place: another folder than the one that was known there, with nothing
// in it, as where a volume is not mounted, or was not filled yet. Reads no content.
import { opendirSync } from 'node:fs'
import { fstatOf, lstatBelow, nameText, pathOfDescriptor } from '@sekisho/shared/disk.ts'
import { isStampOfInode } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { canaryName, looksLikeCanary } from '../handover.canary.ts'
import type { BaselineReader } from '../handover.ts'

const top = '' as PathText

/** A folder that is the same and has lost all that it held is not: there it was deleted. @throws system and SQLite errors */
export function isVacant(root: PathText, descriptor: number, reader: BaselineReader): boolean {
  const known = reader.child(root, top, top)
  if (known === null || known.stamp === '' || isStampOfInode(known.stamp, fstatOf(descriptor).inode)) return false
  if (reader.countChildren(root, top) === 0 && reader.foldersAfter(root, top, 1).length === 0) return false
  return holdsNothing(descriptor)
}

/** But what this agent itself may have put there. */
function holdsNothing(descriptor: number): boolean {
  const entries = opendirSync(`${pathOfDescriptor(descriptor)}.`, { encoding: 'latin1' })
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync())
      if (nameText(entry.name) !== canaryName || !isCanaryIn(descriptor)) return false
    return true
  } finally {
    entries.closeSync()
  }
}

function isCanaryIn(descriptor: number): boolean {
  try {
    return looksLikeCanary(lstatBelow(descriptor, canaryName))
  } catch {
    // It went meanwhile: then it hides nothing.
    return true
  }
}
