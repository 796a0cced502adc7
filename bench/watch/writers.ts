// Owns what writes into a tree while it is watched, as deployments and attackers do it, and how long that took. Each
// answers with the files that must have been told of.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TreeSize } from '../tree.ts'

const run = promisify(execFile)

/** How much is written, from the size that was asked for: with 50,000 files what the goals name. */
export interface Amounts {
  /** Files of a burst, ten in each folder: 20,000. */
  readonly burst: number
  /** Races with a new folder: 500. */
  readonly races: number
  /** Writes outside of what is watched: 100,000. */
  readonly outside: number
}

export function amountsOf({ files }: TreeSize): Amounts {
  return {
    burst: Math.max(Math.round(files * 0.04), 1) * 10,
    races: Math.max(Math.round(files / 100), 1),
    outside: files * 2,
  }
}

/** A tree of small files apart from what is watched, made once. */
export function makeSource(folder: string, files: number): string {
  const source = join(folder, 'burst')
  for (let at = 0; at < files / 10; at++) {
    const directory = join(source, `d${at % 50}`, `e${at}`)
    mkdirSync(directory, { recursive: true })
    for (let n = 0; n < 10; n++) writeFileSync(join(directory, `f${n}.php`), `<?php // ${at}.${n}\n`)
  }
  return source
}

export function burstPaths(target: string, files: number): string[] {
  return Array.from({ length: files }, (_, n) => {
    const at = Math.floor(n / 10)
    return join(target, `d${at % 50}`, `e${at}`, `f${n % 10}.php`)
  })
}

/** Milliseconds. @throws what the command printed when it failed */
export async function shell(script: string, ...words: readonly string[]): Promise<number> {
  const from = performance.now()
  await run('bash', ['-e', '-c', script, 'bash', ...words])
  return performance.now() - from
}

/** Folders and a file in them at once, again and again: what is watched folder by folder has no watch there yet. */
export async function race(target: string, races: number): Promise<readonly string[]> {
  const script = `for i in $(seq ${races}); do mkdir -p "$1/r$i/a/b/c" && echo "<?php // $i" > "$1/r$i/a/b/c/x.php"; done`
  await shell(script, target)
  return Array.from({ length: races }, (_, n) => join(target, `r${n + 1}`, 'a/b/c/x.php'))
}
