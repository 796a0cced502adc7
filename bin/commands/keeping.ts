// Owns `sekisho keeping`: how long everything is kept, and what goes with the next run.
import type { KeepingReport } from '@sekisho/shared/api.keeping.ts'
import { keepKinds } from '@sekisho/shared/api.keeping.ts'
import type { Command } from 'commander'
import { padColumns } from '../columns.ts'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type KeepingOptions = ConnectionOptions & { readonly json?: boolean }

export function addKeeping(parent: Command, shell: Shell): void {
  const examples = ['sekisho keeping', 'sekisho keeping --json']
  withJson(withConnection(addCommand(parent, shell, 'keeping', 'keeping', examples), shell), shell).action(
    (_options, command: Command) => show(shell, command.optsWithGlobals<KeepingOptions>()),
  )
}

async function show(shell: Shell, options: KeepingOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const report = await connect(shell, options).keeping()
  if (options.json) shell.terminal.json(report)
  else tell(report, shell.terminal)
}

function tell({ kinds, nextAt, running, last }: KeepingReport, terminal: Terminal): void {
  const { say } = terminal
  if (nextAt === null) {
    terminal.tell('keeping.never')
    return
  }
  for (const { kind, days, held, from, due, soon } of kinds) {
    const since = from === null ? '-' : shownTime(from)
    const words = say('keeping.row', { held, from: since, days, due, soon })
    terminal.line(`${terminal.colour('bold', padColumns(say(`kept.${kind}`), 16))}${words}`)
  }
  if (last !== null)
    terminal.tell('keeping.last', { at: shownTime(last.startedAt), taken: takenText(last.taken, terminal) })
  if (running !== null) terminal.tell('keeping.running', { since: shownTime(running.since), stage: running.stage })
  else terminal.tell('keeping.next', { at: shownTime(nextAt) })
}

function takenText(taken: NonNullable<KeepingReport['last']>['taken'], { say }: Terminal): string {
  const gone = keepKinds.flatMap(kind => ((taken[kind] ?? 0) > 0 ? [`${say(`kept.${kind}`)} ${taken[kind]}`] : []))
  return gone.length === 0 ? say('keeping.nothing') : gone.join(', ')
}
