// Owns `sekisho explain`: everything that is known of one path, in words.
import type { ExplanationRow, FindingRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type ExplainOptions = ConnectionOptions & { readonly host?: string; readonly json?: boolean }

export function addExplain(parent: Command, shell: Shell): void {
  const examples = ['sekisho explain /var/www/html/index.php', 'sekisho explain web1 /var/www/html/index.php']
  withJson(withConnection(addCommand(parent, shell, 'explain', 'explain', examples), shell), shell)
    .usage('[options] [host] <path>')
    .argument('<path...>', shell.terminal.say('argument.explained'))
    .addOption(option(shell, '--host <host>', 'host'))
    .action((words: string[], _options, command: Command) => {
      const { host, ...options } = command.optsWithGlobals<ExplainOptions>()
      const [path = '', named = host, ...more] = words.toReversed()
      const isTwice = words.length > 1 && host !== undefined
      if (more.length > 0 || isTwice) command.error('', { code: 'commander.excessArguments' })
      return explain(shell, path, named === undefined ? options : { ...options, host: named })
    })
}

async function explain(shell: Shell, given: string, options: ExplainOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const { terminal } = shell
  const path = typedPath(given)
  const client = connect(shell, options)
  const host = options.host ?? (await hostOf(client, path, terminal))
  const facts = await client.explain(host, path)
  if (options.json) return terminal.json({ host, path, ...facts })
  await tell(facts, `${host}:${path}`, terminal)
}

/** The only host that watches a root above the path. @throws Failure name-unknown */
async function hostOf(client: Client, path: string, terminal: Terminal): Promise<string> {
  const { isBelow } = await import('@sekisho/shared/path.ts')
  const { Failure } = await import('@sekisho/shared/failures.ts')
  const hosts = (await client.hosts()).filter(row => row.roots.some(({ root }) => isBelow(path, root)))
  const [first, ...others] = hosts
  if (first === undefined) throw new Failure('name-unknown', terminal.say('explained.no-root', { path }))
  if (others.length > 0) {
    const names = hosts.map(row => row.host).join(', ')
    throw new Failure('name-unknown', terminal.say('explained.several-hosts', { names }))
  }
  return first.host
}

/** What a line has no room for. */
function actorDetail({ pid, executable, command }: NonNullable<FindingRow['actor']>, { say }: Terminal): string {
  const unknown = say('explained.actor-unknown')
  return say('explained.actor', {
    pid,
    executable: visible(executable ?? unknown),
    command: visible(command ?? unknown),
  })
}

function tellWindow(row: ExplanationRow['windows'][number], { say, line }: Terminal): void {
  const { id, by, why } = row
  const [from, until] = [shownTime(row.from), shownTime(why === null ? row.graceUntil : row.until)]
  const text =
    why === null
      ? say('explained.window-covers', { id, by, until })
      : say('explained.window-not', { id, by, from, until, why: say(`window-not.${why}`) })
  line(visible(text))
}

async function tell(facts: ExplanationRow, place: string, terminal: Terminal): Promise<void> {
  const { fileText, findingText } = await import('../row-text.ts')
  const text = await import('../explained-text.ts')
  const { say, line } = terminal
  line(terminal.colour('bold', visible(place)))
  if (facts.file === null) terminal.tell('explained.nothing-there')
  else line(fileText(facts.file, terminal))
  if (facts.waits) terminal.tell('explained.waits')
  const { rule, payment } = facts.class
  const marked = payment ? ` (${say('class.payment')})` : ''
  const name = `${say(`class.${facts.class.class}`)}${marked}`
  const { profile } = facts
  terminal.tell(rule === null ? 'explained.class-default' : 'explained.class', { name, profile, rule: rule ?? '' })
  for (const words of text.ruleTexts(facts, terminal)) line(words)
  for (const words of text.severityTexts(facts, terminal)) line(words)
  for (const words of text.permitTexts(facts, terminal)) line(words)
  for (const window of facts.windows) tellWindow(window, terminal)
  for (const words of text.patternTexts(facts, terminal)) line(words)
  if (facts.file?.sha256) terminal.tell('explained.content', { sha256: facts.file.sha256 })
  if (facts.findings.length > 0) terminal.tell('explained.history', { count: facts.findings.length })
  for (const row of facts.findings) {
    line(`  ${findingText(row, terminal, { time: shownTime(row.at), place: 'path' })}`)
    if (row.actor !== null) line(`    ${actorDetail(row.actor, terminal)}`)
    for (const words of text.changeTexts(facts.changes, row.id, terminal)) line(`    ${words}`)
  }
  if (facts.pruned !== null) {
    const { findings, firstAt, lastAt } = facts.pruned
    terminal.tell('explained.pruned', { count: findings, first: shownTime(firstAt), last: shownTime(lastAt) })
  }
  for (const words of text.coverageTexts(facts, terminal)) line(words)
}
