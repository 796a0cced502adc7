// Owns the programs that a walk is compared with, as their own documentation tells to run them. They must be installed by
// the distribution; what is missing is said, not fetched.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Timed {
  readonly wallMs: number
  readonly processorMs: number
}

/** The yardstick: names from find, hashed by two processes, nothing kept. */
export function sha256sum(tree: string): Promise<Timed> {
  return timed('find "$1" -type f -print0 | xargs -0 -P2 sha256sum > "$2"', [tree, '/dev/null'])
}

/** A program that keeps what it found of a tree, and compares. */
export interface Checker {
  readonly name: string
  init(): Promise<Timed>
  check(): Promise<Timed>
}

/** Null where it is not installed. */
export async function openAide(folder: string, tree: string): Promise<Checker | null> {
  try {
    await run('aide', ['--version'])
  } catch {
    // Not there, or not to be run: either way there is nothing to compare with.
    return null
  }
  const [config, database] = [join(folder, 'aide.conf'), join(folder, 'aide.db')]
  const rules = `${tree} p+ftype+i+n+u+g+s+m+c+sha256`
  const lines = [
    `database_in=file:${database}`,
    `database_out=file:${database}`,
    'gzip_dbout=no',
    'num_workers=2',
    rules,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  return {
    name: 'AIDE',
    init: () => timed('aide --config="$1" --init > "$2"', [config, '/dev/null']),
    check: () => timed('aide --config="$1" --check > "$2"', [config, '/dev/null']),
  }
}

/** bash's own `time` counts all processes of a pipeline. @throws what the command printed when it failed */
export async function timed(command: string, words: readonly string[]): Promise<Timed> {
  const script = `set -e -o pipefail; TIMEFORMAT='%R %U %S'; time { ${command}; }`
  const { stderr } = await run('bash', ['-c', script, 'bash', ...words])
  const [wall = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wallMs: wall * 1000, processorMs: (user + system) * 1000 }
}
