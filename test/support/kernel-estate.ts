// Owns a shop under the kernel's events for flow tests: what was found of it once all is told, and a reader that is held up until
// a test lets it go on.
import type { FindingRow } from '@sekisho/shared/api.ts'
import { expect } from 'vitest'
import { brokenChains, type Estate, type EstateSetting, openEstate } from './estate.ts'
import { eventually } from './eventually.ts'
import { memoryFolder } from './folder.ts'
import { readerGate } from './reader-faults.ts'

/**
 * Whoever writes may be held up between the making of a file and its content; what it has not closed is given longer than
 * usual, so that it is found once. What is closed is read at once as ever.
 */
export const patient = { settle: { quietMs: 2_000, deadlineMs: 60_000 } }

/** How the kernel's events are read, and whether that is after all of them. */
export const readers = [
  ['as quick as it is', false],
  ['held up until all is over', true],
] as const

export async function openWatched(
  files: Readonly<Record<string, string>>,
  agent: EstateSetting['agent'] = {},
): Promise<Estate> {
  const folder = memoryFolder()
  const estate = openEstate({ files, agent, within: folder })
  await estate.open({ watchFaults: readerGate(folder).faults })
  expect(estate.agent().status().roots[0]).toMatchObject({ source: 'fanotify', grade: 'proven', why: '' })
  return estate
}

/** Resolves when the reader stands still, where it is to; the answer lets it go on. */
export async function heldUp(estate: Estate, isLate: boolean): Promise<() => void> {
  return isLate ? readerGate(estate.folder).heldUp() : () => {}
}

const mark = 'upload/mark.jpg'

/** What was found after `skip` findings, up to a mark that is set now, once the collector holds what the disk holds. */
export async function foundAfter(estate: Estate, skip: number): Promise<FindingRow[]> {
  estate.write(mark, `${skip}`)
  const disk = estate.disk()
  await eventually(async () => {
    const inventory = await estate.inventory()
    const differs = [...new Set([...Object.keys(disk), ...Object.keys(inventory)])].filter(
      path => disk[path] !== inventory[path],
    )
    if (differs.length > 0) throw new Error(`the inventory is not the disk: ${differs.length}: ${differs.slice(0, 8)}`)
    return true
  })
  await estate.atRest(estate.agent())
  const all = await estate.findings()
  expect(brokenChains(all)).toEqual([])
  return all.slice(skip).filter(({ path }) => path !== mark)
}
