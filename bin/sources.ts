// Owns how a command line names what a release is made of: a folder, a file, or a git revision, and what is taken off its
// paths.
import { statSync } from 'node:fs'
import type { Source } from '@sekisho/publisher/main.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey } from '@sekisho/shared/messages.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import type { Command } from 'commander'
import { numberBetween, option, type Shell } from './command.ts'

export interface SourceOptions {
  readonly git?: string
  readonly rev?: string
  readonly strip?: number
}

/** Deeper than any archive of a vendor. */
const maxStrip = 20

export function withSource(command: Command, shell: Shell): Command {
  return command
    .addOption(option(shell, '--git <repository>', 'git'))
    .addOption(option(shell, '--rev <revision>', 'rev'))
    .addOption(option(shell, '--strip <count>', 'strip').argParser(numberBetween(shell, 0, maxStrip)))
}

/**
 * @param notOne what is said where it is none, or more than one
 * @throws Failure config-invalid, or file-unreadable when there is nothing of that name
 */
export function sourceOf(
  { terminal }: Shell,
  given: string | undefined,
  { git, rev }: SourceOptions,
  notOne: MessageKey,
): Source {
  if (git !== undefined && rev !== undefined && given === undefined) return { git: { repository: git, revision: rev } }
  if (git !== undefined || rev !== undefined || given === undefined) {
    throw new Failure('config-invalid', terminal.say(notOne))
  }
  try {
    return statSync(given).isDirectory() ? { directory: given } : { file: given }
  } catch (error) {
    throw unreadableFile(given, error)
  }
}
