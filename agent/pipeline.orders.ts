// Owns what an order of the collector does: to which room it goes, and what is answered. None of it writes to the shop.
import type { PathText } from '@sekisho/shared/path.ts'
import type { ContentAnswer } from '@sekisho/shared/wire.content.ts'
import type { Order } from '@sekisho/shared/wire.ts'
import type { Contents } from './contents/contents.ts'
import type { OrderOutcome } from './handover.ts'
import type { Keepers } from './pipeline.keepers.ts'
import type { Roots } from './roots/roots.ts'

export interface OrderRooms {
  readonly roots: Roots
  readonly keepers: Keepers
  /** Null where this host's config hands on none. */
  readonly contents: Contents | null
}

const done: OrderOutcome = { outcome: 'done', detail: '' }
const noSuchRoot: OrderOutcome = { outcome: 'refused', detail: 'no such root here' }

export async function obey(rooms: OrderRooms, order: Order): Promise<OrderOutcome | ContentAnswer> {
  switch (order.what) {
    case 'bindings':
      rooms.roots.take(order.bindings)
      return done
    case 'walk':
      return orderWalk(rooms.keepers, order.root)
    case 'status':
      // Each heartbeat is the answer, and the next one comes within seconds.
      return done
    case 'content':
      if (rooms.contents === null)
        return { outcome: 'refused', detail: 'this host hands on no contents (contents: false)' }
      return (await rooms.contents.answer(order)) ?? noSuchRoot
  }
}

function orderWalk(keepers: Keepers, root: PathText | null): OrderOutcome {
  if (root === null) keepers.requestAll('guarded')
  else if (!keepers.request(root, 'guarded')) return noSuchRoot
  return done
}
