// Owns a shop of 5,000 files in two versions for flow tests, and the ways in which deployment tools put the second where the
// first is: a quarter of the shop each. A deployment is cut in steps, so that a test can act in the middle of it.
import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Version = 1 | 2
/** By path, of one part of the shop. */
type Files = ReadonlyMap<string, string>
/** One file at a time. */
type Steps = Generator<void, void>

const parts = ['overwritten', 'renamed', 'unpacked', 'swapped'] as const
type Part = (typeof parts)[number]
const foldersOfPart = 13
const filesOfFolder = 96
/** In the first version alone, and left behind by the deployment. */
export const leftBehind = 'unpacked/module-7/page-95-of-1.php'
/** The same in both versions. It is away while its part is unpacked. */
export const payment = 'unpacked/payment/card.php'
/** The part that is swapped has a folder for each version, and a link to the one that is served. */
const link = 'swapped/current'

/** How many files a version has, its link and the payment file included. */
export const shopSize = parts.length * foldersOfPart * filesOfFolder + 2

export function writeShop(root: string, version: Version): void {
  for (const part of parts) for (const [path, content] of filesOf(part, version)) write(root, path, content)
  symlinkSync(`version-${version}`, join(root, link))
}

/** Brings the second version where the first one is; all four parts by turns. */
export function* deploy(root: string): Steps {
  const running = parts.map(part => ways[part](root, filesOf(part, 1), filesOf(part, 2)))
  while (running.map(steps => steps.next().done).includes(false)) yield
}

/** The second version changes every fifth file, drops two in each folder, and brings two others there. */
function filesOf(part: Part, version: Version): Files {
  const files = new Map<string, string>()
  const top = part === 'swapped' ? `swapped/version-${version}` : part
  for (let folder = 0; folder < foldersOfPart; folder++) {
    for (let file = 0; file < filesOfFolder; file++) {
      const stays = file < filesOfFolder - 2
      const made = stays && file % 5 !== 0 ? 1 : version
      const name = stays ? `page-${file}` : `page-${file}-of-${version}`
      files.set(`${top}/module-${folder}/${name}.php`, `<?php // ${part} ${folder} ${file} ${made}\n`)
    }
  }
  if (part === 'unpacked') files.set(payment, '<?php // pays\n')
  return files
}

const ways: Readonly<Record<Part, (root: string, before: Files, after: Files) => Steps>> = {
  /** cp, scp, FTP: every file is written in place. */
  *overwritten(root, before, after) {
    for (const [path, content] of after) yield write(root, path, content)
    for (const path of before.keys()) if (!after.has(path)) yield remove(root, path)
  },
  /** rsync: what differs is written beside its place and renamed into it. */
  *renamed(root, before, after) {
    for (const [path, content] of after) {
      if (before.get(path) === content) continue
      const beside = path.replace(/([^/]+)$/, '.$1.Xk3v9Q')
      write(root, beside, content)
      yield renameSync(join(root, beside), join(root, path))
    }
    for (const path of before.keys()) if (!after.has(path)) yield remove(root, path)
  },
  /** unzip: all is deleted and unpacked. */
  *unpacked(root, before, after) {
    for (const path of before.keys()) yield remove(root, path)
    for (const [path, content] of after) yield write(root, path, content)
  },
  /** Capistrano, Deployer: a folder of its own, a link that is renamed into place; then the old folder is cleared away. */
  *swapped(root, before, after) {
    for (const [path, content] of after) yield write(root, path, content)
    symlinkSync('version-2', join(root, `${link}.new`))
    yield renameSync(join(root, `${link}.new`), join(root, link))
    for (const path of before.keys()) yield remove(root, path)
  },
}

function write(root: string, path: string, content: string): void {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

function remove(root: string, path: string): void {
  if (path !== leftBehind) unlinkSync(join(root, path))
}
