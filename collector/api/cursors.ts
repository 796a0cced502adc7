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

const macBytes = 16

export function openCursors(key: Uint8Array = randomBytes(32)): Cursors {
  const mac = (scope: readonly unknown[], inner: Uint8Array) =>
    createHmac('sha256', key)
      .update(`${JSON.stringify(scope)}\n`)
      .update(inner)
      .digest()
      .subarray(0, macBytes)
  return {
    seal(scope, inner) {
      const bytes = Buffer.from(inner)
      return Buffer.concat([mac(scope, bytes), bytes]).toString('base64url')
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const inner = bytes.subarray(macBytes)
      if (sameSecret(bytes.subarray(0, macBytes), mac(scope, inner))) return inner.toString()
      throw new Refusal('request-invalid', 'problem.request-invalid', {
        params: { detail: 'cursor' },
        place: 'query.cursor',
        mend: 'mend.cursor',
      })
    },
  }
}
