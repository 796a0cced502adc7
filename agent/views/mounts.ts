// Owns what a mount table says (/proc/PID/mountinfo, proc(5)): which piece of which file system stands at a path. Pure.
import { isBelow, type PathText, pathText } from '@sekisho/shared/path.ts'

interface Mount {
  readonly device: string
  /** Of the file system: what of it is mounted. */
  readonly root: string
  readonly point: PathText
}

export type MountTable = readonly Mount[]

/** @param text latin1, so that every byte of a name is kept */
export function parseMounts(text: string): MountTable {
  return text.split('\n').flatMap(line => {
    const [, , device, root, point] = line.split(' ')
    return device === undefined || root === undefined || point === undefined
      ? []
      : [{ device, root: pathOf(root), point: pathOf(point) }]
  })
}

/**
 * Names what stands at an absolute path without links: equal in two tables, it is the same place. Null where the table does
 * not reach: that of a process in another root.
 */
export function placeAt(mounts: MountTable, path: PathText): string | null {
  // Of several at one point the last one hides the others.
  const covering = mounts.reduce<Mount | null>(
    (best, mount) => (isBelow(path, mount.point) && mount.point.length >= (best?.point.length ?? 0) ? mount : best),
    null,
  )
  if (covering === null) return null
  const rest = path.slice(covering.point === '/' ? 0 : covering.point.length)
  return `${covering.device} ${covering.root === '/' ? '' : covering.root}${rest}`
}

/** Mount points below a folder, the folder itself not among them, as paths below it. */
export function pointsBelow(mounts: MountTable, folder: PathText): PathText[] {
  const below = mounts.filter(({ point }) => point !== folder && isBelow(point, folder))
  const start = folder === '/' ? 1 : folder.length + 1
  return [...new Set(below.map(({ point }) => point.slice(start) as PathText))]
}

/** The kernel writes blanks, newlines and backslashes as `\040` and the like. */
function pathOf(field: string): PathText {
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return pathText(Buffer.from(bytes, 'latin1'))
}
