// Owns how a composition reads on a terminal: what is recognised, what is left, and what to do next. Names and paths are made
// visible as everywhere.
import type { Composition, Recognised, RemainderGroup } from '@sekisho/shared/api.compose.ts'
import { asFolder, joinPath } from '@sekisho/shared/path.ts'
import { severityText } from './row-text.ts'
import { shellWord } from './shell-word.ts'
import { type Terminal, visible } from './terminal.ts'
import { shownTime } from './typed.ts'

export function compositionText(composed: Composition, terminal: Terminal): readonly string[] {
  const { say } = terminal
  const { site, host, roots, files, known, settled, components, remainder } = composed
  const proposed = components.filter(({ subscribed }) => !subscribed)
  const had = components.filter(({ subscribed }) => subscribed)
  return [
    terminal.colour('bold', `${visible(site)}  ${roots.map(root => visible(`${host}:${root}`)).join(', ')}`),
    say('compose.summary', { files, known, settled, left: remainder.files }),
    ...(proposed.length === 0 ? [say('compose.none')] : titled('compose.proposed', proposed, terminal)),
    ...(had.length === 0 ? [] : titled('compose.had', had, terminal)),
    ...(remainder.files === 0 ? [say('compose.nothing-left')] : remainderTexts(remainder, terminal)),
  ]
}

function titled(key: 'compose.proposed' | 'compose.had', rows: readonly Recognised[], terminal: Terminal): string[] {
  return [terminal.say(key), ...rows.flatMap(row => recognisedTexts(row, terminal))]
}

/** `  eccube 4.2.3  /  13,201 of 13,210 files as released, 7 differ, 2 missing` */
function recognisedTexts(row: Recognised, { say, colour }: Terminal): string[] {
  const { component, version, current, prefix, weak, unknown, conflicts, ...counts } = row
  const { matches, files, differs, missing } = counts
  const words = [
    colour('bold', visible(`${component} ${version}`)),
    `/${visible(prefix)}`,
    say('compose.fits', { matches, files, differs, missing }),
    ...(unknown > 0 ? [say('compose.unknown', { unknown })] : []),
    ...(weak ? [colour('yellow', say('release.weak'))] : []),
    ...(version === current ? [] : [colour('yellow', say('compose.former', { current: visible(current) }))]),
  ]
  return [`  ${words.join('  ')}`, ...conflicts.map(conflict => `    ${colour('red', conflictText(conflict, say))}`)]
}

function conflictText({ component, path }: Recognised['conflicts'][number], say: Terminal['say']): string {
  return say('compose.conflict', { component: visible(component), path: visible(path) })
}

function remainderTexts({ suspicions, groups, more }: Composition['remainder'], terminal: Terminal): string[] {
  const { say } = terminal
  const counted = suspicions.map(({ suspicion, files }) => `${say(`suspicion.${suspicion}`)} ${files}`)
  return [
    say('compose.left'),
    `  ${counted.join(', ')}`,
    ...groups.flatMap(group => groupTexts(group, terminal)),
    ...(more === 0 ? [] : [`  ${say('compose.more', { files: more })}`]),
  ]
}

/** `  critical  executable among uploads or logs  /var/www/html/upload/  2 files  2021-03-10 02:14:03 – 02:15:00` */
function groupTexts(group: RemainderGroup, terminal: Terminal): string[] {
  const { say, colour } = terminal
  const { suspicion, root, folder, files, from, to, examples } = group
  const [first, last] = [shownTime(from), shownTime(to)]
  const when = first === last ? first : `${first} – ${last}`
  const line = [
    severityText(group, terminal),
    say(`suspicion.${suspicion}`),
    colour('bold', visible(asFolder(joinPath(root, folder)))),
    say('compose.group', { files }),
    colour('grey', when),
  ]
  const rest = files - examples.length
  return [
    `  ${line.join('  ')}`,
    ...examples.map(path => `      ${visible(path)}`),
    ...(rest > 0 ? [`      ${say('compose.more', { files: rest })}`] : []),
  ]
}

export function heldBackTexts({ components }: Composition, { say, colour }: Terminal): readonly string[] {
  return components.flatMap(({ component, subscribed, conflicts: [conflict] }) => {
    if (subscribed || conflict === undefined) return []
    const [name, other, path] = [component, conflict.component, conflict.path].map(visible)
    return [colour('yellow', say('compose.held-back', { component: name ?? '', other: other ?? '', path: path ?? '' }))]
  })
}

/** Nothing where nothing could be given. */
export function nextText(
  { site, host, components }: Composition,
  root: string | undefined,
  terminal: Terminal,
): string[] {
  if (!components.some(({ subscribed, conflicts }) => !subscribed && conflicts.length === 0)) return []
  return [terminal.say('compose.next', { command: `${composeCommand(site, host, root)} --apply` })]
}

/** What shows the same again. */
export function composeCommand(site: string, host: string, root: string | undefined): string {
  const place = root === undefined ? '' : ` --root ${shellWord(root)}`
  return `sekisho site compose --site ${shellWord(site)} --host ${shellWord(host)}${place}`
}
