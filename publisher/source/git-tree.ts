// Owns what git's tree and attributes say of files, as bytes: their names, what they are, and which of them a filter would
// change. Reads no content.
import type { Readable } from 'node:stream'
import { reason } from '@sekisho/shared/told-failure.ts'
import { type Git, GitError, outputOf, runGit } from './git-process.ts'

export interface TreeFile {
  readonly name: Buffer
  readonly kind: 'file' | 'symlink' | 'submodule'
}

/** git-ls-tree(1), Output Format; modes as in git-fast-import(1). */
const kindsByMode: Readonly<Record<string, TreeFile['kind']>> = {
  '100644': 'file',
  // Written by old versions, and checked out as the first.
  '100664': 'file',
  '100755': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
}

/** Everything in a tree but its folders, in its order. @throws GitError */
export async function treeFilesOf(git: Git, tree: string): Promise<readonly TreeFile[]> {
  const running = runGit(git, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', tree])
  running.input.end()
  const files: TreeFile[] = []
  for await (const record of recordsOf(running.output)) {
    const tab = record.indexOf(0x09)
    const kind = kindsByMode[record.subarray(0, 6).toString('latin1')]
    if (tab === -1 || kind === undefined) throw new GitError(reason('source.git-kind', { entry: record.toString() }))
    files.push({ name: Buffer.from(record.subarray(tab + 1)), kind })
  }
  await running.finished()
  return files
}

/**
 * The files that a filter would change at checkout, as git-lfs does. Looks into the attributes of the tree alone.
 * @throws GitError
 */
export async function filteredPaths(
  git: Git,
  tree: string,
  files: readonly TreeFile[],
): Promise<readonly { readonly name: Buffer; readonly filter: string }[]> {
  const attributes = Buffer.from('.gitattributes')
  if (!files.some(({ name }) => name.subarray(-attributes.length).equals(attributes))) return []
  // Attributes are read from an index.
  await outputOf(git, ['read-tree', '--end-of-options', tree])
  const running = runGit(git, ['check-attr', '--cached', '-z', '--stdin', 'filter'])
  const asked = ask(running.input, files)
  const found: { name: Buffer; filter: string }[] = []
  let fields: Buffer[] = []
  for await (const field of recordsOf(running.output)) {
    fields.push(Buffer.from(field))
    if (fields.length < 3) continue
    const [name, , value] = fields
    fields = []
    const filter = value?.toString() ?? ''
    // `set` names no filter, and git runs none.
    if (name && !['unspecified', 'unset', 'set'].includes(filter)) found.push({ name, filter })
  }
  await asked
  await running.finished()
  return found
}

async function ask(input: NodeJS.WritableStream, files: readonly TreeFile[]): Promise<void> {
  for (const { name } of files) {
    if (!input.write(Buffer.concat([name, Buffer.alloc(1)]))) await new Promise(resolve => input.once('drain', resolve))
  }
  input.end()
}

/** What stands between NULs. */
async function* recordsOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0)) {
      yield bytes.subarray(0, end)
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes
  }
}
