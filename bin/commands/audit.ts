// Owns `sekisho audit`: the lines of the audit trail, as they were written. Details are foreign text in parts.
import { type AuditRow, AuditWhat } from '@sekisho/shared/api.audit.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { timeOf } from '../filter.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface AuditOptions extends ConnectionOptions {
  readonly since?: string
  readonly what?: string
  readonly json?: boolean
}

export function addAudit(parent: Command, shell: Shell): void {
  const examples = ['sekisho audit --since 7d', 'sekisho audit --what release', 'sekisho audit --what session --json']
  withJson(withConnection(addCommand(parent, shell, 'audit', 'audit', examples), shell), shell)
    .addOption(option(shell, '--since <time>', 'audit-since').argParser(timeOf(shell)))
    .addOption(option(shell, '--what <what>', 'audit-what').argParser(whatOf(shell)))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<AuditOptions>()))
}

function whatOf({ terminal }: Shell) {
  return (text: string): string => {
    if (AuditWhat.safeParse(text).success) return text
    throw new InvalidArgumentError(terminal.say('usage.audit-what'))
  }
}

async function list(shell: Shell, { json, ...options }: AuditOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { since, what } = options
  for await (const row of connect(shell, options).people.audit({ since, what })) {
    if (json) terminal.json(row)
    else terminal.line(lineOf(row, terminal))
  }
}

/** `2026-11-29 22:16:59  user:sato  10.0.0.7  incident.close  incident=7 note="as agreed"` */
function lineOf({ at, who, from, what, detail }: AuditRow, { colour }: Terminal): string {
  const words = Object.entries(detail).map(([name, value]) => visible(`${name}=${valueText(value)}`))
  const line = [colour('grey', shownTime(at)), visible(who), visible(from), colour('bold', visible(what))]
  return [...line, ...(words.length === 0 ? [] : [words.join(' ')])].join('  ')
}

/** In quotes where it could be read as more than one value. */
function valueText(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[\p{L}\p{N}_./%@:+-]+$/u.test(value)
  return isPlain ? value : JSON.stringify(value)
}
