// Owns the first way into the dashboard, told to whoever starts a collector at a terminal. It is a courtesy: "sekisho link" makes
// another at any time, so that none can be made stops nothing.
import type { Client } from '@sekisho/shared/client.ts'
import { whyOf } from './failure-text.ts'
import type { Terminal } from './terminal.ts'

/** Never rejects. */
export async function tellFirstLink(terminal: Terminal, client: Client): Promise<void> {
  try {
    const { url } = await client.makeLink()
    terminal.tell('up.dashboard', { url })
  } catch (error) {
    terminal.warn(terminal.say('up.no-link', { reason: whyOf(error, terminal.say) }))
  }
}
