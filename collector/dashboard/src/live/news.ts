// Owns what has arrived since the list was asked: new findings, newest first, and whether the list itself has changed.
// Bounded: beyond the ceiling it keeps what it has and says "changed", so the list is asked again instead.
import type { FindingRow } from '@sekisho/shared/api.ts'

/** A batch brings at most 100 live findings, so this is five full batches while somebody reads. */
const ceiling = 500

export interface News {
  /** Newest first, without repeats. */
  readonly findings: readonly FindingRow[]
  readonly changed: boolean
}

const none: News = { findings: [], changed: false }

export class NewsDesk {
  #news = none
  readonly #readers = new Set<() => void>()

  readonly subscribe = (hear: () => void): (() => void) => {
    this.#readers.add(hear)
    return () => this.#readers.delete(hear)
  }

  readonly read = (): News => this.#news

  add(arrived: readonly FindingRow[]): void {
    const known = new Set(this.#news.findings.map(({ id }) => id))
    const fresh = arrived.filter(({ id }) => !known.has(id) && known.add(id))
    const fits = this.#news.findings.length + fresh.length <= ceiling
    if (!fits) this.#enter({ ...this.#news, changed: true })
    else if (fresh.length > 0) {
      this.#enter({
        ...this.#news,
        findings: [...this.#news.findings, ...fresh].sort((one, other) => other.id - one.id),
      })
    }
  }

  markChanged(): void {
    if (!this.#news.changed) this.#enter({ ...this.#news, changed: true })
  }

  /** The list is being asked again: changes up to now will be in the answer. */
  enterAsked(): void {
    if (this.#news.changed) this.#enter({ ...this.#news, changed: false })
  }

  /** The list holds these now. */
  dropUpTo(id: number): void {
    this.#enter({ ...this.#news, findings: this.#news.findings.filter(finding => finding.id > id) })
  }

  #enter(news: News): void {
    this.#news = news
    for (const hear of this.#readers) hear()
  }
}
