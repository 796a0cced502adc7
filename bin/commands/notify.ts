// Owns `sekisho notify`: how the channels of alarms stand, and whether a test arrives.
import { exitCodes } from '@sekisho/shared/exit.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type NotifyOptions = ConnectionOptions & { readonly json?: boolean; readonly channel?: string }

export function addNotify(parent: Command, shell: Shell): void {
  const notify = addCommand(parent, shell, 'notify', 'notify', ['sekisho notify list', 'sekisho notify test'])
  withJson(
    withConnection(addCommand(notify, shell, 'list', 'notify.list', ['sekisho notify list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
  withJson(
    withConnection(addCommand(notify, shell, 'test', 'notify.test', ['sekisho notify test --channel duty']), shell),
    shell,
  )
    .addOption(option(shell, '--channel <name>', 'channel'))
    .action((_options, command: Command) => test(shell, command.optsWithGlobals()))
}

async function list(shell: Shell, options: NotifyOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const rows = await connect(shell, options).alarms.channels()
  if (rows.length === 0 && !options.json) terminal.tell('notify.none')
  for (const row of rows) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    const { lastAt, lastError, ...facts } = row
    const last = lastAt === null ? '-' : shownTime(lastAt)
    terminal.tell('notify.channel', { ...facts, last, error: visible(lastError ?? '-') })
  }
}

async function test(shell: Shell, options: NotifyOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const tested = await connect(shell, options).alarms.test(options.channel)
  if (tested.length === 0 && !options.json) terminal.tell('notify.none')
  for (const row of tested) {
    if (row.error !== null) shell.outcome.code = exitCodes.failed
    if (options.json) terminal.json(row)
    else if (row.error === null) terminal.tell('notify.taken', { channel: row.channel })
    else terminal.tell('notify.not-taken', { channel: row.channel, error: visible(row.error) })
  }
}
