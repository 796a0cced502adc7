// Owns `sekisho mute`: alarms that are not told for a while, with who answers for it, why, and until when.
import { type MuteRow, type MuteState, muteStates, type NewMute } from '@sekisho/shared/api.mutes.ts'
import type { Command } from 'commander'
import {
  addCommand,
  type ConnectionOptions,
  digestOf,
  maxId,
  numberBetween,
  oneOf,
  option,
  type Shell,
  withConnection,
  withJson,
} from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface AddOptions extends ConnectionOptions {
  readonly site?: string
  readonly host?: string
  readonly path?: string
  readonly sha256?: string
  readonly incident?: number
  readonly reason: string
  readonly owner?: string
  readonly until: string
  readonly json?: boolean
}

const examples = {
  add: [
    'sekisho mute add --site shop --path "html/upload/tmp/**" --until 7d --reason "importer runs, ticket 91"',
    'sekisho mute add --host web2 --until 8h --reason "kernel upgrade" --owner sato',
    'sekisho mute add --incident 12 --until 2026-12-01 --reason "with the agency"',
  ],
  list: ['sekisho mute list --in in-force'],
  end: ['sekisho mute end 3 --reason "the importer is gone"'],
} as const

export function addMute(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const mute = addCommand(parent, shell, 'mute', 'mute', [examples.add[0], ...examples.list])
  withJson(withConnection(addCommand(mute, shell, 'add', 'mute.add', examples.add), shell), shell)
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(option(shell, '--path <pattern>', 'muted-path'))
    .addOption(option(shell, '--sha256 <digest>', 'muted-sha256').argParser(digestOf(shell)))
    .addOption(option(shell, '--incident <id>', 'muted-incident').argParser(numberBetween(shell, 1, maxId)))
    .addOption(option(shell, '--until <end>', 'mute-until').makeOptionMandatory())
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .addOption(option(shell, '--owner <name>', 'mute-owner'))
    .action((_options, command: Command) => add(shell, command.optsWithGlobals<AddOptions>()))
  withJson(withConnection(addCommand(mute, shell, 'list', 'mute.list', examples.list), shell), shell)
    .addOption(option(shell, '--in <state>', 'mute-state').argParser(oneOf(shell, muteStates)))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals()))
  withConnection(addCommand(mute, shell, 'end', 'mute.end', examples.end), shell)
    .argument('<id>', say('argument.mute'), numberBetween(shell, 1, maxId))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((id: number, _options, command: Command) => end(shell, id, command.optsWithGlobals()))
}

async function add(shell: Shell, options: AddOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { endOf } = await import('../expiry.ts')
  const { site, host, sha256, incident, reason, owner, json } = options
  const path = await pathOf(options)
  const wish: NewMute = {
    ...(site === undefined ? {} : { site }),
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? {} : { path }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(incident === undefined ? {} : { incident }),
    ...(owner === undefined ? {} : { owner }),
    reason,
    until: endOf(options.until, shell.clock.now(), shell.terminal.say),
  }
  tell(shell, await connect(shell, options).alarms.mute(wish), json)
  if (!json && sha256 === undefined) shell.terminal.tell('mute.breaks')
}

/** A pattern is taken as it is; a path may be typed as a shell knows it. */
async function pathOf({ path, sha256 }: AddOptions): Promise<string | undefined> {
  if (path === undefined || sha256 === undefined) return path
  const { typedPath } = await import('../typed.ts')
  return typedPath(path)
}

async function list(
  shell: Shell,
  { json, ...options }: ConnectionOptions & { readonly in?: MuteState; readonly json?: boolean },
): Promise<void> {
  const { connect } = await import('../connect.ts')
  const filter = options.in === undefined ? {} : { state: options.in }
  for (const row of await connect(shell, options).alarms.mutes(filter)) tell(shell, row, json)
}

async function end(shell: Shell, id: number, options: ConnectionOptions & { reason: string }): Promise<void> {
  const { connect } = await import('../connect.ts')
  tell(shell, await connect(shell, options).alarms.endMute(id, options.reason))
}

function tell({ terminal }: Shell, row: MuteRow, json = false): void {
  if (json) {
    terminal.json(row)
    return
  }
  const { id, state, reason, owner, madeBy, madeAt, until, ended } = row
  const { say } = terminal
  const word = terminal.colour(state === 'in-force' ? 'yellow' : 'grey', say(`mute.${state}`))
  terminal.line(
    `${id}  ${word}  ${visible(scopeText(row, terminal.say))}  ${say('mute.until', { at: shownTime(until) })}`,
  )
  terminal.line(`    ${visible(say('mute.made', { owner, by: madeBy, at: shownTime(madeAt), reason }))}`)
  if (ended === null) return
  terminal.line(`    ${visible(say('mute.ended-by', { by: ended.by, at: shownTime(ended.at), reason: ended.reason }))}`)
}

function scopeText({ site, host, path, sha256, incident }: MuteRow, say: Shell['terminal']['say']): string {
  return [
    ...(incident === null ? [] : [say('mute.incident', { incident })]),
    ...(site === null ? [] : [say('mute.site', { site })]),
    ...(host === null ? [] : [say('mute.host', { host })]),
    ...(path === null ? [] : [say('mute.path', { path })]),
    ...(sha256 === null ? [] : [sha256]),
  ].join(', ')
}
