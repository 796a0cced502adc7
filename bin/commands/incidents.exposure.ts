// Owns `sekisho incidents exposure`: from when to when each file of an incident was there, and where nothing can be said.
import type { EpisodeRow, ExposureRow } from '@sekisho/shared/api.exposure.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import { idOf } from '../ids.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

interface ExposureOptions extends ConnectionOptions {
  readonly json?: boolean
}

/** Of one time of one file; --json has up to 50. */
const shownUnsure = 3

export function addExposure(incidents: Command, shell: Shell): void {
  const examples = ['sekisho incidents exposure 12', 'sekisho incidents exposure 12 --json']
  withJson(withConnection(addCommand(incidents, shell, 'exposure', 'incidents.exposure', examples), shell), shell)
    .argument('<id>', shell.terminal.say('argument.incident'), idOf(shell))
    .action((id: number, _options, command: Command) => show(shell, id, command.optsWithGlobals<ExposureOptions>()))
}

async function show(shell: Shell, id: number, options: ExposureOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { incidents } = connect(shell, options)
  if (options.json) {
    for await (const row of incidents.exposure(id)) terminal.json(row)
    return
  }
  const incident = await incidents.one(id)
  terminal.tell('incident.detected', { at: shownTime(incident.detectedAt) })
  if (incident.opened !== null)
    terminal.tell('incident.opened', { at: shownTime(incident.opened.at), by: visible(incident.opened.by) })
  if (incident.aware === null) terminal.tell('incident.aware-undeclared')
  else terminal.tell('incident.aware', { at: shownTime(incident.aware.at), by: visible(incident.aware.by) })
  for await (const row of incidents.exposure(incident.id)) tellFile(row, terminal)
  terminal.tell('exposure.served')
  terminal.tell('exposure.clock')
}

function tellFile(row: ExposureRow, terminal: Terminal): void {
  const { say } = terminal
  const place = visible(`${row.host}:${row.root}${row.root.endsWith('/') || row.path === '' ? '' : '/'}${row.path}`)
  terminal.line(`[${row.file}]  ${terminal.colour('bold', place)}  ${row.sha256 ?? ''}`.trimEnd())
  if (row.notKeptBefore !== null) terminal.line(`  ${say('exposure.not-kept', { at: shownTime(row.notKeptBefore) })}`)
  if (row.moreEpisodes > 0) terminal.line(`  ${say('exposure.more', { count: row.moreEpisodes })}`)
  if (row.episodes.length === 0) terminal.line(`  ${say('exposure.none')}`)
  for (const episode of row.episodes) for (const line of episodeTexts(episode, terminal)) terminal.line(`  ${line}`)
}

function episodeTexts(episode: EpisodeRow, terminal: Terminal): readonly string[] {
  const { say } = terminal
  const { state, noticed, receivedAt, flaggedAt, claims, cut } = episode
  const flagged = flaggedAt === null ? say('exposure.never-flagged') : shownTime(flaggedAt)
  const known = { noticed: say(`noticed.${noticed}`), received: shownTime(receivedAt), flagged }
  return [
    `${terminal.colour('yellow', say(`episode.${state}`))}  ${cameText(episode, say)}`,
    `  ${wentText(episode, say)}`,
    `  ${say('exposure.known', known)}`,
    ...(claims === null
      ? []
      : [`  ${say('exposure.claims', { ctime: shownTime(claims.ctime), mtime: shownTime(claims.mtime) })}`]),
    ...(cut ? [`  ${say('exposure.cut')}`] : []),
    ...episode.contents.map(
      ({ at, size, sha256 }) => `  ${say('exposure.content', { at: shownTime(at), sha256: sha256 ?? '-', size })}`,
    ),
    ...unsureTexts(episode, terminal),
  ]
}

function cameText({ from: { notBefore, atLatest } }: EpisodeRow, say: Terminal['say']): string {
  const to = shownTime(atLatest)
  return notBefore === null
    ? say('exposure.came-unbounded', { to })
    : say('exposure.came', { from: shownTime(notBefore), to })
}

function wentText({ to: { notBefore, atLatest } }: EpisodeRow, say: Terminal['say']): string {
  if (atLatest === null) return say('exposure.stands', { from: notBefore === null ? '-' : shownTime(notBefore) })
  const to = shownTime(atLatest)
  return notBefore === null
    ? say('exposure.went-unseen', { to })
    : say('exposure.went', { from: shownTime(notBefore), to })
}

function unsureTexts({ unsure, moreUnsure }: EpisodeRow, { say }: Terminal): readonly string[] {
  if (unsure.length === 0) return []
  const count = unsure.length + moreUnsure
  const lines = unsure.slice(0, shownUnsure).map(({ from, to, state, grade, causes }) => {
    const what =
      state === 'gap'
        ? say('coverage.gap', { causes: causes.map(cause => say(`gap.${cause}`)).join(', ') })
        : say(grade === null ? 'coverage.unknown' : `grade.${grade}`)
    return `    ${shownTime(from)} – ${shownTime(to)}  ${what}`
  })
  return [`  ${say('exposure.unsure', { count })}`, ...lines]
}
