// Owns how this very program is called again, for the commands that it suggests.
import { resolve } from 'node:path'
import type { Environment } from '../terminal.ts'

/** `sekisho`, or through npm in a checkout, with the state folder where it is not the usual one. */
export function ownCommand(environment: Environment, state: string | undefined): string {
  const program = environment.npm_lifecycle_event === undefined ? 'sekisho' : 'npm run -s sekisho --'
  const chosen = state ?? environment.SEKISHO_STATE
  return chosen === undefined ? program : `${program} --state ${resolve(chosen)}`
}
