// Owns the one summary of a first census that no release covers: counts by class and folder, what looks worst, and the
// commands that settle it. Thousands of red lines would tell nobody anything.
import type { Summary } from '@sekisho/shared/api.ts'
import { severities } from '@sekisho/shared/verdict.ts'
import { padColumns } from '../columns.ts'
import { fileText } from '../row-text.ts'
import { shellWord } from '../shell-word.ts'
import { type Terminal, visible } from '../terminal.ts'

const mostFolders = 15

/** `command`: how this checkout is called, such as `npm run -s sekisho --`. */
export function tellSummary(summary: Summary, terminal: Terminal, command: string): void {
  const { say } = terminal
  const { root, files, unauthorised } = summary
  terminal.line()
  terminal.line(terminal.colour('bold', say('summary.head', { root, files, unauthorised })))
  terminal.line()
  tellCounts(terminal, say('summary.class'), classRows(summary, terminal))
  tellCounts(terminal, say('summary.folder'), folderRows(summary, terminal))
  if (summary.worst.length > 0) {
    terminal.line(terminal.colour('bold', say('summary.worst')))
    for (const row of summary.worst) terminal.line(`  ${fileText(row, terminal, 'path')}`)
    terminal.line()
  }
  tellCommands(summary, terminal, command)
}

type Counts = readonly { readonly name: string; readonly files: number; readonly unauthorised: number }[]

function classRows({ byClass }: Summary, { say }: Terminal): Counts {
  return byClass.map(row => ({
    ...row,
    name: row.payment ? `${say(`class.${row.class}`)} (${say('class.payment')})` : say(`class.${row.class}`),
  }))
}

function folderRows({ byFolder }: Summary, { say }: Terminal): Counts {
  const shown = byFolder
    .slice(0, mostFolders)
    .map(row => ({ ...row, name: row.folder === '' ? './' : `${visible(row.folder)}/` }))
  const rest = byFolder.slice(mostFolders)
  if (rest.length === 0) return shown
  const sum = (key: 'files' | 'unauthorised') => rest.reduce((total, row) => total + row[key], 0)
  const name = say('summary.other-folders', { count: rest.length })
  return [...shown, { name, files: sum('files'), unauthorised: sum('unauthorised') }]
}

function tellCounts(terminal: Terminal, title: string, rows: Counts): void {
  const { say } = terminal
  const row = (name: string, files: string, unauthorised: string) =>
    `  ${padColumns(name, 34)}${files.padStart(10)}${unauthorised.padStart(14)}`
  terminal.line(terminal.colour('grey', row(title, say('summary.files'), say('summary.unauthorised'))))
  for (const { name, files, unauthorised } of rows) terminal.line(row(name, String(files), String(unauthorised)))
  terminal.line()
}

function tellCommands({ root, site }: Summary, terminal: Terminal, command: string): void {
  const folder = shellWord(root)
  const siteName = shellWord(site ?? 'default')
  terminal.tell('summary.release')
  terminal.line(`  ${command} key create release --trust`)
  terminal.line(
    `  ${command} release create /path/to/what-you-deployed --component shop --release 1.0.0 --out shop-1.0.0.json`,
  )
  terminal.line(`  ${command} release publish shop-1.0.0.json --site ${siteName}`)
  terminal.tell('summary.adopt')
  terminal.line(
    `  ${command} adopt ${folder} --by "${terminal.say('summary.your-name')}" --reason "${terminal.say('summary.your-reason')}"`,
  )
  terminal.tell('summary.list')
  terminal.line(`  ${command} files --verdict unauthorised --severity ${severities[0]}`)
  terminal.line()
}
