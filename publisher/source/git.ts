// Owns what a revision of a git repository would hold when it is checked out on Linux: line ends, `ident` and encodings by its
// attributes, links as links. Nothing is checked out. What only a filter could make, or another repository holds, is refused.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { sha256 } from '@sekisho/shared/content.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { pathText } from '@sekisho/shared/path.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import { Ceilings } from './ceilings.ts'
import { type ContentTaker, Gather, type Gathered, type Progress, pathOrFault } from './gather.ts'
import { type Git, GitError, gitAtRepository, gitWithObjects, outputOf, runGit } from './git-process.ts'
import { filteredPaths, type TreeFile, treeFilesOf } from './git-tree.ts'
import type { SelectionWords } from './selection.ts'
import { filesOfTar, type TarFile } from './tar.ts'

export interface GitRevision {
  /** The folder of a repository, bare or not. */
  readonly repository: string
  /** A tag, branch or commit. */
  readonly revision: string
}

const progressEvery = 100

/** @throws Failure file-unreadable for no repository, release-refused naming it, the revision or the file at fault */
export async function entriesOfGit(
  { repository, revision }: GitRevision,
  words: SelectionWords = {},
  onProgress: (progress: Progress) => void = () => {},
  taker: ContentTaker | null = null,
): Promise<Gathered> {
  const gather = new Gather(`${repository} ${revision}`, words, taker)
  const own = mkdtempSync(join(tmpdir(), 'sekisho-git-'))
  try {
    const { objects, format, tree } = await resolveRevision(repository, revision)
    const git = gitWithObjects(own, objects)
    await outputOf({ ...git, environment: withoutObjects(git) }, initWords(own, format))
    mkdirSync(join(own, 'info'))
    // A checkout knows neither of these two, which are for exported archives.
    writeFileSync(join(own, 'info', 'attributes'), '* !export-ignore !export-subst\n')
    const listed = await treeFilesOf(git, tree)
    refuseSubmodules(listed, gather)
    const files = listed.filter(({ kind }) => kind !== 'submodule')
    await refuseFiltered(git, tree, files, gather)
    await readFiles(git, tree, files, gather, onProgress)
    return gather.finish()
  } catch (error) {
    if (error instanceof GitError) throw gather.refusal(error.why, error)
    throw error
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}

interface Resolved {
  /** Folder of the repository's objects, absolute. */
  readonly objects: string
  /** sha1 or sha256: how objects are named. */
  readonly format: string
  readonly tree: string
}

async function resolveRevision(repository: string, revision: string): Promise<Resolved> {
  const real = realOrRefuse(repository)
  const git = gitAtRepository(real, dirname(real))
  const about = await outputOf(git, ['rev-parse', '--show-object-format', '--git-path', 'objects'])
  const [format = '', ...path] = about.replace(/\n$/, '').split('\n')
  const tree = await outputOf(git, ['rev-parse', '--verify', '--end-of-options', `${revision}^{tree}`])
  return { objects: resolve(real, path.join('\n')), format, tree: tree.trim() }
}

function realOrRefuse(repository: string): string {
  try {
    return realpathSync(repository)
  } catch (error) {
    throw unreadableFile(repository, error)
  }
}

function initWords(own: string, format: string): string[] {
  return ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '--end-of-options', own]
}

/** init makes its folder of objects, which must not be the borrowed one. */
function withoutObjects({ environment }: Git): Git['environment'] {
  const { GIT_OBJECT_DIRECTORY: _, GIT_DIR: __, ...rest } = environment
  return rest
}

async function refuseFiltered(git: Git, tree: string, files: readonly TreeFile[], gather: Gather): Promise<void> {
  for (const { name, filter } of await filteredPaths(git, tree, files)) {
    const path = pathText(name)
    if (gather.selection.nameOf(path) === null) continue
    gather.fault('source.filter', { path, filter })
  }
}

/** git writes the files as a checkout would, in the order of its tree; each must be the next one that the tree names. */
async function readFiles(
  git: Git,
  tree: string,
  files: readonly TreeFile[],
  gather: Gather,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const running = runGit(git, ['archive', '--format=tar', '--end-of-options', tree])
  running.input.end()
  let next = 0
  try {
    // A repository packs text far better than an archive does: only the sum of it can be held against a bomb.
    for await (const file of filesOfTar(running.output, new Ceilings(gather, Number.POSITIVE_INFINITY))) {
      const listed = files[next++]
      if (listed === undefined || !sameName(file, listed)) throw new GitError(reason('source.git-other-file'))
      await take(file, listed, gather)
      if (next % progressEvery === 0) onProgress({ files: next, total: files.length })
    }
  } catch (error) {
    running.end()
    // git's own complaint says more than a tar that breaks off.
    if (!(error instanceof Failure || error instanceof GitError)) await running.finished()
    throw error
  }
  await running.finished()
  if (next < files.length) throw new GitError(reason('source.git-fewer-files'))
}

/** Submodules are no files of this repository: git writes an empty folder. Each that is not excluded becomes a fault. */
function refuseSubmodules(files: readonly TreeFile[], gather: Gather): void {
  for (const { name, kind } of files) {
    if (kind !== 'submodule') continue
    const path = pathOrFault(gather, name)
    if (path === null || gather.selection.nameOf(path) === null) continue
    gather.fault('source.submodule', { path })
  }
}

async function take(file: TarFile, { name }: TreeFile, gather: Gather): Promise<void> {
  const path = pathOrFault(gather, name)
  const as = path === null ? null : gather.nameOf(path)
  if (as === null) return
  if (file.type === 'symlink')
    gather.add({ path: as, sha256: sha256.once(file.target ?? Buffer.alloc(0)), type: 'symlink' })
  else await gather.read(as, file.content)
}

/** Long names come in a form that keeps UTF-8 only: of others, what is left of them is compared. */
function sameName(file: TarFile, { name, kind }: TreeFile): boolean {
  if ((file.type === 'symlink') !== (kind === 'symlink')) return false
  return file.name === null || file.name.equals(name)
}
