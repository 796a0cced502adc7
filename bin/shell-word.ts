// Owns a foreign word in a line that somebody pastes into a shell. Runs nothing.
import { shellQuoted } from '@sekisho/shared/shell-quoted.ts'
import { visible } from './terminal.ts'

/** A word that a shell takes as it is: what is foreign in it is made visible first, so that pasting it runs nothing. */
export function shellWord(text: string): string {
  return shellQuoted(visible(text))
}
