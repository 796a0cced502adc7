// Owns how a file of a past moment, and a difference between two, read as one line each. Paths are made visible as everywhere.
import type { DifferenceRow, PastFileRow, Stood } from '@sekisho/shared/api.exposure.ts'
import { padColumns } from './columns.ts'
import { type Colour, type Terminal, visible } from './terminal.ts'
import { shownTime } from './typed.ts'

const changeColours: Readonly<Record<DifferenceRow['change'], Colour>> = {
  added: 'yellow',
  changed: 'yellow',
  removed: 'cyan',
}

/** `2026-03-09 11:02:03  0644  8041  ab12…  web1:/var/www/html/index.php` */
export function pastFileText(row: PastFileRow, terminal: Terminal): string {
  return [
    terminal.colour('grey', shownTime(row.at)),
    row.mode ?? '----',
    String(row.size ?? '-').padStart(9),
    contentText(row),
    terminal.colour('bold', placeText(row)),
    ...(row.target === null ? [] : [`→ ${visible(row.target)}`]),
  ].join('  ')
}

/** `changed  web1:/var/www/html/index.php  ab12… → cd34…  2026-03-11 14:05:12` */
export function differenceText(row: DifferenceRow, terminal: Terminal): string {
  const { change, before, after } = row
  const word = terminal.colour(changeColours[change], padColumns(terminal.say(`change.${change}`), 8))
  const sides = [before, after].flatMap(stood => (stood === null ? [] : [sideText(stood)]))
  const when = after === null ? [] : [terminal.colour('grey', shownTime(after.at))]
  return [word, terminal.colour('bold', placeText(row)), sides.join(' → '), ...when].join('  ')
}

function sideText(stood: Stood): string {
  const target = stood.target === null ? '' : ` ${visible(stood.target)}`
  return `${contentText(stood)} ${stood.mode ?? '----'}${target}`
}

/** As much of a sha256 as tells two apart for a person; --json has all. */
function contentText({ sha256, state, type }: Stood): string {
  if (sha256 !== null) return sha256.slice(0, 16)
  return (state === 'present' ? (type ?? '-') : state).padEnd(16)
}

function placeText({ host, root, path }: Pick<PastFileRow, 'host' | 'root' | 'path'>): string {
  return visible(`${host}:${root}${root.endsWith('/') || path === '' ? '' : '/'}${path}`)
}
