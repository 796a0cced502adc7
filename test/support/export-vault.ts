// Owns the contents of an export house's collector for tests: kept as capture keeps them, given up, or damaged in the database.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ContentRow, ContentWhy } from '@sekisho/shared/api.contents.ts'
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import { ContentKeys } from '../../collector/capture/keys.ts'
import { eventually } from './eventually.ts'
import type { ExportHouse } from './export-house.ts'

const keptAt = 4_000

interface Keeping {
  readonly whole?: boolean
  readonly digest?: string
  readonly attributes?: ContentAttributes | null
}

export class ExportVaultHouse {
  readonly #house: ExportHouse
  readonly #keys: ContentKeys

  constructor(house: ExportHouse, keyFile = join(house.state, 'collector', 'content.key')) {
    this.#house = house
    this.#keys = new ContentKeys({ file: keyFile, own: true, credentials: null })
    this.#keys.load([])
  }

  /** The bytes, as its agent gave them. `whole: false`: the first of a larger file, whose digest is `digest`. */
  async keep(bytes: Buffer, wish: Keeping = {}): Promise<void> {
    const { whole = true, digest = sha256Hex(bytes), attributes = null } = wish
    const { writes } = this.#house.store.store.contents
    const { content, place } = await this.#wanted(digest)
    for (let from = 0; from < bytes.length; from += contentPartBytes) {
      const piece = bytes.subarray(from, from + contentPartBytes)
      const closed = this.#keys.close({ customer: 1, sha256: digest, from }, piece)
      const part = { ...closed, from, length: piece.length }
      await writes.keepPart({ content, place, part, attributes, limit: 2 ** 40 })
    }
    await writes.keepContent({ content, place, whole, at: keptAt })
  }

  async giveUp(digest: string, why: ContentWhy, cards: ContentRow['cards'] = null): Promise<void> {
    const { content, place } = await this.#wanted(digest)
    await this.#house.store.store.contents.writes.givePlaceUp({ content, place, all: true, why, cards, at: keptAt })
  }

  /** As a release's contents are kept: the customer's own, or the provider's. */
  async keepReleased(bytes: Buffer, customer = 1): Promise<void> {
    const digest = sha256Hex(bytes)
    const closed = this.#keys.close({ customer, sha256: digest, from: 0 }, bytes)
    const files = [{ sha256: digest, parts: [{ ...closed, from: 0, length: bytes.length }] }]
    await this.#house.store.store.contents.writes.keepReleased({ customer, files, limit: 2 ** 40, at: keptAt })
  }

  /** What somebody does who can write the database. */
  sql(text: string): void {
    const database = new DatabaseSync(this.#house.store.file, { timeout: 5_000 })
    database.exec(text)
    database.close()
  }

  /** Once wanting has seen its finding. */
  #wanted(digest: string) {
    const { reads } = this.#house.store.store.contents
    return eventually(async () => {
      const wish = { host: this.#house.host.id, now: keptAt, except: [] as number[], connected: [this.#house.host.id] }
      for (;;) {
        const wanted = await reads.nextWanted(wish)
        if (wanted === null || wanted.sha256 === digest) return wanted ?? false
        wish.except.push(wanted.content)
      }
    })
  }
}
