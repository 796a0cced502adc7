// Owns what /proc/self/mountinfo says: which mounts there are, and which of them concern a folder. See proc(5).
import { readFileSync } from 'node:fs'
import { isBelow, type PathText, pathText } from '@sekisho/shared/path.ts'

export interface Mount {
  readonly id: number
  /** `major:minor` of the file system. */
  readonly device: string
  /** What of the file system is shown there. */
  readonly shows: PathText
  readonly at: PathText
  readonly type: string
}

export const mountInfo = '/proc/self/mountinfo'

/** In the order in which they were mounted: of two at one place the later one is seen. */
export function readMounts(): readonly Mount[] {
  // Latin 1 gives one character for each byte of a name.
  return readFileSync(mountInfo, 'latin1').split('\n').filter(Boolean).map(mountOf)
}

function mountOf(line: string): Mount {
  const [before = '', after = ''] = line.split(' - ', 2)
  const [id = '', , device = '', shows = '', at = ''] = before.split(' ')
  return { id: Number(id), device, shows: unescaped(shows), at: unescaped(at), type: after.split(' ')[0] ?? '' }
}

/** Blanks, tabs, newlines and backslashes stand as `\` and three octal digits. */
function unescaped(text: string): PathText {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
  return pathText(Buffer.from(bytes, 'latin1'))
}

/** Those strictly below a folder, by its real path. */
export function mountsBelow(mounts: readonly Mount[], folder: PathText): readonly Mount[] {
  return mounts.filter(({ at }) => at !== folder && isBelow(at, folder))
}

/** Changes when something is mounted or unmounted on the way to a folder, at it, or below it. */
export function mountSignature(mounts: readonly Mount[], folder: PathText): string {
  return mounts
    .filter(({ at }) => isBelow(at, folder) || at === '/' || isBelow(folder, at))
    .map(({ id, device, shows, at }) => `${id} ${device} ${shows} ${at}`)
    .join('\n')
}
