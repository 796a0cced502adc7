// Owns the measurement of how many of those who write for a moment only are named: processes that copy one file, or write one
// line, and end. Each leaves its pid in the name of what it writes, so that who is named can be held against who it was.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FindingRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Bench } from '../bench.ts'
import { openHouse, whenWatched } from '../house/house.ts'
import { thousands } from '../numbers.ts'
import { firstName } from './rivals.ts'
import { amountsOf, shell } from './writers.ts'

interface Writer {
  readonly name: string
  readonly folder: string
  /** `$1`: where it writes, `$2`: a file to copy, `$3`: how often. */
  readonly script: string
  readonly program: RegExp
}

const shellProgram = /\/(?:ba|da)?sh$/
const writers: readonly Writer[] = [
  {
    name: '`cp`',
    folder: 'cp',
    script: 'for ((i = 0; i < $3; i++)); do sh -c \'exec cp "$2" "$1/$3-$$"\' sh "$1" "$2" $i; done',
    program: /\/cp$/,
  },
  {
    name: "`sh -c 'echo …'`",
    folder: 'echo',
    script: 'for ((i = 0; i < $3; i++)); do sh -c \'echo $2 > "$1/$2-$$"\' sh "$1" $i; done',
    program: shellProgram,
  },
  {
    name: 'a shell that lives on',
    folder: 'lives',
    script: 'for ((i = 0; i < $3; i++)); do echo $i > "$1/$i-$$"; done; sleep 2',
    program: shellProgram,
  },
]

export const actorsBench: Bench = async ({ folder, size, say }) => {
  const home = join(folder, 'actors')
  const tree = join(home, 'tree')
  const { races: each } = amountsOf(size)
  rmSync(home, { recursive: true, force: true })
  for (const { folder: name } of writers) mkdirSync(join(tree, name), { recursive: true })
  writeFileSync(join(tree, firstName), 'copied')
  const house = await openHouse(home)
  const rows: string[][] = []
  try {
    await house.bind(tree)
    const agent = house.startAgent('auto')
    const { source } = await whenWatched(house, agent, tree)
    for (const writer of writers) {
      await shell(writer.script, join(tree, writer.folder), join(tree, firstName), String(each))
      const found = await agent.until(async () => {
        const told = await findingsIn(house.client, tree, writer.folder)
        return told.length >= each ? told : null
      })
      rows.push(rowOf(writer, found))
      say(`  ${rows.at(-1)?.join(', ')}`)
    }
    return [
      {
        title: `Who is named, by ${source}`,
        columns: ['writer', 'findings', 'process named', 'and its program', 'named wrongly'],
        rows,
        notes: [
          'Each writes one file, but the last, which writes all of them. Named wrongly: another pid or another program than wrote.',
          ...(source === 'fanotify' ? [] : [`${source} names nobody: this takes fanotify, and so root.`]),
        ],
      },
    ]
  } finally {
    await house.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function findingsIn(client: Client, tree: string, folder: string): Promise<readonly FindingRow[]> {
  const found: FindingRow[] = []
  for await (const finding of client.findings({ order: 'newest' }))
    if (finding.root === tree && finding.path.startsWith(`${folder}/`)) found.push(finding)
  return found
}

function rowOf({ name, program }: Writer, found: readonly FindingRow[]): string[] {
  const named = found.flatMap(({ path, actor }) => (actor === null ? [] : [{ path, actor }]))
  const programs = named.filter(({ actor }) => actor.executable !== null)
  const wrong = named.filter(
    ({ path, actor }) =>
      !path.endsWith(`-${actor.pid}`) || (actor.executable !== null && !program.test(actor.executable)),
  )
  return [name, thousands(found.length), percent(named, found), percent(programs, found), String(wrong.length)]
}

function percent(part: readonly unknown[], all: readonly unknown[]): string {
  return `${((part.length / all.length) * 100).toFixed(1)} %`
}
