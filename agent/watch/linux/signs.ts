// Owns what each kind of event means for a path: what the source saw, and whether somebody may still be writing. Pure.
import type { Saw } from '../../handover.ts'
import { fan } from './system.ts'

export interface Meaning {
  readonly saw: readonly Saw[]
  readonly settled: boolean | null
}

/** Changes of a file or folder. */
export const namedChanges =
  fan.modify | fan.attrib | fan.closeWrite | fan.movedFrom | fan.movedTo | fan.create | fan.delete
/** All that the group with names is told of where roots lie. */
export const namedMask = namedChanges | fan.onDirectory

const cameOrWent = fan.movedFrom | fan.movedTo | fan.delete

/** By mask: there are few, and each event has one. */
const meanings = new Map<number, Meaning>()

export function meaningOf(mask: number): Meaning {
  const known = meanings.get(mask)
  if (known !== undefined) return known
  const meaning = { saw: sawOf(mask), settled: settledOf(mask) }
  meanings.set(mask, meaning)
  return meaning
}

function sawOf(mask: number): readonly Saw[] {
  const saw: Saw[] = []
  if (mask & fan.create) saw.push('created')
  // A close alone says nothing of what was written: each write was told, or it was made through a mapping and moves ctime.
  if (mask & fan.modify) saw.push('written')
  if (mask & (fan.movedFrom | fan.movedTo)) saw.push('moved')
  // Of a file whoever looks sees that it is gone. In a directory that is made anew nobody sees what had been in the one before.
  if (mask & fan.delete && mask & fan.onDirectory) saw.push('removed')
  if (mask & fan.attrib) saw.push('attributes')
  return saw
}

/**
 * A directory has no writer to wait for, nor what came by a rename or is gone. The kernel merges the events of one process
 * on one file: a mask that holds the close ends with it, or with what makes another event follow.
 */
function settledOf(mask: number): boolean | null {
  if (mask & (fan.closeWrite | cameOrWent | fan.onDirectory)) return true
  // A change of attributes neither begins nor ends a writing.
  return mask & (fan.create | fan.modify) ? false : null
}
