// Owns the start of a command: opens the terminal, hands the words to the program, and ends with its exit code.
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { runProgram } from './program.ts'
import { openTerminal } from './terminal.ts'

export async function main(words: readonly string[]): Promise<void> {
  const terminal = openTerminal(process.env)
  const shell = { terminal, environment: process.env, clock: systemClock, outcome: { code: exitCodes.ok } }
  process.exitCode = await runProgram(shell, words)
}
