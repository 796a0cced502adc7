// Owns the folders that a thread holds open while it works on one message: jobs of one message lie near one another, and
// each folder on the way is opened once, name by name (law 7). Reads nothing in them.
import { closeDescriptor, folderIdentity, openDirectory, openFolder, openRoot } from '@sekisho/shared/disk.ts'
import { isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'

interface Open {
  readonly path: PathText
  readonly descriptor: number
}

/** Deeper folders are opened without keeping those on the way: descriptors are few, and a path may have thousands of parts. */
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
    this.#open = [{ path: '' as PathText, descriptor }]
    return descriptor
  }

  /** A folder of the root; it stays this object's, until `handOver`. @throws system errors */
  folder(root: PathText, folder: PathText): number {
    const top = this.root(root)
    while (!isBelow(folder, this.#last.path)) this.#closeLast()
    const { path } = this.#last
    const parts = folder.slice(path === '' ? 0 : path.length + 1).split('/') as PathText[]
    if (folder === path) return this.#last.descriptor
    if (folder.split('/').length > depthKept) this.#open.push({ path: folder, descriptor: openFolder(top, folder) })
    else for (const part of parts) this.#enter(part)
    return this.#last.descriptor
  }

  /**
   * Which folder it is, at the first `depth` names of the way to the one that was opened last, of all that were ever made
   * there; `''` for the root. @throws system errors
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

  #enter(name: PathText): void {
    const { path, descriptor } = this.#last
    this.#open.push({ path: joinPath(path, name), descriptor: openDirectory(descriptor, name) })
  }

  #closeLast(): void {
    const last = this.#open.pop()
    if (last) closeDescriptor(last.descriptor)
  }
}
