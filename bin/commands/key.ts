// Owns `sekisho key`: makes signing keys in the state folder, and has the collector trust and revoke them.
import { join } from 'node:path'
import { isWeakOfEvery, type KeyRole, type KeyRow, keyRoles } from '@sekisho/shared/api.keys.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type ListOptions = ConnectionOptions & { readonly json?: boolean }
type RevokeOptions = ConnectionOptions & { readonly reason: string }
interface TrustOptions extends ConnectionOptions {
  readonly name: string
  readonly component?: string
  readonly role: KeyRole
}

export function addKey(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const key = addCommand(parent, shell, 'key', 'key', ['sekisho key create release --trust', 'sekisho key list'])
  withJson(
    withConnection(addCommand(key, shell, 'create', 'key.create', ['sekisho key create release --trust']), shell),
    shell,
  )
    .argument('<name>', say('argument.name'))
    .addOption(option(shell, '--trust', 'trust'))
    .action((name: string, _options, command: Command) => create(shell, name, command.optsWithGlobals()))
  const trustExample = `sekisho key trust ${'0123456789abcdef'.repeat(4)} --name ci`
  withConnection(addCommand(key, shell, 'trust', 'key.trust', [trustExample]), shell)
    .argument('<id>', say('argument.key-id'))
    .addOption(option(shell, '--name <name>', 'key-name').makeOptionMandatory())
    .addOption(option(shell, '--component <name>', 'key-component'))
    .addOption(option(shell, '--role <role>', 'key-role').argParser(oneOf(shell, keyRoles)).default('release'))
    .action((id: string, _options, command: Command) => trust(shell, id, command.optsWithGlobals<TrustOptions>()))
  const revokeExample = `sekisho key revoke ${'0123456789abcdef'.repeat(4)} --reason "the build machine was taken over"`
  withConnection(addCommand(key, shell, 'revoke', 'key.revoke', [revokeExample]), shell)
    .argument('<id>', say('argument.key-id'))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((id: string, _options, command: Command) => revoke(shell, id, command.optsWithGlobals<RevokeOptions>()))
  withJson(
    withConnection(addCommand(key, shell, 'list', 'key.list', ['sekisho key list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
}

async function create(shell: Shell, name: string, options: ListOptions & { trust?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { makeSigningKey } = await import('@sekisho/publisher/main.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { terminal } = shell
  // Found before the key is made: without a collector to trust it, there is nothing half-done to clean up.
  const client = options.trust ? connect(shell, options) : null
  const state = stateFolder(options.state, shell.environment)
  const { id } = makeSigningKey(state, name)
  const file = join(state, 'keys', `${name}.key`)
  await client?.trustKey(id, name)
  if (options.json) return terminal.json({ key: id, name, file, trusted: client !== null })
  terminal.line(id)
  terminal.warn(terminal.say('key.made', { file }))
  if (client === null) terminal.warn(terminal.say('key.not-trusted', { id, name }))
  else terminal.warn(terminal.say('key.trusted', { id, name }))
}

async function trust(shell: Shell, key: string, options: TrustOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { name, component, role } = options
  const { terminal } = shell
  await connect(shell, options).trustKey(key, name, { component, role })
  const of = component ?? terminal.say('key.every-component')
  terminal.tell('key.trusted-for', { id: key, name, role: terminal.say(`key.role-${role}`), component: of })
}

async function revoke(shell: Shell, key: string, options: RevokeOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  await client.revokeKey(key, options.reason)
  terminal.tell('key.revoked', { id: key })
  const signed = (await client.releases()).filter(({ signer }) => signer === key)
  if (signed.length === 0) return
  terminal.tell('key.signed-before', { count: signed.length })
  for (const { component, version } of signed) terminal.line(`  ${visible(`${component} ${version}`)}`)
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  for (const row of await connect(shell, options).keys()) {
    if (options.json) shell.terminal.json(row)
    else shell.terminal.line(lineOf(shell, row))
  }
}

function lineOf({ terminal }: Shell, { key, name, trustedAt, trusts, revoked }: KeyRow): string {
  const { say } = terminal
  const trusted = trusts.map(trust => {
    const every = isWeakOfEvery(trust) ? 'key.weak-of-none' : 'key.every-component'
    return `${say(`key.role-${trust.role}`)}: ${trust.component ?? say(every)}`
  })
  const end =
    revoked === null
      ? trusted.join(', ')
      : terminal.colour('red', say('key.revoked-since', { ...revoked, at: shownTime(revoked.at) }))
  return `${key}  ${visible(name)}  ${shownTime(trustedAt)}  ${end}`
}
