// Owns the options by which files and findings are chosen, and their meaning for the API.
import type { Filter } from '@sekisho/shared/api.ts'
import { type PathText, parseSoughtPath } from '@sekisho/shared/path.ts'
import { severities, verdicts } from '@sekisho/shared/verdict.ts'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import { type ConnectionOptions, maxId, numberBetween, oneOf, option, type Shell } from './command.ts'
import { typedPath, typedTime } from './typed.ts'

export interface FilterOptions extends ConnectionOptions {
  readonly site?: string
  readonly host?: string
  readonly path?: PathText
  readonly verdict?: Filter['verdict']
  readonly severity?: Filter['severity']
  readonly since?: string
  readonly window?: number
  readonly approval?: number
  readonly json?: boolean
}

export function withFilter(command: Command, shell: Shell): Command {
  return command
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(soughtPath(shell))
    .addOption(option(shell, '--verdict <verdict>', 'verdict').argParser(oneOf(shell, verdicts)))
    .addOption(option(shell, '--severity <severity>', 'severity').argParser(oneOf(shell, severities)))
    .addOption(option(shell, '--since <time>', 'since').argParser(timeOf(shell)))
    .addOption(option(shell, '--window <id>', 'in-window').argParser(numberBetween(shell, 1, maxId)))
    .addOption(option(shell, '--approval <id>', 'of-approval').argParser(numberBetween(shell, 1, maxId)))
}

export function filterOf({ site, host, path, verdict, severity, since, ...rest }: FilterOptions): Filter {
  return {
    ...(site === undefined ? {} : { site }),
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? {} : { path }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(severity === undefined ? {} : { severity }),
    ...(since === undefined ? {} : { since }),
    ...(rest.window === undefined ? {} : { window: rest.window }),
    ...(rest.approval === undefined ? {} : { approval: rest.approval }),
  }
}

/** A path that is none is no empty listing, by which all would seem well. */
export function soughtPath(shell: Shell): Option {
  return option(shell, '--path <path>', 'path').argParser((text: string): PathText => {
    try {
      return parseSoughtPath(typedPath(text))
    } catch {
      // What is expected says which rule it breaks.
      throw new InvalidArgumentError(shell.terminal.say('usage.path'))
    }
  })
}

/** A parser of options that are times, as ISO 8601. */
export function timeOf({ terminal, clock }: Shell) {
  return (text: string): string => {
    const time = typedTime(text, clock.now())
    if (time === null) throw new InvalidArgumentError(terminal.say('usage.time'))
    return time
  }
}
