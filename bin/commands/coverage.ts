// Owns `sekisho coverage`: whether anything could have been missed on a root between two times, when, and why.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { timeOf } from '../filter.ts'
import { notWatchedText } from '../row-text.ts'
import { type Colour, type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface CoverageOptions extends ConnectionOptions {
  readonly host?: string
  readonly from?: string
  readonly to?: string
  readonly check?: boolean
  readonly json?: boolean
}

type Piece = Coverage['pieces'][number]

const answerColours: Readonly<Record<Coverage['missed'], Colour>> = { no: 'green', yes: 'yellow', unknown: 'yellow' }
/** A host that restarted every minute of a day has more pieces than anybody reads; --json has all. */
const shownPieces = 100

export function addCoverage(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho coverage',
    'sekisho coverage /var/www/html --host web1 --from 2026-11-01 --to 2026-11-02',
    'sekisho coverage /var/www/html --from 7d --check',
  ]
  withJson(withConnection(addCommand(parent, shell, 'coverage', 'coverage', examples), shell), shell)
    .argument('[root]', shell.terminal.say('argument.root'))
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(option(shell, '--from <time>', 'from').argParser(timeOf(shell)))
    .addOption(option(shell, '--to <time>', 'to').argParser(timeOf(shell)))
    .addOption(option(shell, '--check', 'check-coverage'))
    .action((root: string | undefined, _options, command: Command) =>
      show(shell, root, command.optsWithGlobals<CoverageOptions>()),
    )
}

async function show(shell: Shell, root: string | undefined, options: CoverageOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const client = connect(shell, options)
  const wanted = root === undefined ? undefined : typedPath(root)
  for (const place of await placesOf(await client.hosts(), wanted, options, shell.terminal)) {
    const answer = await client.coverage(place.host, place.root, options.from, options.to)
    if (options.json) shell.terminal.json(answer)
    else tell(answer, shell.terminal)
    if (options.check && answer.missed !== 'no') shell.outcome.code = exitCodes.maybeMissed
  }
}

/** @throws Failure name-unknown when nothing there is watched: an empty answer would look like a good one */
async function placesOf(
  hosts: readonly HostRow[],
  root: string | undefined,
  { host }: CoverageOptions,
  { say }: Terminal,
): Promise<readonly { readonly host: string; readonly root: string }[]> {
  const { Failure } = await import('@sekisho/shared/failures.ts')
  const places = hosts.flatMap(row => row.roots.map(one => ({ host: row.host, root: one.root })))
  const found = places.filter(place => (host ?? place.host) === place.host && (root ?? place.root) === place.root)
  if (found.length > 0) return found
  const known = places.map(place => `${place.host}:${place.root}`).join(', ')
  throw new Failure('name-unknown', say('coverage.no-root', { known: known === '' ? '-' : known }))
}

function tell(answer: Coverage, terminal: Terminal): void {
  const { say } = terminal
  const place = terminal.colour('bold', visible(`${answer.host}:${answer.root}`))
  terminal.line(`${place}  ${shownTime(answer.from)} – ${shownTime(answer.to)}`)
  terminal.line(`  ${terminal.colour(answerColours[answer.missed], say(`missed.${answer.missed}`))}`)
  for (const piece of answer.pieces.slice(0, shownPieces)) terminal.line(`  ${pieceText(piece, answer, terminal)}`)
  const more = answer.pieces.length - shownPieces
  if (more > 0) terminal.tell('coverage.more', { count: more })
  if (answer.knownUntil !== null) terminal.tell('coverage.known-until', { at: shownTime(answer.knownUntil) })
  terminal.tell('host.not-watched', { what: notWatchedText(answer.notWatched, terminal) })
}

function pieceText(piece: Piece, answer: Coverage, terminal: Terminal): string {
  const { say } = terminal
  const when = terminal.colour('grey', `${shownTime(piece.from)} – ${shownTime(piece.to)}`)
  if (piece.state === 'unknown') return `${when}  ${say('coverage.unknown')}`
  if (piece.state === 'covered') {
    const grade = piece.grade === null ? '' : say(`grade.${piece.grade}`)
    return `${when}  ${grade}${piece.late ? ` (${say('coverage.late')})` : ''}`
  }
  const causes = piece.causes.map(cause => say(`gap.${cause}`)).join(', ')
  return `${when}  ${terminal.colour('yellow', say('coverage.gap', { causes }))}${walkText(piece, answer, terminal)}`
}

/** The walk that closed the gaps of a piece: what it found is all that is known of that time. */
function walkText(piece: Piece, { gaps }: Coverage, { say }: Terminal): string {
  const walks = gaps.flatMap(({ from, to, walk }) =>
    walk !== null && from < piece.to && (to ?? '') > piece.from ? [walk] : [],
  )
  const last = walks.toSorted((a, b) => a.to.localeCompare(b.to)).at(-1)
  return last === undefined ? '' : `  ${say('coverage.walk', { from: shownTime(last.from), to: shownTime(last.to) })}`
}
