// Owns a shell for tests: the commands run in this process, and what they print is kept.

import { systemClock } from '@sekisho/shared/clock.ts'
import { isMessageKey, localeOf, translator } from '@sekisho/shared/messages.ts'
import type { Shell } from '../../bin/command.ts'
import { runProgram } from '../../bin/program.ts'
import type { Environment, Terminal } from '../../bin/terminal.ts'
import { visible, visibleSay } from '../../bin/terminal.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command line. Standard output is no terminal. */
export async function runSekisho(words: readonly string[], environment: Environment = {}): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const shell: Shell = {
    terminal: recordingTerminal(environment, out, err),
    environment,
    clock: systemClock,
    outcome: { code: 0 },
  }
  const code = await runProgram(shell, words)
  return { code, out: out.join(''), err: err.join('') }
}

export function recordingTerminal(environment: Environment, out: string[], err: string[]): Terminal {
  const locale = localeOf(environment)
  const say = visibleSay(translator(locale))
  const line = (text = '') => {
    out.push(`${text}\n`)
  }
  return {
    locale,
    say,
    sayOf: (key, params) => (isMessageKey(key) ? say(key, params) : visible(key)),
    interactive: false,
    columns: 80,
    drawsProgress: false,
    print: text => {
      out.push(text)
    },
    line,
    tell: (key, params) => line(say(key, params)),
    json: row => line(JSON.stringify(row)),
    warn: text => {
      err.push(`${text}\n`)
    },
    draw: text => {
      err.push(text)
    },
    colour: (_colour, text) => text,
    onReaderGone: () => {},
  }
}
