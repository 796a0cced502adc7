// Owns `sekisho files`: everything that is there now, whole, with its verdict.
import type { Command } from 'commander'
import { addCommand, type Shell, withConnection, withJson } from '../command.ts'
import { type FilterOptions, filterOf, withFilter } from '../filter.ts'

export function addFiles(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho files --verdict unauthorised',
    'sekisho files --host web1 --path upload/ --json',
    'sekisho files --since 2h',
  ]
  withJson(
    withConnection(withFilter(addCommand(parent, shell, 'files', 'files', examples), shell), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals<FilterOptions>()))
}

async function list(shell: Shell, options: FilterOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { fileText } = await import('../row-text.ts')
  const client = connect(shell, options)
  const filter = filterOf(options)
  for await (const row of client.files(filter)) {
    if (options.json) shell.terminal.json(row)
    else shell.terminal.line(fileText(row, shell.terminal))
  }
}
