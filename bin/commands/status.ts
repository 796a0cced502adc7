// Owns `sekisho status`: how the collector and its agents are, in one look, and as an exit code with --check.
import type { GapRow, HostRow, Status } from '@sekisho/shared/api.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { sizeText } from '@sekisho/shared/size.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { unseenViews } from '../unseen-views.ts'

type StatusOptions = ConnectionOptions & { readonly check?: boolean; readonly json?: boolean }

export function addStatus(parent: Command, shell: Shell): void {
  const examples = ['sekisho status', 'sekisho status --check || mail -s "Sekisho: findings are open" ops@example.jp']
  withJson(withConnection(addCommand(parent, shell, 'status', 'status', examples), shell), shell)
    .addOption(option(shell, '--check', 'check'))
    .action((_options, command: Command) => show(shell, command.optsWithGlobals<StatusOptions>()))
}

async function show(shell: Shell, options: StatusOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const client = connect(shell, options)
  const asked = [client.status(), client.hosts(), client.gaps(), client.judging()] as const
  const [status, hosts, gaps, judging] = await Promise.all(asked)
  const open = await openUnauthorised(client.findings({ verdict: 'unauthorised', open: 'true', limit: 1 }))
  if (options.json) shell.terminal.json({ ...status, hosts, openGaps: gaps.filter(gap => gap.to === null), judging })
  else {
    tell(status, hosts, gaps, shell.terminal)
    for (const { host, root, judged, total } of judging)
      shell.terminal.tell('status.judging', { where: `${host}:${root}`, judged: Math.min(judged, total), total })
  }
  if (options.check && open) shell.outcome.code = exitCodes.findingsOpen
}

async function openUnauthorised(findings: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _first of findings) return true
  return false
}

function tellDisk({ files, left, daysLeft, state }: NonNullable<Status['disk']>, terminal: Terminal): void {
  const { say } = terminal
  const forecast = daysLeft === null ? say('disk.unknown') : say('disk.days', { days: Math.floor(daysLeft) })
  const text = say('status.disk', { files: sizeText(files), left: sizeText(left), forecast })
  terminal.line(state === 'fine' ? text : terminal.colour(state === 'low' ? 'red' : 'yellow', text))
}

function tell(status: Status, hosts: readonly HostRow[], gaps: readonly GapRow[], terminal: Terminal): void {
  const { say } = terminal
  terminal.tell('status.collector', { version: status.version, since: shownTime(status.startedAt) })
  const { files, findings, open, batches } = status.counts
  terminal.tell('status.counts', { files, findings, open, batches })
  for (const host of hosts) {
    const waiting = host.waiting === null ? 0 : host.waiting.fast + host.waiting.bulk
    const state = say(`host-state.${host.state}`)
    terminal.tell('status.host', { host: host.host, state, roots: host.roots.length, waiting })
    for (const { what } of unseenViews(host)) terminal.tell('host.not-watched', { what: terminal.sayOf(what) })
  }
  for (const gap of gaps.filter(row => row.to === null)) {
    const where = gap.root === null ? gap.host : `${gap.host}:${gap.root}`
    terminal.tell('status.gap', { where, cause: say(`gap.${gap.cause}`), since: shownTime(gap.from) })
  }
  if (status.disk !== null) tellDisk(status.disk, terminal)
  for (const [room, { phase, depth, oldestAgeMs }] of Object.entries(status.rooms))
    terminal.tell('status.room', { room, phase, depth, ms: Math.round(oldestAgeMs) })
}
