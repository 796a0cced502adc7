// Owns how numbers of things are read from a command line: whole, from 1 on, one or several.
import { InvalidArgumentError } from 'commander'
import type { Shell } from './command.ts'

export function idOf(shell: Shell) {
  return (text: string): number => {
    if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
    throw new InvalidArgumentError(shell.terminal.say('usage.number', { least: 1, most: 999_999_999_999_999 }))
  }
}

/** commander hands over what it has so far, one after the other. */
export function idsOf(shell: Shell) {
  const one = idOf(shell)
  return (text: string, before: number[] = []): number[] => [...before, one(text)]
}
