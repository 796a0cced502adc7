// Owns how a command looks from outside: description, examples and exit codes in its help, and the options that several
// commands share. What a command does is its own file's; that file loads the rest of the house only when it runs.

import type { Clock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import type { MessageKey } from '@sekisho/shared/messages.ts'
import { nearestOf } from '@sekisho/shared/nearest.ts'
import { type Command, type CommandOptions, InvalidArgumentError, Option } from 'commander'
import { columnsOf, wrapColumns } from './columns.ts'
import type { Environment, Terminal } from './terminal.ts'

/** What every command works with. */
export interface Shell {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly clock: Clock
  /** What the command ends with when nothing is thrown. */
  readonly outcome: { code: number }
}

type Described<Prefix extends string> =
  Extract<MessageKey, `${Prefix}${string}`> extends `${Prefix}${infer Rest}` ? Rest : never
export type CommandKey = Described<'command.'>
export type OptionKey = Described<'option.'>

/** The options that hold for every command. */
export interface StateOption {
  readonly state?: string
}

/** The options of commands that ask a collector. */
export interface ConnectionOptions extends StateOption {
  readonly collector?: string
  readonly tokenFile?: string
}

/** Adds a command with its words; `syntax` is commander's, such as `add <name>`. */
export function addCommand(
  parent: Command,
  { terminal }: Shell,
  syntax: string,
  key: CommandKey,
  examples: readonly string[],
  options: CommandOptions = {},
): Command {
  const command = parent.command(syntax, options).description(terminal.say(`command.${key}`))
  return command.addHelpText('after', () => afterwards(terminal, examples))
}

/** The end of every help: examples, then the exit codes. */
export function afterwards({ say }: Terminal, examples: readonly string[]): string {
  const codes = Object.entries(exitCodes).map(
    ([name, code]) => `  ${code}  ${say(`exit.${name as keyof typeof exitCodes}`)}`,
  )
  const shown = examples.map(example => `  ${example}`)
  return ['', say('help.examples'), ...shown, '', say('help.exit-codes'), ...codes].join('\n')
}

export function option({ terminal }: Shell, flags: string, key: OptionKey): Option {
  return new Option(flags, terminal.say(`option.${key}`))
}

/** Adds the options by which a command finds a collector other than the local one. */
export function withConnection(command: Command, shell: Shell): Command {
  return command
    .addOption(option(shell, '--collector <url>', 'collector'))
    .addOption(option(shell, '--token-file <file>', 'token-file'))
}

export function withJson(command: Command, shell: Shell): Command {
  return command.addOption(option(shell, '--json', 'json'))
}

/** A parser of options that accepts some words only, and names the nearest. */
export function oneOf(shell: Shell, words: readonly string[]) {
  return (value: string): string => {
    if (words.includes(value)) return value
    const nearest = nearestOf(value, words)
    const hint = nearest === null ? '' : ` ${shell.terminal.say('config.nearest', { nearest })}`
    throw new InvalidArgumentError(`${shell.terminal.say('usage.one-of', { values: words.join(', ') })}${hint}`)
  }
}

/** A parser of options that are whole numbers. */
export function numberBetween(shell: Shell, least: number, most: number) {
  return (value: string): number => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= least && number <= most) return number
    throw new InvalidArgumentError(shell.terminal.say('usage.number', { least, most }))
  }
}

/** SQLite's ids end there, as numbers that JSON carries whole do. */
export const maxId = Number.MAX_SAFE_INTEGER

/** A parser of options that are a sha256. */
export function digestOf({ terminal }: Shell) {
  return (value: string): string => {
    const lower = value.toLowerCase()
    if (/^[0-9a-f]{64}$/.test(lower)) return lower
    throw new InvalidArgumentError(terminal.say('usage.sha256'))
  }
}

const titles = {
  'Usage:': 'help.usage',
  'Options:': 'help.options',
  'Commands:': 'help.commands',
  'Arguments:': 'help.arguments',
  'Global Options:': 'help.global-options',
} as const

/** Makes commander speak the reader's language and count wide characters as wide. */
export function speak(program: Command, { say }: Terminal): Command {
  return program.configureHelp({
    showGlobalOptions: true,
    styleTitle: title => (title in titles ? say(titles[title as keyof typeof titles]) : title),
    displayWidth: columnsOf,
    boxWrap: wrapColumns,
  })
}
