// Owns which current permits name a path of a site. Whether one covers what is there is judge's.
import { isBelow, type PathText } from '@sekisho/shared/path.ts'
import type { PathPermit } from '../handover.ts'
import type { Connection } from './connection.ts'

interface Subscription {
  readonly prefix: string
  readonly release: number
  readonly kind: PathPermit['kind']
  readonly ref: string
  readonly name: string
}

interface EntryRow {
  readonly type: PathPermit['type']
  readonly sha256: Uint8Array
}

export class Permits {
  readonly #connection: Connection
  readonly #subscriptions = new Map<number, readonly Subscription[]>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Forgets what it remembers of sites: in each transaction they may be others. */
  forget(): void {
    this.#subscriptions.clear()
  }

  /** `path` is below the site's top. */
  naming(site: number, path: PathText): readonly PathPermit[] {
    const found: PathPermit[] = []
    for (const { prefix, release, kind, ref, name } of this.#subscriptionsOf(site)) {
      const below = prefix === '' ? path : isBelow(path, prefix) ? path.slice(prefix.length + 1) : ''
      if (below === '') continue
      const entry = this.#connection.one<EntryRow>(
        'SELECT type, sha256 FROM release_entry WHERE release = ? AND path = ?',
        release,
        below,
      )
      if (entry) found.push({ kind, ref, name, sha256: Buffer.from(entry.sha256).toString('hex'), type: entry.type })
    }
    return found
  }

  #subscriptionsOf(site: number): readonly Subscription[] {
    const known = this.#subscriptions.get(site)
    if (known !== undefined) return known
    const found = this.#connection.all<Subscription>(
      `SELECT s.prefix, r.id AS release, r.kind, CAST(r.id AS TEXT) AS ref, c.name || ' ' || r.version AS name
       FROM site_component s JOIN component c ON c.id = s.component JOIN release r ON r.id = c.current
       WHERE s.site = ? ORDER BY c.id`,
      site,
    )
    this.#subscriptions.set(site, found)
    return found
  }
}
