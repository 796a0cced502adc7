// Owns the lines that appear while `up` runs: every finding as it is judged, and every gap. News only say that there is
// something to read, so what one piece of news does not carry is read from the listing, and nothing is told twice.
import type { FindingRow, GapRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Shell } from '../command.ts'
import { findingText, gapText } from '../row-text.ts'
import { shownClock } from '../typed.ts'

/** More lines than this at once are not read by anybody: the newest are shown, and how to list the rest. */
const mostLines = 1000
/** How far back to look for what came beside a census: its own findings are in the summary. */
const mostBesideCensus = 5000

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

  /** Tells until aborted. `onReleases` is called when the allowlist changed. @throws ApiError when refused for good */
  async follow(signal: AbortSignal, onReleases: () => void): Promise<void> {
    for await (const news of this.#client.live({ signal, clock: this.#shell.clock })) {
      if (news.event === 'finding') this.#tell([news.finding])
      else if (news.event === 'findings-changed' || news.event === 'open') await this.catchUp()
      else if (news.event === 'releases-changed') onReleases()
      if (news.event === 'hosts-changed' || news.event === 'open') await this.tellGaps()
    }
  }

  /** Tells what was judged since the last finding told. */
  async catchUp(): Promise<void> {
    const newest: FindingRow[] = []
    for await (const row of this.#newestFirst()) {
      if (newest.length === mostLines) {
        const count = row.id - this.#last
        this.#shell.terminal.tell('up.more-findings', { count, command: this.#listCommand })
        this.#told += count
        break
      }
      newest.push(row)
    }
    this.#tell(newest.toReversed())
  }

  /** Passes over the findings of the first census, and tells what came beside it. */
  async passCensus(): Promise<void> {
    const beside: FindingRow[] = []
    let looked = 0
    let newest = this.#last
    for await (const row of this.#newestFirst()) {
      newest = Math.max(newest, row.id)
      if (row.noticed !== 'census') beside.push(row)
      if (++looked === mostBesideCensus) break
    }
    this.#tell(beside.toReversed())
    this.#last = newest
  }

  async tellGaps(): Promise<void> {
    const { terminal } = this.#shell
    for (const gap of await this.#client.gaps()) {
      const known = this.#gaps.get(gap.id)
      this.#gaps.set(gap.id, gap)
      if (gap.root !== null && gap.root !== this.#root) continue
      if (known?.to === gap.to || (known !== undefined && gap.to === null)) continue
      terminal.line(gapText(gap, terminal, shownClock(gap.to ?? gap.from)))
    }
  }

  /** What was not told yet. */
  async *#newestFirst(): AsyncGenerator<FindingRow> {
    for await (const row of this.#client.findings({ order: 'newest', limit: 200 })) {
      if (row.id <= this.#last) return
      yield row
    }
  }

  #tell(rows: readonly FindingRow[]): void {
    const { terminal } = this.#shell
    for (const row of rows) {
      if (row.id <= this.#last) continue
      this.#last = row.id
      if (row.root !== this.#root) continue
      this.#told++
      terminal.line(findingText(row, terminal, { time: shownClock(row.at), place: 'path' }))
    }
  }
}

/** The newest finding's number, 0 before the first. */
export async function newestFinding(client: Client): Promise<number> {
  for await (const row of client.findings({ order: 'newest', limit: 1 })) return row.id
  return 0
}
