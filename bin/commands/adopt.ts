// Owns `sekisho adopt`: turns what a root holds now into a signed decision with a name and a reason on it.
import type { FileRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Command } from 'commander'
import type { AdoptedRoot } from '../adoption.ts'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection } from '../command.ts'
import { visible } from '../terminal.ts'

interface AdoptOptions extends ConnectionOptions {
  readonly by: string
  readonly reason: string
  readonly host?: string
  readonly component?: string
  readonly key?: string
  readonly preview?: boolean
}

const examples = ['sekisho adopt /var/www/html --by "Hanako Sato" --reason "compared with the backup of 1 April"']
/** How many files that cannot be adopted are named. */
const namedLeftOut = 20

export function addAdopt(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  withConnection(addCommand(parent, shell, 'adopt', 'adopt', examples), shell)
    .argument('<root>', say('argument.root'))
    .addOption(option(shell, '--by <name>', 'by').makeOptionMandatory())
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(option(shell, '--component <name>', 'component'))
    .addOption(option(shell, '--key <name>', 'key'))
    .addOption(option(shell, '--preview', 'adopt-preview'))
    .action((root: string, _options, command: Command) => adopt(shell, root, command.optsWithGlobals<AdoptOptions>()))
}

async function adopt(shell: Shell, given: string, options: AdoptOptions): Promise<void> {
  const { adoptionStatement, sendRelease, signStatement } = await import('@sekisho/publisher/main.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { adoptableRows, adoptionComponent, adoptionVersion, findRoot } = await import('../adoption.ts')
  const { connect } = await import('../connect.ts')
  const { trustedKey } = await import('../signing.ts')
  const { typedPath } = await import('../typed.ts')
  const { terminal, clock } = shell
  const client = connect(shell, options)
  const place = findRoot(await client.hosts(), typedPath(given), options.host, terminal.say)
  const { rows, guarded, leftOut } = await adoptableRows(shell, client, place)
  await tellUnknown(shell, client, place)
  tellGuarded(shell, guarded)
  tellLeftOut(shell, leftOut)
  if (options.preview) return terminal.tell('adopt.would', { files: rows.length, root: place.root })
  if (rows.length === 0) return terminal.tell(nothingLeft(guarded, leftOut), { root: place.root })
  const now = clock.now()
  const statement = adoptionStatement(rows, {
    component: options.component ?? adoptionComponent(place),
    version: adoptionVersion(now),
    now,
    by: options.by,
    reason: options.reason,
  })
  const key = await trustedKey(stateFolder(options.state, shell.environment), options.key ?? 'adoption', client)
  const published = await sendRelease(client, signStatement(statement, key), place)
  terminal.tell('adopt.done', { files: published.files, root: place.root, by: options.by, id: published.id })
}

/**
 * What others have released needs no adoption, and what nobody has is to be looked at first: the most suspicious stands there.
 * A collector that looks for somebody else at the moment keeps nobody from adopting, nor from seeing what would be adopted.
 */
async function tellUnknown({ terminal }: Shell, client: Client, { site, host, root }: AdoptedRoot): Promise<void> {
  const { ApiError } = await import('@sekisho/shared/client.ts')
  const { composeCommand, compositionText, nextText } = await import('../composition-text.ts')
  const composed = await client.components.composition(site, host, root).catch((error: unknown) => {
    if (error instanceof ApiError && error.problem.code === 'store-busy') return null
    throw error
  })
  if (composed === null) return terminal.tell('adopt.not-composed', { command: composeCommand(site, host, root) })
  for (const text of [...compositionText(composed, terminal), ...nextText(composed, root, terminal)])
    terminal.line(text)
}

/** What cannot be adopted is told before: nothing covers that. */
function nothingLeft(...told: readonly (readonly FileRow[])[]): 'adopt.nothing' | 'adopt.nothing-else' {
  return told.some(rows => rows.length > 0) ? 'adopt.nothing-else' : 'adopt.nothing'
}

function tellLeftOut({ terminal }: Shell, leftOut: readonly FileRow[]): void {
  if (leftOut.length === 0) return
  terminal.tell('adopt.left-out', { count: leftOut.length })
  for (const row of leftOut.slice(0, namedLeftOut)) terminal.line(`  ${visible(row.path)}`)
}

/** Whoever adopts must have seen them, and not take them for adopted along with the rest. */
function tellGuarded({ terminal }: Shell, guarded: readonly FileRow[]): void {
  if (guarded.length === 0) return
  terminal.line(terminal.colour('red', terminal.say('adopt.guarded', { count: guarded.length })))
  for (const { path, sha256, reasons } of guarded.slice(0, namedLeftOut)) {
    const why = reasons.map(reason => terminal.say(`reason.${reason}`)).join(', ')
    terminal.line(`  ${visible(path)}  ${sha256 ?? ''}  ${why}`)
  }
}
