// Owns `sekisho site`: adds and lists the sites that releases are for. What a host of one holds is site.compose.ts's.
import type { FourEyes } from '@sekisho/shared/api.approvals.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, oneOf, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { addCompose } from './site.compose.ts'

export function addSite(parent: Command, shell: Shell): void {
  const site = addCommand(parent, shell, 'site', 'site', ['sekisho site add shop', 'sekisho site list'])
  withConnection(addCommand(site, shell, 'add', 'site.add', ['sekisho site add shop']), shell)
    .argument('<name>', shell.terminal.say('argument.name'))
    .action((name: string, _options, command: Command) => add(shell, name, command.optsWithGlobals()))
  withConnection(addCommand(site, shell, 'four-eyes', 'site.four-eyes', ['sekisho site four-eyes shop off']), shell)
    .argument('<name>', shell.terminal.say('argument.name'))
    .argument('<on|off|always>', shell.terminal.say('argument.on-off'), oneOf(shell, ['on', 'off', 'always']))
    .action((name: string, word: string, _options, command: Command) =>
      fourEyes(shell, name, word === 'always' ? word : word === 'on', command.optsWithGlobals()),
    )
  withJson(
    withConnection(addCommand(site, shell, 'list', 'site.list', ['sekisho site list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
  addCompose(site, shell)
}

async function add(shell: Shell, name: string, options: ConnectionOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).addSite(name)
  shell.terminal.tell('site.added', { name })
}

async function fourEyes(shell: Shell, site: string, on: FourEyes, options: ConnectionOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).approvals.fourEyes(site, on)
  const said = on === 'always' ? 'site.four-eyes-always' : on ? 'site.four-eyes-on' : 'site.four-eyes-off'
  shell.terminal.tell(said, { site })
}

async function list(shell: Shell, options: ConnectionOptions & { json?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).sites()) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    terminal.line(terminal.colour('bold', visible(row.site)))
    if (row.components.length === 0) terminal.tell('site.no-components')
    for (const { component, prefix, release } of row.components)
      terminal.line(`  ${visible(component)}  ${visible(release ?? '-')}  /${visible(prefix)}`)
  }
}
