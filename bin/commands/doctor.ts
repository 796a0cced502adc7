// Owns `sekisho doctor`: runs every check there is on this machine and says how to mend what is wrong.

import { exitCodes } from '@sekisho/shared/exit.ts'
import type { Check } from '@sekisho/shared/report.ts'
import type { Command } from 'commander'
import { padColumns } from '../columns.ts'
import { addCommand, option, type Shell, withConnection, withJson } from '../command.ts'
import type { DoctorOptions } from '../doctor/checks.ts'
import { type Colour, visibleLines } from '../terminal.ts'

type Options = DoctorOptions & { readonly json?: boolean }

const colours: Readonly<Record<Check['outcome'], Colour>> = { ok: 'green', warning: 'yellow', failed: 'red' }

export function addDoctor(parent: Command, shell: Shell): void {
  const examples = ['sekisho doctor', 'sekisho doctor --agent-config /etc/sekisho/agent.yaml', 'sekisho doctor --json']
  withJson(withConnection(addCommand(parent, shell, 'doctor', 'doctor', examples), shell), shell)
    .addOption(option(shell, '--agent-config <file>', 'agent-config'))
    .addOption(option(shell, '--collector-config <file>', 'collector-config'))
    .action((_options, command: Command) => run(shell, command.optsWithGlobals<Options>()))
}

async function run(shell: Shell, options: Options): Promise<void> {
  const { checkAll } = await import('../doctor/checks.ts')
  const { terminal } = shell
  const { say } = terminal
  let failed = false
  for await (const check of checkAll(shell, options)) {
    failed ||= check.outcome === 'failed'
    if (options.json) {
      terminal.json(check)
      continue
    }
    const outcome = terminal.colour(colours[check.outcome], padColumns(say(`doctor.${check.outcome}`), 9))
    terminal.line(`${outcome} ${padColumns(terminal.sayOf(check.name), 26)} ${visibleLines(check.found)}`)
    if (check.mend !== '') terminal.line(`${' '.repeat(10)}→ ${visibleLines(check.mend)}`)
  }
  if (failed) shell.outcome.code = exitCodes.failed
}
