// Owns an independent look at a document root: what stands at a path by plain system calls, sha256 and a second XXH64,
// without a line of the agent's. And the words in which such a look and an observation can be compared.
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText, pathBytes, pathText } from '@sekisho/shared/path.ts'
import { xxh64 } from './xxh64.ts'

/** What a path holds in its decisive fields; of a log in one text for each digest that an observation of it may carry. */
export type Look = readonly string[]

const nothing: Look = ['absent']

export function placeIn(root: string, path: PathText): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), pathBytes(path)])
}

/** What stands at one path; a path below something that is no directory is absent like any other. */
export function look(root: string, path: PathText): Look {
  const place = placeIn(root, path)
  try {
    const { mode, uid, gid, size } = lstatSync(place)
    const owner = `${uid}:${gid}`
    const bits = (mode & 0o7777).toString(8)
    switch (mode & 0o170000) {
      case 0o040000:
        return [`directory ${bits} ${owner}`]
      case 0o120000:
        return [`symlink ${owner} ${pathText(readlinkSync(place, { encoding: 'buffer' }))}`]
      case 0o100000: {
        const content = readFileSync(place)
        const digests = [`sha256:${createHash('sha256').update(content).digest('hex')}`]
        if (path.endsWith('.log')) digests.push(`xxh64:${xxh64(content)}`)
        return digests.map(digest => `file ${bits} ${owner} ${size} ${digest}`)
      }
      default:
        return [`special ${mode.toString(8)}`]
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return nothing
    throw error
  }
}

/** Everything below the root, and the root itself as `''`. */
export function scan(root: string): Map<PathText, Look> {
  const found = new Map<PathText, Look>()
  const visit = (path: PathText) => {
    const seen = look(root, path)
    found.set(path, seen)
    if (!seen[0]?.startsWith('directory')) return
    for (const name of readdirSync(placeIn(root, path), { encoding: 'buffer' })) visit(joinPath(path, pathText(name)))
  }
  visit('' as PathText)
  return found
}

/** An observation in the same words; what was never there, or is gone, is `absent`. */
export function wordsOf(seen: Observation | null): string {
  if (seen === null || seen.state === 'absent') return 'absent'
  if (seen.state === 'unreadable') return `unreadable ${seen.errno}`
  const { state, type, mode, uid, gid, size, target, digest } = seen
  const bits = mode.toString(8)
  const unsure = state === 'unstable' ? 'unstable ' : ''
  if (type === 'file') return `${unsure}file ${bits} ${uid}:${gid} ${size} ${digest?.algorithm}:${digest?.hex}`
  return type === 'symlink' ? `${unsure}symlink ${uid}:${gid} ${target}` : `${unsure}${type} ${bits} ${uid}:${gid}`
}
