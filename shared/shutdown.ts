// Owns the order and the deadline of stopping: rooms drain in the order of the flow, and none can hang the exit.
import type { Clock } from './clock.ts'

export interface Stoppable {
  readonly name: string
  stop(): Promise<void> | void
}

export interface StopOutcome {
  /** Rooms that were still not done when the deadline passed. */
  readonly late: readonly string[]
  /** Rooms whose stop failed, with the reason. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[]
}

/** How long stopping may take. Each lies well below the next: what is late is named before the process is ended by force. */
export const stopDeadlines = {
  /** All rooms of one program. */
  roomsMs: 4000,
  /** Both programs of `up`, one after the other. */
  programsMs: 4500,
  /** The process: what a person waits after Ctrl+C at most. */
  processMs: 5000,
} as const

/** Stops one after the other. A room that is not done when half of what is left has passed is named, and the next is asked. */
export async function stopInOrder(rooms: readonly Stoppable[], clock: Clock, deadlineMs: number): Promise<StopOutcome> {
  const until = clock.monotonic() + deadlineMs
  const late: string[] = []
  const failed: { name: string; error: unknown }[] = []
  for (const [index, room] of rooms.entries()) {
    const left = until - clock.monotonic()
    // One that hangs must not keep those behind it from ending well: the link from sending, a database from closing.
    const share = index === rooms.length - 1 ? left : left / 2
    const outcome = await race(room, clock, Math.max(share, 50))
    if (outcome === 'late') late.push(room.name)
    else if (outcome !== 'done') failed.push({ name: room.name, error: outcome.error })
  }
  return { late, failed }
}

function race(room: Stoppable, clock: Clock, leftMs: number): Promise<'done' | 'late' | { error: unknown }> {
  return new Promise(resolve => {
    const timer = clock.after(leftMs, () => resolve('late'))
    Promise.resolve()
      .then(() => room.stop())
      .then(
        () => resolve('done'),
        error => resolve({ error }),
      )
      .finally(() => timer.cancel())
  })
}
