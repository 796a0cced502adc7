// Owns `sekisho token`: makes an API token for a script or a person, shown once, lists those that there are, and ends one.

import { type Right, rights } from '@sekisho/shared/api.people.ts'
import type { TokenRow } from '@sekisho/shared/api.tokens.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type ListOptions = ConnectionOptions & { readonly json?: boolean }
interface CreateOptions extends ConnectionOptions {
  readonly role: Right
  readonly site?: readonly string[]
  readonly expiresIn?: number
  readonly json?: boolean
}

export function addToken(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const examples = ['sekisho token create ci --role publish --site shop --expires-in 90d > ci.token']
  const token = addCommand(parent, shell, 'token', 'token', examples)
  withJson(withConnection(addCommand(token, shell, 'create', 'token.create', examples), shell), shell)
    .argument('<name>', say('argument.name'))
    .addOption(option(shell, '--role <role>', 'role').argParser(oneOf(shell, rights)).makeOptionMandatory())
    .addOption(option(shell, '--site <site>', 'token-site').argParser(oneMore))
    .addOption(option(shell, '--expires-in <time>', 'expires').argParser(lifetime(shell)))
    .action((name: string, _options, command: Command) => create(shell, name, command.optsWithGlobals<CreateOptions>()))
  withJson(withConnection(addCommand(token, shell, 'list', 'token.list', ['sekisho token list']), shell), shell).action(
    (_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()),
  )
  const revokeExamples = ['sekisho token revoke ci', 'sekisho token revoke 0123456789abcdef']
  withJson(withConnection(addCommand(token, shell, 'revoke', 'token.revoke', revokeExamples), shell), shell)
    .argument('<token>', say('argument.token-revoked'))
    .action((named: string, _options, command: Command) => revoke(shell, named, command.optsWithGlobals<ListOptions>()))
}

function oneMore(site: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), site]
}

async function create(shell: Shell, name: string, options: CreateOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { role, site: sites } = options
  const limit = sites === undefined ? {} : { sites: [...sites] }
  const hours = options.expiresIn === undefined ? {} : { expiresInHours: options.expiresIn / 3_600_000 }
  const made = await connect(shell, options).makeToken({ name, role, ...limit, ...hours })
  if (options.json) return terminal.json({ name, role, ...limit, ...made })
  // The token alone on standard output, so that it can be sent into a file.
  terminal.line(visible(made.token))
  const until = made.expiresAt === null ? terminal.say('token.endless') : shownTime(made.expiresAt)
  terminal.warn(terminal.say('token.made', { name, role, until }))
  if (sites !== undefined) terminal.warn(terminal.say('token.made-for', { sites: sites.join(', ') }))
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).tokens()) {
    if (options.json) terminal.json(row)
    else terminal.line(lineOf(row, terminal))
  }
}

/** `0123456789abcdef  ci  publish  shop, second  2026-11-30 09:00:00  until 2027-02-28 09:00:00` */
function lineOf({ id, name, role, sites, madeAt, expiresAt, revoked }: TokenRow, { say, colour }: Terminal): string {
  const until = expiresAt === null ? [] : [say('token.until', { at: shownTime(expiresAt) })]
  const limit = sites === null ? say('token.every-site') : visible(sites.join(', '))
  const end =
    revoked === null
      ? until
      : [colour('red', visible(say('token.revoked-since', { by: revoked.by, at: shownTime(revoked.at) })))]
  return [id, visible(name), role, limit, shownTime(madeAt), ...end].join('  ')
}

async function revoke(shell: Shell, named: string, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const { own, ...row } = await client.revokeToken(await idOf(shell, named, await client.tokens()))
  if (options.json) return terminal.json({ ...row, own })
  terminal.tell('token.revoked', { id: row.id, name: row.name, role: row.role })
  if (own) terminal.warn(terminal.say('token.revoked-own'))
}

/** An id is one token's, whatever others are named; a name may be that of several, of which the revoked are not meant. */
async function idOf({ terminal }: Shell, named: string, rows: readonly TokenRow[]): Promise<string> {
  const { Failure } = await import('@sekisho/shared/failures.ts')
  const { say } = terminal
  const exact = rows.filter(({ id }) => id === named)
  const known = exact.length > 0 ? exact : rows.filter(({ name }) => name === named)
  const [one, ...others] = known.filter(({ revoked }) => revoked === null)
  if (one !== undefined && others.length === 0) return one.id
  if (one !== undefined) {
    const tokens = [one, ...others].map(row => `\n  ${lineOf(row, terminal)}`).join('')
    throw new Failure('request-invalid', say('token.several', { tokens }), { place: named })
  }
  const before = known[0]?.revoked
  if (before == null) throw new Failure('name-unknown', say('token.unknown'), { place: named })
  const facts = { by: before.by, at: shownTime(before.at) }
  throw new Failure('name-unknown', say('token.revoked-before', facts), { place: named })
}

function lifetime({ terminal }: Shell) {
  return (text: string): number => {
    const ms = parseDuration(text)
    if (ms === null || ms < 60_000) throw new InvalidArgumentError(terminal.say('usage.lifetime'))
    return ms
  }
}
