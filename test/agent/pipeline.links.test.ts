// Owns the laws of files that are written by links outside: found below the roots by device and inode, in few searches, or declared.
import type { Actor, KnownActor } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import type { FileIdentity, PlaceOfFile, Touch } from '../../agent/handover.ts'
import { Links } from '../../agent/pipeline.links.ts'
import { eventually } from '../support/eventually.ts'
import { ManualClock } from '../support/manual-clock.ts'

const root = '/srv/shop' as PathText
const place = (inode: number, path: string, device = 1): PlaceOfFile => ({
  root,
  path: path as PathText,
  device,
  inode,
})

function actor(pid: number): KnownActor {
  return { pid, executable: null, command: null, user: null, parents: [], unit: null }
}

function open(known: readonly PlaceOfFile[], fails = false) {
  const clock = new ManualClock()
  const searches: (readonly FileIdentity[])[] = []
  const touches: Touch[] = []
  const losses: unknown[] = []
  const links = new Links({
    whereAre: async files => {
      searches.push(files)
      if (fails) throw new Error('no thread')
      return known.filter(at => files.some(({ device, inode }) => at.device === device && at.inode === inode))
    },
    touched: found => void touches.push(...found),
    lost: error => void losses.push(error),
    clock,
  })
  const add = (inode: number, witness: Actor = 'unknown', device = 1) => links.add([{ device, inode, witness }])
  return { clock, links, add, searches, touches, losses }
}

test('every known path of the inode is touched, with who wrote it, as told late', async () => {
  const { clock, add, touches } = open([place(7, 'a.php'), place(7, 'b.php'), place(8, 'c.php')])
  add(7, actor(1))
  add(7, actor(2))
  add(9)
  clock.advance(0)
  await eventually(() => touches.length > 0)
  const told = { root, noticed: 'watch', saw: ['written'], settled: true, witnesses: [actor(1), actor(2)], late: true }
  expect(touches).toEqual(['a.php', 'b.php'].map(path => ({ ...told, path })))
})

test('files of two file systems with the same inode keep apart who wrote each', async () => {
  const { clock, add, touches } = open([place(7, 'a.php', 1), place(7, 'b.php', 2)])
  add(7, actor(1), 1)
  add(7, actor(2), 2)
  clock.advance(0)
  await eventually(() => touches.length > 0)
  expect(touches.map(({ path, witnesses }) => ({ path, witnesses }))).toEqual([
    { path: 'a.php', witnesses: [actor(1)] },
    { path: 'b.php', witnesses: [actor(2)] },
  ])
})

test('what comes within a second after a search waits for the next', async () => {
  const { clock, add, searches, touches } = open([place(1, 'a'), place(2, 'b'), place(3, 'c')])
  add(1)
  clock.advance(0)
  await eventually(() => touches.length === 1)
  add(2)
  add(3)
  clock.advance(999)
  const one = { device: 1, inode: 1 }
  expect(searches).toEqual([[one]])
  clock.advance(1)
  await eventually(() => touches.length === 3)
  expect(searches).toEqual([[one], [2, 3].map(inode => ({ device: 1, inode }))])
})

test('a search that fails, and more inodes than there is room for, are losses', async () => {
  const failing = open([], true)
  failing.add(1)
  failing.clock.advance(0)
  await eventually(() => failing.losses.length === 1)
  const full = open([])
  for (let inode = 0; inode < 1025; inode++) full.add(inode)
  expect(full.losses).toHaveLength(1)
})
