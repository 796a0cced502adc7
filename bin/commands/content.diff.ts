// Owns `sekisho content diff`: in which lines what a finding found differs from what was released or captured, in words.
import type { DifferenceRow, DifferenceSide, TextDifference } from '@sekisho/shared/api.differences.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import { type Terminal, visible } from '../terminal.ts'

type DiffOptions = ConnectionOptions & { readonly json?: boolean }

export function addContentDiff(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const examples = ['sekisho content diff 4711', 'sekisho content diff web1 /var/www/html/shopping/index.php --json']
  const diff = addCommand(parent, shell, 'diff', 'content.diff', examples)
  withJson(withConnection(diff, shell), shell)
    .argument('<finding>', say('argument.content-finding'))
    .argument('[path]', say('argument.content-path'))
    .action((finding: string, path: string | undefined, _options, command: Command) =>
      show(shell, finding, path, command.optsWithGlobals<DiffOptions>()),
    )
}

async function show(shell: Shell, finding: string, path: string | undefined, options: DiffOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const id = path === undefined ? numberOf(finding, terminal) : await newestOf(finding, path)
  const difference = await client.contents.difference(id)
  if (options.json) terminal.json(difference)
  else tell(difference, terminal)

  async function newestOf(host: string, given: string): Promise<number> {
    const { typedPath } = await import('../typed.ts')
    const absolute = typedPath(given)
    const ids = (await client.explain(host, absolute)).findings.map(row => row.id)
    if (ids.length > 0) return Math.max(...ids)
    throw new Failure('name-unknown', terminal.say('difference.no-finding'), { place: `${host}:${absolute}` })
  }
}

function numberOf(text: string, { say }: Terminal): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new Failure('config-invalid', say('usage.content-finding'), { place: text })
}

function tell(told: TextDifference, terminal: Terminal): void {
  const { host, root, path, before, after, lacking, outcome, changedKeys, hunks, counts } = told
  terminal.line(terminal.colour('bold', visible(`${host}:${root}${root.endsWith('/') ? '' : '/'}${path}`)))
  for (const side of lacking)
    terminal.tell('difference.lacking', { side: sideText(side, terminal), sha256: side.sha256 ?? '' })
  if (before !== null && after !== null)
    terminal.tell('difference.sides', { before: sideText(before, terminal), after: sideText(after, terminal) })
  if (outcome !== 'compared') terminal.tell(`difference-outcome.${outcome}`)
  if (outcome === 'not-kept' && after !== null) tellState(after, terminal)
  if (changedKeys.length > 0) terminal.tell('difference.keys', { keys: changedKeys.join(', ') })
  if (outcome !== 'compared') return
  tellRead(told, terminal)
  if (hunks.length === 0) terminal.tell('difference.unchanged')
  for (const { rows } of hunks) tellHunk(rows, terminal)
  terminal.tell('difference.lines', { removed: counts.removed, added: counts.added })
  if (counts.hidden > 0) terminal.tell('difference.hidden', { count: counts.hidden })
  if (counts.cards > 0) terminal.tell('difference.masked', { count: counts.cards })
}

function sideText({ kind, name }: DifferenceSide, { say }: Terminal): string {
  return say(`difference-side.${kind}`, { name: visible(name ?? '') })
}

function tellState({ state, why }: DifferenceSide, terminal: Terminal): void {
  if (state === null) terminal.tell('difference.content-none')
  else if (why !== null)
    terminal.line(`${terminal.say(`content-state.${state}`)}: ${terminal.say(`content-why.${why}`)}`)
  else terminal.line(terminal.say(`content-state.${state}`))
}

function tellRead({ read }: TextDifference, terminal: Terminal): void {
  if (read === null) return
  const { before, after } = read
  const ends = (side: typeof before) => terminal.say(`difference-ends.${side.ends}`)
  terminal.tell('difference.read', {
    ...{ encoding: after.encoding ?? '', ends: ends(after), bytes: after.bytes },
    ...{ encodingBefore: before.encoding ?? '', endsBefore: ends(before), bytesBefore: before.bytes },
  })
}

const signs = { same: ' ', removed: '-', added: '+' } as const
const colours = { same: 'grey', removed: 'red', added: 'green' } as const

function tellHunk(rows: readonly DifferenceRow[], terminal: Terminal): void {
  const [before, after] = [rows.find(row => row.before !== null), rows.find(row => row.after !== null)]
  const places = { before: before?.before ?? 0, after: after?.after ?? 0 }
  terminal.line(terminal.colour('cyan', `@@ ${terminal.say('difference.hunk', places)} @@`))
  for (const { change, text, skipped } of rows) {
    const piece = (count: number) => (count > 0 ? `⟨${terminal.say('difference.skipped', { count })}⟩` : '')
    // The collector named what is no visible sign; that is not left to it alone.
    const shown = `${piece(skipped?.before ?? 0)}${text.split('\t').map(visible).join('\t')}${piece(skipped?.after ?? 0)}`
    terminal.line(terminal.colour(colours[change], `${signs[change]}${shown}`))
  }
}
