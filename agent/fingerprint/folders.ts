// Owns the folders that a thread holds open while it works on one message: jobs of one message lie near one another. No link
// on the way is followed (law 7). Reads nothing in them.
import {
  closeDescriptor,
  folderIdentity,
  openDirectory,
  openFolder,
  openRoot,
  opensInOneCall,
} from '@sekisho/shared/disk.ts'
import { isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'

interface Open {
  readonly path: PathText
  readonly descriptor: number
  /** Opened by its name in the one before, so that nothing on the way can have been another folder meanwhile. */
  readonly byName: boolean
}

/** Of those on the way to a deeper folder no more are kept: descriptors are few, and a path may have thousands of parts. */
const depthKept = 32

export class OpenFolders {
  #root: PathText | null = null
  /** From the root down, each in the one before it. */
  #open: Open[] = []

  /** The root's descriptor; it stays this object's. @throws system errors */
  root(root: PathText): number {
    const [top] = this.#open
    if (this.#root === root && top !== undefined) return top.descriptor
    this.close()
    const descriptor = openRoot(root)
    this.#root = root
    this.#open = [{ path: '' as PathText, descriptor, byName: true }]
    return descriptor
  }

  /**
   * A folder of the root; it stays this object's, until `handOver`. @throws system errors
   * @param byNames each folder on the way is to be held as well, for `identity`
   */
  folder(root: PathText, folder: PathText, byNames: boolean): number {
    this.root(root)
    while (!isBelow(folder, this.#last.path)) this.#closeLast()
    while (byNames && this.#open.some(({ byName }) => !byName)) this.#closeLast()
    if (folder !== this.#last.path && (byNames || !opensInOneCall)) this.#enterTowards(folder)
    const { path, descriptor } = this.#last
    if (folder === path) return descriptor
    const rest = folder.slice(path === '' ? 0 : path.length + 1) as PathText
    const opened = openFolder(descriptor, rest)
    this.#open.push({ path: folder, descriptor: opened, byName: false })
    return opened
  }

  /**
   * Which folder it is, at the first `depth` names of the way to the one that was opened last, of all that were ever made
   * there; `''` for the root. Below the depth that is kept, the one that stands there now. @throws system errors
   */
  identity(depth: number): string {
    if (depth === 0) return ''
    const path = this.#last.path.split('/').slice(0, depth).join('/') as PathText
    const known = this.#open.find(open => open.path === path)
    if (known !== undefined) return folderIdentity(known.descriptor)
    const descriptor = openFolder(this.#open[0]?.descriptor ?? -1, path)
    try {
      return folderIdentity(descriptor)
    } finally {
      closeDescriptor(descriptor)
    }
  }

  /** The folder that was opened last is its caller's from now on. */
  handOver(): void {
    this.#open.pop()
  }

  close(): void {
    while (this.#open.length > 0) this.#closeLast()
    this.#root = null
  }

  get #last(): Open {
    const last = this.#open.at(-1)
    if (last === undefined) throw new Error('no root is open')
    return last
  }

  /** Name by name, as deep as folders are kept. */
  #enterTowards(folder: PathText): void {
    const { path } = this.#last
    const depth = path === '' ? 0 : path.split('/').length
    for (const name of folder.split('/').slice(depth, depthKept) as PathText[]) {
      const { path: above, descriptor } = this.#last
      this.#open.push({ path: joinPath(above, name), descriptor: openDirectory(descriptor, name), byName: true })
    }
  }

  #closeLast(): void {
    const last = this.#open.pop()
    if (last) closeDescriptor(last.descriptor)
  }
}
