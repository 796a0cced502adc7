// Owns asking the journal of an agent in a process of its own how much of what it told it knows to be held.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Told {
  /** Of the newest batch; 0 before the first. */
  readonly sequence: number
  /** Up to which the collector is known to hold them. */
  readonly acknowledged: number
}

/** `state` is the agent's state folder. */
export function toldBy(state: string): Told {
  const journal = new DatabaseSync(join(state, 'agent', 'journal.db'), { readOnly: true, timeout: 5000 })
  try {
    const row = journal.prepare('SELECT sequence, acknowledged FROM meta').get()
    return { sequence: Number(row?.sequence), acknowledged: Number(row?.acknowledged) }
  } finally {
    journal.close()
  }
}
