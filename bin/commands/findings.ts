// Owns `sekisho findings`: every finding, oldest first, whole.
import type { Command } from 'commander'
import { addCommand, option, type Shell, withConnection, withJson } from '../command.ts'
import { type FilterOptions, filterOf, withFilter } from '../filter.ts'

export function addFindings(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho findings --since 24h',
    'sekisho findings --verdict unauthorised --open',
    'sekisho findings --site shop --path payment/ --json',
  ]
  withJson(withConnection(withFilter(addCommand(parent, shell, 'findings', 'findings', examples), shell), shell), shell)
    .addOption(option(shell, '--open', 'open'))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals()))
}

async function list(shell: Shell, options: FilterOptions & { readonly open?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { findingText } = await import('../row-text.ts')
  const { shownTime } = await import('../typed.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const filter = { ...filterOf(options), ...(options.open ? { open: 'true' as const } : {}) }
  for await (const row of client.findings({ ...filter, order: 'oldest' })) {
    if (options.json) terminal.json(row)
    else terminal.line(findingText(row, terminal, { time: shownTime(row.at), place: 'whole' }))
  }
}
