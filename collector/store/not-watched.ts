// Owns the listing of what no file of a host's roots shows, by nature or by what lies there. One list for hosts and coverage.
import type { HostRow } from '@sekisho/shared/api.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { Blind } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'

/** What no file shows, on any host. */
const neverWatched = ['database', 'memory', 'third-party-scripts', 'dns'].map(what => `not-watched.${what}`)
/** Blind spots of one root that are listed; more would hide the others. */
const maxBlind = 100

export function notWatchedOf(
  connection: Connection,
  roots: readonly { readonly id: number; readonly path: PathText }[],
  heartbeat: Heartbeat | null,
): HostRow['notWatched'] {
  const told = (heartbeat?.roots ?? []).filter(state => roots.some(({ path }) => path === state.root))
  return [
    ...neverWatched.map(what => ({ what, path: null })),
    ...roots.flatMap(root => blindSpots(connection, root)),
    ...told.flatMap(refusedRecords),
    ...unseenViews(heartbeat),
    ...(heartbeat?.served ?? []).map(path => ({ what: 'not-watched.served-outside', path })),
    ...(heartbeat?.servedUnknown ? [{ what: 'not-watched.served-unknown', path: null }] : []),
  ]
}

function unseenViews(heartbeat: Heartbeat | null): HostRow['notWatched'] {
  const { unseen = 0, contained = 0 } = heartbeat?.views ?? {}
  const limits = [...(unseen > 0 ? ['unseen'] : []), ...(contained > 0 ? ['contained'] : [])]
  return limits.map(limit => ({ what: `not-watched.views-${limit}`, path: null }))
}

/** What the host observed there is not known here. */
function refusedRecords({ root, refused = [] }: Heartbeat['roots'][number]): HostRow['notWatched'] {
  return refused.map(path => ({ what: 'not-watched.refused', path: `${root}/${path}` }))
}

function blindSpots(
  connection: Connection,
  root: { readonly id: number; readonly path: PathText },
): HostRow['notWatched'] {
  const rows = connection.all<{ path: PathText; blind: Blind }>(
    'SELECT path, blind FROM inventory_row WHERE root = ? AND blind IS NOT NULL ORDER BY path LIMIT ?',
    root.id,
    maxBlind,
  )
  return rows.map(({ path, blind }) => ({ what: `not-watched.${blind}`, path: joinPath(root.path, path) }))
}
