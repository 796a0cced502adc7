// Owns `sekisho files`: everything that is there now, whole, with its verdict; or what was there at a past moment.
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, withConnection, withJson } from '../command.ts'
import { type FilterOptions, filterOf, timeOf, withFilter } from '../filter.ts'

interface FilesOptions extends FilterOptions {
  readonly at?: string
}

export function addFiles(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho files --verdict unauthorised',
    'sekisho files --host web1 --path upload/ --json',
    'sekisho files --since 2h',
    'sekisho files --at 2026-03-10T00:00:00+09:00 --site shop',
  ]
  const files = withFilter(addCommand(parent, shell, 'files', 'files', examples), shell)
  withJson(withConnection(files, shell), shell)
    .addOption(option(shell, '--at <time>', 'files-at').argParser(timeOf(shell)))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<FilesOptions>()))
}

async function list(shell: Shell, options: FilesOptions): Promise<void> {
  if (options.at !== undefined) {
    await listPast(shell, options, options.at)
    return
  }
  const { connect } = await import('../connect.ts')
  const { fileText } = await import('../row-text.ts')
  const client = connect(shell, options)
  const filter = filterOf(options)
  for await (const row of client.files(filter)) {
    if (options.json) shell.terminal.json(row)
    else shell.terminal.line(fileText(row, shell.terminal))
  }
}

async function listPast(shell: Shell, options: FilesOptions, at: string): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { coverAt, coverText, placesWithin, tellKept } = await import('../past.ts')
  const { pastFileText } = await import('../past-text.ts')
  const { terminal } = shell
  const { verdict, severity, since, ...filter } = filterOf(options)
  // A verdict is today's; whoever asks by it would take it for that of the moment.
  if (verdict !== undefined || severity !== undefined || since !== undefined)
    throw new Failure('config-invalid', terminal.say('past.filter'))
  const client = connect(shell, options)
  await tellKept(client, at, filter, shell, options.json)
  for (const place of await placesWithin(client, filter)) {
    const cover = await coverAt(client, place, at)
    if (options.json) terminal.json({ row: 'cover', ...cover })
    else terminal.line(coverText(cover, terminal))
  }
  for await (const row of client.past.files(at, filter)) {
    if (options.json) terminal.json({ row: 'file', ...row })
    else terminal.line(pastFileText(row, terminal))
  }
}
