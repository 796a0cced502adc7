// Owns what is said beside a listing of a past moment: how each root was watched then, without which an empty listing would
// look like a good one.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { Shell } from './command.ts'
import { type Terminal, visible } from './terminal.ts'
import { shownTime } from './typed.ts'

export interface PastPlace {
  readonly host: string
  readonly root: string
}

interface Scope {
  readonly host?: string | undefined
  readonly site?: string | undefined
}

/** The roots that a listing may look at. */
export async function placesWithin(client: Client, { host, site }: Scope): Promise<readonly PastPlace[]> {
  const rows = (await client.hosts()).filter(row => host === undefined || row.host === host)
  return rows.flatMap(row =>
    row.roots.filter(root => site === undefined || root.site === site).map(({ root }) => ({ host: row.host, root })),
  )
}

type Piece = Coverage['pieces'][number]

export interface Cover extends PastPlace {
  readonly at: string
  readonly state: Piece['state']
  readonly grade: Piece['grade']
  readonly causes: Piece['causes']
}

/** How a root was watched at that moment. */
export async function coverAt(client: Client, { host, root }: PastPlace, at: string): Promise<Cover> {
  const to = Date.parse(at)
  const { pieces } = await client.coverage(host, root, isoTime(to - 1), isoTime(to))
  const { state = 'unknown', grade = null, causes = [] } = pieces[0] ?? {}
  return { host, root, at, state, grade, causes }
}

export function coverText({ host, root, at, state, grade, causes }: Cover, terminal: Terminal): string {
  const { say } = terminal
  const place = `${terminal.colour('bold', visible(`${host}:${root}`))}  ${shownTime(at)}  `
  if (state === 'covered' && grade !== null) return place + say('past.covered', { grade: say(`grade.${grade}`) })
  if (state === 'gap') {
    const text = say('past.gap', { causes: causes.map(cause => say(`gap.${cause}`)).join(', ') })
    return place + terminal.colour('yellow', text)
  }
  return place + terminal.colour('yellow', say('past.unknown'))
}

/** That rows of that moment may be missing, because their time was over; nothing where all is kept. */
export async function tellKept(
  client: Client,
  at: string,
  filter: Parameters<Client['past']['notKeptBefore']>[1],
  { terminal }: Shell,
  json = false,
): Promise<void> {
  const notKeptBefore = await client.past.notKeptBefore(at, filter)
  if (notKeptBefore === null) return
  if (json) terminal.json({ row: 'kept', notKeptBefore })
  else terminal.line(terminal.colour('yellow', terminal.say('past.not-kept', { at: shownTime(notKeptBefore) })))
}
