// Owns how commands on this machine find a running collector: where it listens, with which certificate, and an admin token,
// in a file that only its user can read and that is there only while the collector runs. The token itself is kept from start to start.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '@sekisho/shared/durable-file.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Addresses } from './addresses.ts'

const discoveryFile = (state: string) => join(state, 'collector', 'local.json')
const tokenFile = (state: string) => join(state, 'collector', 'local.token')

/** The token of the last start; null when there is none. */
export function keptToken(state: string): string | null {
  try {
    return readFileSync(tokenFile(state), 'utf8').trim()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Mode 0600, each replaced as a whole. */
export function announce(state: string, { http: publicAddress, beside }: Addresses, token: string): void {
  replaceFile(tokenFile(state), `${token}\n`)
  const { http: address, pin } = beside
  const found = { address, token, publicAddress, ...(pin === null ? {} : { pin }) }
  replaceFile(discoveryFile(state), `${JSON.stringify(found)}\n`)
}

/** So that no command shows the token to whoever listens on that port next. */
export function withdraw(state: string): void {
  rmSync(discoveryFile(state), { force: true })
}
