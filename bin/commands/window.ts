// Owns `sekisho window`: deployments that are announced, now or to come, so that what their actors do is expected; closing
// them, and how they stand.

import type { OpenWindow, WindowRow, WindowState } from '@sekisho/shared/api.windows.ts'
import { windowStates } from '@sekisho/shared/api.windows.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import { type ActorMatch, actorMatchText, parseActorMatch } from '@sekisho/shared/window.ts'
import { type Command, InvalidArgumentError } from 'commander'
import {
  addCommand,
  type ConnectionOptions,
  numberBetween,
  oneOf,
  option,
  type Shell,
  withConnection,
  withJson,
} from '../command.ts'
import { timeOf } from '../filter.ts'
import { type Colour, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface OpenOptions extends ConnectionOptions {
  readonly site: string
  readonly for: number
  readonly from?: string
  readonly grace?: number
  readonly actor?: readonly ActorMatch[]
  readonly anyActor?: boolean
  readonly reason?: string
  readonly json?: boolean
}

interface CloseOptions extends ConnectionOptions {
  readonly grace?: number
  readonly json?: boolean
}

interface ListOptions extends ConnectionOptions {
  readonly site?: string
  readonly in?: WindowState
  readonly json?: boolean
}

const minuteMs = 60_000
const colours: Readonly<Record<WindowState, Colour>> = {
  planned: 'cyan',
  open: 'green',
  grace: 'yellow',
  ended: 'grey',
}
const examples = {
  open: [
    "sekisho window open --site shop --for 30m --actor 'user=deploy'",
    "sekisho window open --site shop --for 1h --actor 'user=deploy,exe=/usr/bin/rsync' --reason 'release 2.4.1'",
    'sekisho window open --site shop --from 2026-12-01T02:00+09:00 --for 2h --actor unit=deploy.service',
  ],
  close: ['sekisho window close 3', 'sekisho window close 3 --grace 0'],
  list: ['sekisho window list --in open'],
} as const

export function addWindow(parent: Command, shell: Shell): void {
  const window = addCommand(parent, shell, 'window', 'window', [examples.open[0], ...examples.list])
  withJson(withConnection(addCommand(window, shell, 'open', 'window.open', examples.open), shell), shell)
    .addOption(option(shell, '--site <site>', 'site').makeOptionMandatory())
    .addOption(option(shell, '--for <time>', 'window-for').argParser(durationOf(shell)).makeOptionMandatory())
    .addOption(option(shell, '--from <time>', 'window-from').argParser(timeOf(shell)))
    .addOption(option(shell, '--grace <time>', 'window-grace').argParser(durationOf(shell)))
    .addOption(option(shell, '--actor <match>', 'window-actor').argParser(moreActors(shell)))
    .addOption(option(shell, '--any-actor', 'window-any-actor'))
    .addOption(option(shell, '--reason <text>', 'reason'))
    .action((_options, command: Command) => open(shell, command.optsWithGlobals<OpenOptions>()))
  withJson(withConnection(addCommand(window, shell, 'close', 'window.close', examples.close), shell), shell)
    .argument('<id>', shell.terminal.say('argument.window'), numberBetween(shell, 1, Number.MAX_SAFE_INTEGER))
    .addOption(option(shell, '--grace <time>', 'window-grace').argParser(durationOf(shell)))
    .action((id: number, _options, command: Command) => close(shell, id, command.optsWithGlobals<CloseOptions>()))
  withJson(withConnection(addCommand(window, shell, 'list', 'window.list', examples.list), shell), shell)
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--in <state>', 'window-state').argParser(oneOf(shell, windowStates)))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()))
}

function durationOf({ terminal }: Shell) {
  return (text: string): number => {
    const found = text === '0' ? 0 : parseDuration(text)
    if (found === null) throw new InvalidArgumentError(terminal.say('usage.overlap'))
    return found
  }
}

function moreActors({ terminal }: Shell) {
  return (text: string, before: readonly ActorMatch[] | undefined): readonly ActorMatch[] => {
    const found = parseActorMatch(text)
    if (found === null) throw new InvalidArgumentError(terminal.say('usage.actor'))
    return [...(before ?? []), found]
  }
}

async function open(shell: Shell, options: OpenOptions): Promise<void> {
  const wish = await wished(shell, options)
  const { connect } = await import('../connect.ts')
  tell(shell, await connect(shell, options).windows.open(wish), options.json)
}

/** @throws Failure request-invalid unless actors are named, or any will do */
async function wished({ terminal }: Shell, options: OpenOptions): Promise<OpenWindow> {
  const { site, from, grace, actor = [], anyActor = false, reason } = options
  if (anyActor === actor.length > 0) {
    const { Failure } = await import('@sekisho/shared/failures.ts')
    throw new Failure('request-invalid', terminal.say('window.whose'), { place: 'window open' })
  }
  const { typedPath } = await import('../typed.ts')
  const actors = actor.map(match => (match.exe === undefined ? match : { ...match, exe: typedPath(match.exe) }))
  return {
    ...{ site, minutes: options.for / minuteMs, actors, anyActor },
    ...(from === undefined ? {} : { from }),
    ...(grace === undefined ? {} : { graceMinutes: grace / minuteMs }),
    ...(reason === undefined ? {} : { reason }),
  }
}

async function close(shell: Shell, id: number, { grace, ...options }: CloseOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const wish = grace === undefined ? {} : { graceMinutes: grace / minuteMs }
  tell(shell, await connect(shell, options).windows.close(id, wish), options.json)
}

async function list(shell: Shell, { site, in: state, json, ...options }: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const filter = { ...(site === undefined ? {} : { site }), ...(state === undefined ? {} : { state }) }
  for (const row of await connect(shell, options).windows.list(filter)) tell(shell, row, json)
}

function tell({ terminal }: Shell, row: WindowRow, json = false): void {
  if (json) {
    terminal.json(row)
    return
  }
  const { id, state, site, actors, anyActor, covers, expected, uncovered, closed } = row
  const { say } = terminal
  const [from, until, graceUntil] = [row.from, row.until, row.graceUntil].map(shownTime)
  const word = terminal.colour(colours[state], say(`window.${state}`))
  const whose = anyActor ? say('window.any-actor') : actors.map(actorMatchText).join(` ${say('window.or')} `)
  terminal.line(`${id}  ${word}  ${visible(`${site}: ${from} – ${until}  ${whose}`)}`)
  const by = say('window.announced', { by: row.openedBy, at: shownTime(row.openedAt) })
  const taken = closed === null ? '' : `; ${say('window.closed', { by: closed.by, at: shownTime(closed.at) })}`
  terminal.line(`    ${visible(`${by}${row.reason === '' ? '' : `: ${row.reason}`}${taken}`)}`)
  if (state !== 'ended') terminal.line(`    ${say('window.covers', { count: covers, until: graceUntil ?? '' })}`)
  else if (uncovered !== null) terminal.line(`    ${say('window.did', { expected, uncovered })}`)
}
