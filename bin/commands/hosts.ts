// Owns `sekisho hosts`: every host with its roots, how well each is watched, and what is not watched there.
import type { HostRow, RootRow } from '@sekisho/shared/api.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import { notWatchedText } from '../row-text.ts'
import { type Colour, type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

const stateColours: Readonly<Record<HostRow['state'], Colour>> = {
  online: 'green',
  silent: 'red',
  forked: 'red',
  revoked: 'grey',
  enrolled: 'yellow',
}

export function addHosts(parent: Command, shell: Shell): void {
  withJson(
    withConnection(addCommand(parent, shell, 'hosts', 'hosts', ['sekisho hosts', 'sekisho hosts --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals()))
}

async function list(shell: Shell, options: ConnectionOptions & { readonly json?: boolean }): Promise<void> {
  const { connect } = await import('../connect.ts')
  for (const row of await connect(shell, options).hosts()) {
    if (options.json) shell.terminal.json(row)
    else tellHost(row, shell.terminal)
  }
}

function tellHost(row: HostRow, terminal: Terminal): void {
  const { say } = terminal
  const seen = row.lastSeenAt === null ? say('host.never-seen') : say('host.seen', { at: shownTime(row.lastSeenAt) })
  const state = terminal.colour(stateColours[row.state], say(`host-state.${row.state}`))
  terminal.line(`${terminal.colour('bold', visible(row.host))}  ${state}  ${seen}`)
  for (const root of row.roots) tellRoot(root, terminal)
  terminal.tell('host.not-watched', { what: notWatchedText(row.notWatched, terminal) })
}

function tellRoot(root: RootRow, terminal: Terminal): void {
  const { say } = terminal
  const grade = root.grade === null ? say('host.no-grade') : say(`grade.${root.grade}`)
  const why = root.why === '' ? '' : ` (${visible(root.why)})`
  terminal.line(`  ${visible(root.root)}  ${visible(root.site ?? '-')}  ${visible(root.profile)}  ${grade}${why}`)
  const { files, unauthorised, openGaps } = root
  terminal.tell('host.root-counts', { files, unauthorised, gaps: openGaps })
  if (root.covered !== null) terminal.line(`    ${coveredText(root.covered, say)}`)
  if (root.canary !== null) terminal.line(`    ${canaryText(root.canary, say)}`)
  if (root.mounts.length > 0) terminal.tell('host.mounts', { folders: root.mounts.map(visible).join(', ') })
}

function coveredText({ since, until, ended }: NonNullable<RootRow['covered']>, say: Say): string {
  const known = shownTime(until)
  if (ended) return say('covered.ended', { until: known })
  return since === null
    ? say('covered.gap', { until: known })
    : say('covered.since', { since: shownTime(since), until: known })
}

function canaryText({ state, why, roundTripMs, returnedAt }: NonNullable<RootRow['canary']>, say: Say): string {
  const now =
    state === 'returned' ? '' : `${say(`canary.${state}`)}${why === null ? '' : ` (${say(`canary-why.${why}`)})`}`
  if (roundTripMs === null || returnedAt === null) return now
  const last = `${say('canary.returned', { ms: Math.round(roundTripMs) })}, ${shownTime(returnedAt)}`
  return now === '' ? last : `${now}; ${last}`
}
