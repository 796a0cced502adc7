// Owns the folder that is measured: made from numbers alone, so that every machine measures the same names and bytes.
// Its shape is a shop's: mostly small PHP files in nested folders, some pictures, caches and logs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { numbersFrom, type Random } from './random.ts'

export interface TreeSize {
  readonly files: number
  readonly folders: number
  /** Of each file at most, where their content is not what is measured. */
  readonly bytes?: number
}

interface Area {
  readonly at: string
  readonly extensions: readonly string[]
  /** Of all files. */
  readonly share: number
  /** Bytes: half of the files are smaller. */
  readonly median: number
}

const areas: readonly Area[] = [
  { at: 'vendor', extensions: ['php', 'php', 'php', 'php', 'json', 'md'], share: 0.5, median: 3500 },
  { at: 'src/Eccube', extensions: ['php', 'php', 'twig', 'yaml'], share: 0.12, median: 4500 },
  { at: 'app/Plugin', extensions: ['php', 'twig'], share: 0.06, median: 4000 },
  { at: 'html/template', extensions: ['js', 'css', 'png', 'svg'], share: 0.08, median: 8000 },
  { at: 'html/upload/save_image', extensions: ['jpg', 'png'], share: 0.1, median: 50_000 },
  { at: 'var/cache/prod', extensions: ['php'], share: 0.13, median: 3000 },
  { at: 'var/log', extensions: ['log'], share: 0.01, median: 9000 },
]

const smallest = 120
const largest = 400_000
const deepest = 6

/** The files of the tree, relative to it, in the order in which they are made. */
export function makeTree(folder: string, size: TreeSize): void {
  const wanted = JSON.stringify(size)
  const marker = `${folder}.made`
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return
  const random = numbersFrom(size.files)
  const text = plainText(random, largest)
  for (const area of areas) {
    const folders = foldersOf(join(folder, area.at), Math.round(size.folders * area.share), random)
    const files = Math.round(size.files * area.share)
    for (let index = 0; index < files; index++) {
      const below = folders[index % folders.length] ?? ''
      const extension = area.extensions[Math.floor(random() * area.extensions.length)] ?? ''
      writeFileSync(join(below, `${nameOf(index)}.${extension}`), contentOf(area, extension, text, random, size.bytes))
    }
  }
  writeFileSync(marker, wanted)
}

/** Each new folder lies in an earlier one, so that some are deep and most are not. */
function foldersOf(top: string, count: number, random: Random): readonly string[] {
  const folders = [{ path: top, depth: 0 }]
  mkdirSync(top, { recursive: true })
  while (folders.length < count) {
    const parent = folders[Math.floor(random() * folders.length)]
    if (parent === undefined || parent.depth >= deepest) continue
    const path = join(parent.path, `Folder${folders.length}`)
    mkdirSync(path)
    folders.push({ path, depth: parent.depth + 1 })
  }
  return folders.map(({ path }) => path)
}

function nameOf(index: number): string {
  return `File${index.toString(36)}Controller`
}

/** No two files are alike: a file system or a disk that knows equal content must not help. */
function contentOf(area: Area, extension: string, text: string, random: Random, most = largest): string {
  // Sizes of files lie like this everywhere: many a little below the median, a few far above it.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const size = Math.round(Math.min(Math.max(area.median * Math.exp(normal), smallest), most))
  const start = extension === 'php' ? '<?php\n' : ''
  const from = Math.floor(random() * (text.length - size))
  return `${start}// ${Math.floor(random() * 2 ** 52)}\n${text.slice(from, from + size)}`
}

function plainText(random: Random, length: number): string {
  const words = Array.from({ length: 500 }, () => Math.floor(random() * 1e9).toString(36))
  let text = ''
  while (text.length < length * 2) text += `${words[Math.floor(random() * words.length)]} `
  return text
}
