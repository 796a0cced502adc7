// Owns the directories of what one commit put into the baseline: whether the baseline knows each of them as one.
import { folderOf, type PathText } from '@sekisho/shared/path.ts'
import type { BaselineRows } from './baseline-rows.ts'
import type { RootRow } from './roots.ts'
import { folders } from './schema.ts'

interface Place {
  readonly root: PathText
  readonly path: PathText
}

export class Parents {
  readonly #found = new Map<RootRow['id'], { readonly root: PathText; readonly directories: Set<PathText> }>()
  /** Added last: most paths lie in the directory of the one before. */
  #last: { readonly root: RootRow['id']; readonly directory: PathText } | null = null

  /** Something at `path` was put. The root itself needs no directory. */
  add(root: RootRow, path: PathText): void {
    const directory = folderOf(path)
    if (directory === '' || (this.#last?.directory === directory && this.#last.root === root.id)) return
    this.#last = { root: root.id, directory }
    const found = this.#found.get(root.id) ?? { root: root.path, directories: new Set() }
    found.directories.add(directory)
    this.#found.set(root.id, found)
  }

  /** `unseen` have no row; where those of `replaced` were, something else is now. Asked once all rows are put. */
  lost(rows: BaselineRows): { readonly unseen: readonly Place[]; readonly replaced: readonly Place[] } {
    const unseen: Place[] = []
    const replaced: Place[] = []
    for (const [id, { root, directories }] of this.#found) {
      for (const path of directories) {
        const state = rows.folderState(id, path)
        if (state === undefined) unseen.push({ root, path })
        else if (state === folders.none) replaced.push({ root, path })
      }
    }
    return { unseen, replaced }
  }
}
