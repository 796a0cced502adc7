// Owns `sekisho link`: makes a one-time link that signs a browser in at the dashboard, for whoever has a shell here.
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

export function addLink(parent: Command, shell: Shell): void {
  const link = addCommand(parent, shell, 'link', 'link', ['sekisho link'])
  withJson(withConnection(link, shell), shell).action((_options, command: Command) =>
    make(shell, command.optsWithGlobals()),
  )
}

async function make(shell: Shell, options: ConnectionOptions & { readonly json?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const made = await connect(shell, options).makeLink()
  if (options.json) return terminal.json(made)
  terminal.line(visible(made.url))
  terminal.warn(terminal.say('link.made', { until: shownTime(made.expiresAt) }))
}
