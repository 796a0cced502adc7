// Owns how a file and a finding read as one line each. Paths are canonical text made visible: no byte that an attacker chose
// can move the cursor, colour a line or fake one.
import { actorText } from '@sekisho/shared/actor.ts'
import type { FileRow, FindingRow, GapRow, HostRow } from '@sekisho/shared/api.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { padColumns } from './columns.ts'
import { type Colour, type Terminal, visible } from './terminal.ts'

const severityColours: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  none: 'grey',
}

type Row = Pick<FileRow, 'verdict' | 'severity' | 'class' | 'payment' | 'root' | 'path' | 'host' | 'reasons' | 'permit'>

/** `path`: below its root alone, where only one is meant. */
type PlaceLook = 'whole' | 'path'

/** `critical  unauthorised  upload  web1:/var/www/html/upload/x.php  reasons` */
export function fileText(row: Row, terminal: Terminal, place: PlaceLook = 'whole'): string {
  const { say } = terminal
  return [
    severityText(row, terminal),
    padColumns(say(`verdict.${row.verdict}`), 12),
    classText(row, terminal),
    placeText(row, place),
    reasonsText(row, terminal),
  ]
    .join('  ')
    .trimEnd()
}

interface FindingLook {
  readonly time: string
  readonly place: PlaceLook
}

/** As `fileText`, led by the time and with the kind of finding; who did it stands at the end, where it is known. */
export function findingText(row: FindingRow, terminal: Terminal, { time, place }: FindingLook): string {
  const { say } = terminal
  return [
    terminal.colour('grey', time),
    severityText(row, terminal),
    padColumns(say(`verdict.${row.verdict}`), 12),
    padColumns(say(`kind.${row.kind}`), 9),
    classText(row, terminal),
    terminal.colour('bold', placeText(row, place)),
    reasonsText(row, terminal),
    quoteText(row, terminal),
    ...(row.actor === null
      ? []
      : [terminal.colour('cyan', say('finding.by', { actor: visible(actorText(row.actor)) }))]),
    ...betweenTexts(row, terminal),
  ]
    .join('  ')
    .trimEnd()
}

/** The directives that came with a change, and the settings whose values did: what an analyst asks for next. */
function quoteText({ before, after, changedKeys }: FindingRow, { say }: Terminal): string {
  const known = new Set(before?.quotes)
  const quotes = after.quotes.filter(quote => !known.has(quote)).map(quote => `"${visible(quote)}"`)
  const keys = changedKeys.length === 0 ? [] : [say('finding.changed-keys', { keys: changedKeys.join(', ') })]
  return [...quotes, ...keys].join('; ')
}

/** What stood there between the two observations: one line each, nothing where nobody saw it. */
function betweenTexts({ between }: FindingRow, { say }: Terminal): readonly string[] {
  return between.map(({ size, sha256, marks }) =>
    say('finding.held', { sha256: sha256 ?? '-', size, marks: marks.map(mark => `, ${visible(mark)}`).join('') }),
  )
}

/** `opened` when it has no end yet, else closed. */
export function gapText(row: GapRow, terminal: Terminal, time: string): string {
  const { say } = terminal
  const where = row.root === null ? visible(row.host) : `${visible(row.host)}:${visible(row.root)}`
  const what = say(row.to === null ? 'gap.opened' : 'gap.closed', { where, cause: say(`gap.${row.cause}`) })
  return `${terminal.colour('grey', time)}  ${terminal.colour('yellow', what)}`
}

/** What is not watched, as one line. */
export function notWatchedText(rows: HostRow['notWatched'], terminal: Terminal): string {
  const words = rows.map(({ what, path }) => {
    const name = terminal.sayOf(what.startsWith('not-watched.') ? what : `not-watched.${what}`)
    return path === null ? name : `${name}: ${visible(path)}`
  })
  return words.join(', ')
}

/** Padded, so that what follows stands in one column. */
export function severityText({ severity }: Pick<Row, 'severity'>, terminal: Terminal): string {
  return terminal.colour(severityColours[severity], padColumns(terminal.say(`severity.${severity}`), 8))
}

function classText(row: Row, { say }: Terminal): string {
  const name = say(`class.${row.class}`)
  return padColumns(row.payment ? `${name} (${say('class.payment')})` : name, 14)
}

function placeText({ host, root, path }: Pick<Row, 'host' | 'root' | 'path'>, look: PlaceLook): string {
  if (look === 'path') return visible(path === '' ? '.' : path)
  return visible(`${host}:${root}${root.endsWith('/') || path === '' ? '' : '/'}${path}`)
}

/** What was adopted says by whom and when: it is not known to be good. */
function reasonsText({ reasons, permit }: Pick<Row, 'reasons' | 'permit'>, { say }: Terminal): string {
  const by = permit === null ? '' : ` [${visible(permit)}]`
  return reasons.map(reason => `${say(`reason.${reason}`)}${reason === 'adopted' ? by : ''}`).join('; ')
}
