// Owns what `sekisho release` does with a release that the collector has: shows its difference, confirms, activates, revokes
// it, and sets its end. Which of it may be done is the collector's to say.
import type { Difference, ReleaseRow } from '@sekisho/shared/api.releases.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { expiryOf } from '../expiry.ts'
import { type Terminal, visible } from '../terminal.ts'

type Options = ConnectionOptions & { readonly json?: boolean }
type ActivateOptions = Options & OverlapOptions
type ConfirmOptions = Options & { readonly difference?: string; readonly key?: string }
interface Signing {
  readonly difference: string
  readonly key: string
}
type RevokeOptions = Options & { readonly reason: string }
type ExpireOptions = RevokeOptions & { readonly at: string }

export interface OverlapOptions {
  /** Milliseconds. */
  readonly overlap?: number
  readonly security?: boolean
}

export function addReleaseLife(release: Command, shell: Shell): void {
  const named = (syntax: string, key: Parameters<typeof addCommand>[3], example: string) =>
    withJson(withConnection(addCommand(release, shell, syntax, key, [example]), shell), shell)
      .argument('<component>', shell.terminal.say('argument.component'))
      .argument('<version>', shell.terminal.say('argument.version'))
  named('difference', 'release.difference', 'sekisho release difference shop 1.4.0').action(
    (component: string, version: string, _options, command: Command) =>
      difference(shell, [component, version], command.optsWithGlobals<Options>()),
  )
  named('confirm', 'release.confirm', 'sekisho release confirm shop 1.4.0')
    .addOption(option(shell, '--difference <digest>', 'difference'))
    .addOption(option(shell, '--key <name>', 'approving-key'))
    .action((component: string, version: string, _options, command: Command) =>
      confirm(shell, [component, version], command.optsWithGlobals<ConfirmOptions>()),
    )
  withOverlap(named('activate', 'release.activate', 'sekisho release activate shop 1.3.9'), shell).action(
    (component: string, version: string, _options, command: Command) =>
      activate(shell, [component, version], command.optsWithGlobals<ActivateOptions>()),
  )
  named('revoke', 'release.revoke', 'sekisho release revoke shop 1.4.0 --reason "the build machine was taken over"')
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((component: string, version: string, _options, command: Command) =>
      revoke(shell, [component, version], command.optsWithGlobals<RevokeOptions>()),
    )
  named('expire', 'release.expire', 'sekisho release expire campaign 1.0 --at 2026-12-31 --reason "campaign ends"')
    .addOption(option(shell, '--at <time>', 'expire-at').makeOptionMandatory())
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((component: string, version: string, _options, command: Command) =>
      expire(shell, [component, version], command.optsWithGlobals<ExpireOptions>()),
    )
}

export function withOverlap(command: Command, shell: Shell): Command {
  return command
    .addOption(option(shell, '--overlap <time>', 'overlap').argParser(overlapMs(shell)))
    .addOption(option(shell, '--security', 'security'))
}

/** Without a wish the collector's own idea holds. */
export function overlapMinutes({ overlap, security }: OverlapOptions): number | undefined {
  return security ? 0 : overlap === undefined ? undefined : overlap / 60_000
}

function overlapMs({ terminal }: Shell) {
  return (text: string): number => {
    const found = text === '0' ? 0 : parseDuration(text)
    if (found === null) throw new InvalidArgumentError(terminal.say('usage.overlap'))
    return found
  }
}

type Named = readonly [component: string, version: string]

/** @throws Failure name-unknown naming the versions that there are */
async function find(client: Client, [component, version]: Named, say: Say): Promise<ReleaseRow> {
  const rows = (await client.releases()).filter(row => row.component === component)
  const row = rows.find(known => known.version === version)
  if (row !== undefined) return row
  const { Failure } = await import('@sekisho/shared/failures.ts')
  const known = rows.map(other => other.version).join(', ') || '-'
  throw new Failure('name-unknown', say('release.unknown', { component, version, known }))
}

async function difference(shell: Shell, named: Named, options: Options): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const row = await find(client, named, terminal.say)
  const found = await client.difference(row.id)
  if (options.json) return terminal.json(found)
  tellDifference(found, row, terminal)
}

/** What was looked at is confirmed, and nothing else: the digest ties the two together. */
async function confirm(shell: Shell, named: Named, options: ConfirmOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const row = await find(client, named, terminal.say)
  if (options.difference === undefined) {
    const found = await client.difference(row.id)
    if (options.json) return terminal.json(found)
    tellDifference(found, row, terminal)
    const [component, version] = named
    return terminal.tell('release.confirm-how', { component, version, digest: found.digest })
  }
  const { difference, key } = options
  const confirmed =
    key === undefined
      ? await client.confirm(row.id, difference)
      : await client.components.confirmSigned(row.id, await signed(shell, row, { ...options, difference, key }))
  tellRow(confirmed, 'release.confirmed', options, terminal)
}

/** By a key of this state folder: whoever has it needs no right to approve. */
async function signed(shell: Shell, row: ReleaseRow, { state, difference, key }: ConfirmOptions & Signing) {
  const { signConfirmation } = await import('@sekisho/shared/confirmation.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { signingKey } = await import('../signing.ts')
  const pair = signingKey(stateFolder(state, shell.environment), key, shell.terminal.say)
  return signConfirmation({ ...row, difference, now: shell.clock.now() }, pair)
}

async function activate(shell: Shell, named: Named, options: ActivateOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const client = connect(shell, options)
  const { id } = await find(client, named, shell.terminal.say)
  tellRow(await client.activate(id, overlapMinutes(options)), 'release.activated', options, shell.terminal)
}

async function revoke(shell: Shell, named: Named, options: RevokeOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const client = connect(shell, options)
  const { id } = await find(client, named, shell.terminal.say)
  tellRow(await client.revoke(id, options.reason), 'release.revoked', options, shell.terminal)
}

async function expire(shell: Shell, named: Named, options: ExpireOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const at = options.at === 'never' ? null : expiryOf(options.at, terminal.say)
  const client = connect(shell, options)
  const { id } = await find(client, named, terminal.say)
  tellRow(await client.expire(id, at, options.reason), 'release.expiry-set', options, terminal)
}

function tellRow(
  row: ReleaseRow,
  key: 'release.confirmed' | 'release.activated' | 'release.revoked' | 'release.expiry-set',
  { json }: Options,
  terminal: Terminal,
): void {
  if (json) terminal.json(row)
  else terminal.tell(key, { component: row.component, version: row.version, at: row.expiresAt ?? '-' })
}

const shownEntries = 100

function tellDifference(found: Difference, { component, version }: ReleaseRow, terminal: Terminal): void {
  const { added, changed, removed, hold, entries } = found
  const against = found.against ?? '-'
  terminal.tell('release.differs', { component, version, against, added, changed, removed })
  if (hold !== null) tellHold(hold, terminal)
  for (const { path, before, after } of entries.slice(0, shownEntries)) {
    const way = before === null ? '+' : after === null ? '-' : '~'
    const colour = before === null ? 'green' : after === null ? 'red' : 'yellow'
    terminal.line(`  ${terminal.colour(colour, way)} ${visible(path)}`)
  }
  const more = added + changed + removed - Math.min(entries.length, shownEntries)
  if (more > 0) terminal.tell('release.more-entries', { more })
}

export function tellHold(hold: NonNullable<Difference['hold']>, terminal: Terminal): void {
  terminal.tell('release.hold', { payment: hold.payment, executables: hold.executables })
  for (const path of hold.paths) terminal.line(`  ${terminal.colour('red', '!')} ${visible(path)}`)
}
