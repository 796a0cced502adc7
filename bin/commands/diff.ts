// Owns `sekisho diff`: which files came, went or changed between two moments.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { filterOf, soughtPath, timeOf } from '../filter.ts'

interface DiffOptions extends ConnectionOptions {
  readonly from: string
  readonly to?: string
  readonly host?: string
  readonly site?: string
  readonly path?: PathText
  readonly json?: boolean
}

export function addDiff(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho diff --from 2026-03-10 --to 2026-03-11',
    'sekisho diff --from 7d --host web1 --path payment/ --json',
  ]
  withJson(withConnection(addCommand(parent, shell, 'diff', 'diff', examples), shell), shell)
    .addOption(option(shell, '--from <time>', 'diff-from').argParser(timeOf(shell)).makeOptionMandatory())
    .addOption(option(shell, '--to <time>', 'diff-to').argParser(timeOf(shell)))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(soughtPath(shell))
    .action((_options, command: Command) => show(shell, command.optsWithGlobals<DiffOptions>()))
}

async function show(shell: Shell, options: DiffOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { coverAt, coverText, placesWithin, tellKept } = await import('../past.ts')
  const { begun } = await import('../begun.ts')
  const { differenceText } = await import('../past-text.ts')
  const { terminal } = shell
  const { from, to } = options
  const filter = filterOf(options)
  const client = connect(shell, options)
  // Refused before anything is told: coverage above an error would look like half of an answer.
  const rows = await begun(client.past.changes(from, to, filter))
  await tellKept(client, from, filter, shell, options.json)
  for (const place of await placesWithin(client, filter)) {
    for (const at of to === undefined ? [from] : [from, to]) {
      const cover = await coverAt(client, place, at)
      if (options.json) terminal.json({ row: 'cover', ...cover })
      else terminal.line(coverText(cover, terminal))
    }
  }
  for await (const row of rows) {
    if (options.json) terminal.json({ row: 'difference', ...row })
    else terminal.line(differenceText(row, terminal))
  }
}
