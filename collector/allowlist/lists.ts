// Owns how a release's entries become lists, folder by folder, so that what two releases have in common is kept once.
// Pure. Where lists lie is store's.
import { createHash } from 'node:crypto'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { StagedList } from '../handover.releases.ts'

/** A longer list would hold the writer up. */
const maxEntries = 2_000
/**
 * A large folder is cut behind one name in so many, whatever its neighbours are: a file more or less then changes one list
 * and leaves the others as they were.
 */
const cutOneIn = 512

type Item = StagedList['entries'][number]

export function listsOf(entries: readonly ReleaseEntry[]): readonly StagedList[] {
  const folders = new Map<PathText, Item[]>()
  for (const { path, sha256, type } of entries) {
    const folder = folderOf(path)
    const item = { name: nameOf(path), sha256, type }
    const items = folders.get(folder)
    if (items === undefined) folders.set(folder, [item])
    else items.push(item)
  }
  return [...folders].flatMap(([folder, items]) => cut(items.sort(byName)).map(part => listOf(folder, part)))
}

function byName(a: Item, b: Item): number {
  return a.name < b.name ? -1 : 1
}

function* pieces(items: readonly Item[]): Generator<readonly Item[]> {
  let from = 0
  for (let at = 0; at < items.length; at++) {
    const last = at === items.length - 1
    const length = at + 1 - from
    if (!last && length < maxEntries && hashOf(items[at]?.name ?? '') % cutOneIn !== 0) continue
    yield items.slice(from, at + 1)
    from = at + 1
  }
}

function cut(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.length <= cutOneIn ? [items] : [...pieces(items)]
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): spreads, and protects nothing. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** The folder is no part of the digest: equal folders at two places are one list. */
function listOf(folder: PathText, entries: readonly Item[]): StagedList {
  const hash = createHash('sha256')
  // A canonical name holds no control character, so a newline ends it without doubt.
  for (const { name, sha256, type } of entries) hash.update(`${name}\n${sha256} ${type}\n`)
  return { folder, digest: hash.digest('hex'), entries }
}
