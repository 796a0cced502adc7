// Owns whether a command line that words name is one that `sekisho` has: for messages that tell people what to type.
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Command } from 'commander'
import { buildProgram } from '../../bin/program.ts'
import { recordingTerminal } from './shell.ts'

/** What of the command line `sekisho` does not have: an option, or the whole where there is no such command. */
export function unknownIn(line: string): string[] {
  const terminal = recordingTerminal({}, [], [])
  let command: Command = buildProgram({ terminal, environment: {}, clock: systemClock, outcome: { code: 0 } })
  const [, ...words] = line.split(' ')
  for (const word of words) {
    const inner = command.commands.find(one => one.name() === word)
    if (inner === undefined) break
    command = inner
  }
  if (command.commands.length > 0) return [line]
  const known = new Set(command.options.map(({ long }) => long))
  return words.filter(word => word.startsWith('--') && !known.has(word))
}
