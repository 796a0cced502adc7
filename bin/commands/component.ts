// Owns `sekisho component`: which components there are, and which sites have them.
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'

interface SubscribeOptions extends ConnectionOptions {
  readonly site: string
  readonly prefix?: string
}

export function addComponent(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const subscribeExample = 'sekisho component subscribe eccube --site shop'
  const component = addCommand(parent, shell, 'component', 'component', ['sekisho component list', subscribeExample])
  withJson(
    withConnection(addCommand(component, shell, 'list', 'component.list', ['sekisho component list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
  withConnection(addCommand(component, shell, 'subscribe', 'component.subscribe', [subscribeExample]), shell)
    .argument('<component>', say('argument.component'))
    .addOption(option(shell, '--site <site>', 'site').makeOptionMandatory())
    .addOption(option(shell, '--prefix <path>', 'prefix'))
    .action((name: string, _options, command: Command) =>
      subscribe(shell, name, command.optsWithGlobals<SubscribeOptions>()),
    )
  const unsubscribeExample = 'sekisho component unsubscribe old-theme --site shop'
  withConnection(addCommand(component, shell, 'unsubscribe', 'component.unsubscribe', [unsubscribeExample]), shell)
    .argument('<component>', say('argument.component'))
    .addOption(option(shell, '--site <site>', 'site').makeOptionMandatory())
    .action((name: string, _options, command: Command) =>
      unsubscribe(shell, name, command.optsWithGlobals<SubscribeOptions>()),
    )
}

async function list(shell: Shell, options: ConnectionOptions & { json?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).components.list()) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    const owner = row.owner === 'provider' ? `  ${terminal.say('component.of-provider')}` : ''
    const held =
      row.held > 0 ? `  ${terminal.colour('yellow', terminal.say('component.held', { held: row.held }))}` : ''
    terminal.line(`${terminal.colour('bold', visible(row.component))}  ${visible(row.current ?? '-')}${owner}${held}`)
    for (const { site, prefix } of row.sites) terminal.line(`  ${visible(site)}  /${visible(prefix)}`)
  }
}

async function subscribe(shell: Shell, component: string, options: SubscribeOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const { site, prefix = '' } = options
  await connect(shell, options).components.subscribe(site, component, typedPath(prefix))
  shell.terminal.tell('component.subscribed', { component, site })
}

async function unsubscribe(shell: Shell, component: string, options: SubscribeOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { site } = options
  await connect(shell, options).components.unsubscribe(site, component)
  shell.terminal.tell('component.unsubscribed', { component, site })
}
