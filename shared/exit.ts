// Owns the exit codes: scripts and service managers build on them, so they never change their meaning.
// README and every --help list them from here.
import type { FailureCode } from './failures.ts'

export const exitCodes = {
  /** The work is done. */
  ok: 0,
  /** The work failed. */
  failed: 1,
  /** The command line, the config or the state folder is wrong: nothing was started. */
  usage: 2,
  /** The collector cannot be reached. */
  unreachable: 3,
  /** The collector refused: the token, the release or the request. */
  refused: 4,
  /** `status --check`: unauthorised findings are open. */
  findingsOpen: 5,
  /** `coverage --check`: something could have been missed, or it is not known. */
  maybeMissed: 6,
  /** `release verify`: the folder is not as the release lists it. */
  differs: 7,
  /** `evidence verify`: a chain of batches is broken; `evidence export`: a batch or content of it cannot be read. */
  broken: 8,
} as const
export type ExitName = keyof typeof exitCodes

const byFailure: Partial<Record<FailureCode, ExitName>> = {
  'config-invalid': 'usage',
  'state-locked': 'usage',
  'state-inside-root': 'usage',
  'state-permissions': 'usage',
  'schema-newer': 'usage',
  'schema-older': 'usage',
  'state-occupied': 'usage',
  'folder-taken': 'usage',
  'file-unreadable': 'usage',
  'node-too-old': 'usage',
  'link-down': 'unreachable',
  'collector-unreachable': 'unreachable',
  'tls-untrusted': 'unreachable',
  'request-invalid': 'refused',
  'name-unknown': 'refused',
  'name-taken': 'refused',
  'path-conflict': 'refused',
  'role-missing': 'refused',
  'origin-refused': 'refused',
  'host-offline': 'refused',
  'key-unusable': 'usage',
  'enrolment-damaged': 'usage',
  'root-missing': 'usage',
  'not-enrolled': 'usage',
  'collector-unproven': 'refused',
  'agent-unproven': 'refused',
  'agent-revoked': 'refused',
  'identity-in-use': 'refused',
  'release-refused': 'refused',
  'release-in-force': 'refused',
  'contents-refused': 'refused',
  'key-refused': 'refused',
  'incident-refused': 'refused',
  'token-refused': 'refused',
  'order-refused': 'refused',
  'rate-exceeded': 'refused',
  'body-slow': 'refused',
  'length-required': 'refused',
  'payload-too-large': 'refused',
  'unsupported-media-type': 'refused',
}

/** What a program ends with when this failure ends it. */
export function exitCodeOf(code: FailureCode): number {
  return exitCodes[byFailure[code] ?? 'failed']
}
