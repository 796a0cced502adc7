// Owns the outer form of cursors: sealed for one customer, one listing and one filter, so that what reaches store is what
// store gave out. The seal's key lives as long as the process; after a restart a listing is started anew.
import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '@sekisho/shared/proof.ts'
import { Refusal } from './problems.ts'

export interface Cursors {
  seal(scope: readonly unknown[], inner: string): string
  /** @throws Refusal request-invalid when it was not sealed for this scope */
  open(scope: readonly unknown[], cursor: string): string
}

/** Rows of a page for whoever says nothing else. */
export const usualPage = 200
const macBytes = 16
/** Store's cursors hold a path, which may be longer than a URL may be; from here on it stays here, under a number. */
const longestInUrl = 1024
/** All that stays here together; beyond it the oldest go, and their listings must be started anew. */
const keptChars = 8 * 1024 * 1024

export function openCursors(key: Uint8Array = randomBytes(32)): Cursors {
  const kept = new KeptCursors()
  const mac = (scope: readonly unknown[], inner: Uint8Array) =>
    createHmac('sha256', key)
      .update(`${JSON.stringify(scope)}\n`)
      .update(inner)
      .digest()
      .subarray(0, macBytes)
  return {
    seal(scope, inner) {
      const bytes = Buffer.from(inner.length > longestInUrl ? `#${kept.keep(inner)}` : `=${inner}`)
      return Buffer.concat([mac(scope, bytes), bytes]).toString('base64url')
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const body = bytes.subarray(macBytes)
      const sealed = sameSecret(bytes.subarray(0, macBytes), mac(scope, body)) ? body.toString() : ''
      const inner = sealed.startsWith('#') ? kept.find(sealed.slice(1)) : sealed.slice(1)
      if (sealed !== '' && inner !== undefined) return inner
      throw new Refusal('request-invalid', 'problem.cursor', { place: 'query.cursor', mend: 'mend.cursor' })
    },
  }
}

class KeptCursors {
  readonly #inner = new Map<string, string>()
  #next = 1
  #chars = 0

  keep(inner: string): string {
    const number = String(this.#next++)
    this.#inner.set(number, inner)
    this.#chars += inner.length
    for (const [oldest, { length }] of this.#inner) {
      if (this.#chars <= keptChars || oldest === number) break
      this.#inner.delete(oldest)
      this.#chars -= length
    }
    return number
  }

  find(number: string): string | undefined {
    return this.#inner.get(number)
  }
}
