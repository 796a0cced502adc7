// Owns the lines that appear while `up` runs: every finding as it is judged, and every gap. News only say that there is
// something to read, so what one piece of news does not carry is read from the listing, and nothing is told twice.
import type { FindingRow, GapRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Shell } from '../command.ts'
import { findingText, gapText } from '../row-text.ts'
import { shownClock } from '../typed.ts'

/** More lines than this at once are not read by anybody: the newest are shown, and how to list the rest. */
const mostLines = 1000

export class Follower {
  readonly #shell: Shell
  readonly #client: Client
  readonly #root: string
  readonly #listCommand: string
  #last: number
  #told = 0
  readonly #gaps = new Map<string, GapRow>()

  /** `last`: newest finding that is not to be told. */
  constructor(shell: Shell, client: Client, watched: { root: string; last: number; listCommand: string }) {
    this.#shell = shell
    this.#client = client
    this.#root = watched.root
    this.#last = watched.last
    this.#listCommand = watched.listCommand
  }

  /** Findings told so far. */
  get told(): number {
    return this.#told
  }

  /** Remembers the gaps that there are, untold. */
  async passGaps(): Promise<void> {
    for (const gap of await this.#client.gaps()) this.#gaps.set(gap.id, gap)
  }

  /** Tells until aborted. @throws ApiError when the collector refuses for good */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const news of this.#client.live({ signal, clock: this.#shell.clock })) {
      if (news.event === 'finding') this.#tell([news.finding])
      else if (news.event === 'findings-changed' || news.event === 'open') await this.catchUp()
      else if (news.event === 'releases-changed') this.#shell.terminal.tell('up.judged-again')
      if (news.event === 'hosts-changed' || news.event === 'open') await this.tellGaps()
    }
  }

  /** Tells what was judged since the last finding told; `tells` leaves out what another text has told. */
  async catchUp(tells: (row: FindingRow) => boolean = () => true): Promise<void> {
    const newest: FindingRow[] = []
    let more = 0
    for await (const row of this.#client.findings({ order: 'newest', limit: 200 })) {
      if (row.id <= this.#last) break
      if (newest.length === mostLines) {
        more = row.id - this.#last
        break
      }
      newest.push(row)
    }
    if (more > 0) this.#shell.terminal.tell('up.more-findings', { count: more, command: this.#listCommand })
    this.#told += more
    this.#tell(newest.toReversed(), tells)
  }

  async tellGaps(): Promise<void> {
    const { terminal } = this.#shell
    for (const gap of await this.#client.gaps()) {
      const known = this.#gaps.get(gap.id)
      this.#gaps.set(gap.id, gap)
      if (known?.to === gap.to || (known !== undefined && gap.to === null)) continue
      terminal.line(gapText(gap, terminal, shownClock(gap.to ?? gap.from)))
    }
  }

  #tell(rows: readonly FindingRow[], tells: (row: FindingRow) => boolean = () => true): void {
    const { terminal } = this.#shell
    for (const row of rows) {
      if (row.id <= this.#last) continue
      this.#last = row.id
      if (row.root !== this.#root || !tells(row)) continue
      this.#told++
      terminal.line(findingText(row, terminal, shownClock(row.at)))
    }
  }
}

/** The newest finding's number, 0 before the first. */
export async function newestFinding(client: Client): Promise<number> {
  for await (const row of client.findings({ order: 'newest', limit: 1 })) return row.id
  return 0
}
