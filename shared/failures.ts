// Owns the one failure table: what can fail, whether a retry can help, and what is then done. docs/failures.md is its
// readable twin; a test holds the two together.

export interface FailureRule {
  /** `retry`: the same call may work later. `final`: it will not. `fatal`: the program cannot go on. */
  readonly worth: 'retry' | 'final' | 'fatal'
  /** What the program does, in a sentence. */
  readonly done: string
}

export const failures = {
  'config-invalid': {
    worth: 'fatal',
    done: 'Refuse to start, naming file, line, column and the nearest known key; nothing is half-started.',
  },
  'state-locked': {
    worth: 'fatal',
    done: 'Refuse to start a second program on one state folder, naming the process that holds it.',
  },
  'state-inside-root': {
    worth: 'fatal',
    done: 'Refuse to start: a state folder in a watched root would watch itself and be served.',
  },
  'state-permissions': {
    worth: 'fatal',
    done: 'Refuse to start until the state folder belongs to this user with mode 0700.',
  },
  'key-unusable': {
    worth: 'fatal',
    done: 'Refuse to use a key file that is missing, damaged or open to others; never replace it unasked.',
  },
  'enrolment-damaged': {
    worth: 'fatal',
    done: 'Refuse to start the agent: to whom it reports is not guessed. Enrol the host anew.',
  },
  'schema-newer': { worth: 'fatal', done: 'Refuse to open a database that a newer version wrote.' },
  'schema-older': {
    worth: 'final',
    done: 'Read nothing of a database that an older version wrote: a collector brings it up to date when it starts.',
  },
  'state-occupied': {
    worth: 'fatal',
    done: 'Refuse to restore where a collector already keeps its state; nothing of it is touched.',
  },
  'backup-failed': {
    worth: 'retry',
    done: 'Remove what was written, name the step and its reason; the collector that runs is left as it is.',
  },
  'backup-damaged': {
    worth: 'final',
    done: 'Restore nothing, naming the file of the backup and what is wrong with it.',
  },
  'export-failed': {
    worth: 'retry',
    done: 'Remove what was written, name the reason; of the database only looks at contents are written, in the audit trail.',
  },
  'content-key-missing': {
    worth: 'retry',
    done: 'Take or open no content that needs the key, naming key and file; all else goes on, and the file is read again.',
  },
  'content-damaged': {
    worth: 'final',
    done: 'Hand nothing of the content out, naming the part that is not as it was kept.',
  },
  'not-enrolled': {
    worth: 'fatal',
    done: 'Refuse to start, naming the command that enrols this host.',
  },
  'node-too-old': { worth: 'fatal', done: 'Refuse to start, naming the version that is needed and how to get it.' },
  'journal-corrupt': {
    worth: 'retry',
    done: 'Set the damaged journal aside, start a new epoch with a gap, and send a census.',
  },
  'journal-full': {
    worth: 'retry',
    done: 'Stop advancing the baseline, open a gap, alarm, and walk once there is space.',
  },
  'outbox-budget': {
    worth: 'retry',
    done: 'Stop advancing the baseline, open a gap, and walk once batches were acknowledged.',
  },
  'spool-full': {
    worth: 'retry',
    done: 'Keep what is gone before what still stands, pass over what finds no room or comes too fast, and count it; what stands can still be asked for.',
  },
  'spool-unusable': {
    worth: 'retry',
    done: 'Keep no contents on the disk until it can be used again, and say so; what stands, or is in memory, can still be asked for.',
  },
  'worker-died': { worth: 'retry', done: 'Start the worker anew, declare a loss for what it held, and walk.' },
  'watch-unavailable': { worth: 'retry', done: 'Say why, grade the root as walked, and walk on schedule.' },
  'canary-lost': { worth: 'retry', done: 'Open a gap for the root, walk it, and send the next one.' },
  'watch-failed': { worth: 'retry', done: 'Open a gap for the root, walk it, and start the watch anew.' },
  'path-unreadable': { worth: 'retry', done: 'Record the path as unreadable with its errno: it is never permitted.' },
  'path-unstable': { worth: 'retry', done: 'Read again a bounded number of times, then hand on as unstable.' },
  'root-missing': {
    worth: 'retry',
    done: 'Open a gap, report the root as missing, infer no deletions, and look again.',
  },
  'link-down': { worth: 'retry', done: 'Keep everything in the journal and dial again with growing, jittered waits.' },
  'collector-unproven': { worth: 'retry', done: 'Close the connection, send nothing, alarm, and dial again.' },
  'tls-untrusted': {
    worth: 'retry',
    done: 'Close the connection, send nothing, say what is wrong with the certificate and how to mend it, and dial again.',
  },
  'agent-unproven': { worth: 'final', done: 'Close with 4401, record who asked and from where.' },
  'agent-revoked': { worth: 'final', done: 'Close with 4403, record the attempt.' },
  'identity-in-use': {
    worth: 'retry',
    done: 'Close the second connection with 4409, flag a fork, until one side is enrolled anew.',
  },
  'identity-forked': { worth: 'retry', done: 'Flag the host, record a gap, and take a new epoch with a census.' },
  'version-unknown': {
    worth: 'retry',
    done: 'Close with 4426, saying so: the older of the two sides must be upgraded.',
  },
  'frame-malformed': { worth: 'final', done: 'Close with 4400; nothing of the frame is used.' },
  'frame-too-large': { worth: 'final', done: 'Close with 1009; nothing of the frame is used.' },
  'rate-exceeded': { worth: 'retry', done: 'Close with 4429; the agent waits and dials again.' },
  'body-slow': { worth: 'retry', done: 'Answer 408 and close the connection; nothing of the release is kept.' },
  'length-required': {
    worth: 'final',
    done: 'Answer 411 before any of the release is read: how large it is must be said.',
  },
  'payload-too-large': {
    worth: 'final',
    done: 'Answer 413 before any of the release is read, naming its size and the most.',
  },
  'unsupported-media-type': {
    worth: 'final',
    done: 'Answer 415 before any of the release is read: what unpacks itself may unpack to anything.',
  },
  'batch-malformed': {
    worth: 'final',
    done: 'Refuse for good, keep its digest and bytes as evidence; the agent sets it aside and sends a tombstone.',
  },
  'batch-forged': {
    worth: 'final',
    done: 'Refuse for good, keep its bytes as evidence, record the attempt, and close the connection.',
  },
  'batch-out-of-chain': { worth: 'final', done: 'Flag a fork; the agent starts a new epoch with a gap and a census.' },
  'store-busy': { worth: 'retry', done: 'Refuse the batch for now; the agent sends it again after a wait.' },
  'store-full': { worth: 'retry', done: 'Acknowledge nothing, alarm, and try again once there is space.' },
  'incident-refused': {
    worth: 'final',
    done: 'Answer 409: the state of the incident does not lead there, or it cannot be split or merged so; nothing is changed.',
  },
  'release-refused': {
    worth: 'final',
    done: 'Refuse the whole release, naming the entry and the rule; nothing of it is kept.',
  },
  'release-in-force': {
    worth: 'final',
    done: 'Answer 409: what is found is compared with the release until it has ended; none of its contents goes.',
  },
  'contents-refused': {
    worth: 'final',
    done: 'Give nothing of the source, naming the entry and the rule; the release stands as it was.',
  },
  'key-refused': {
    worth: 'final',
    done: 'Answer 409: a revoked key is not trusted again, and one key never both releases and approves; nothing is changed.',
  },
  'token-refused': {
    worth: 'final',
    done: 'Answer 401 without saying which part was wrong; count towards the rate limit.',
  },
  'request-invalid': { worth: 'final', done: 'Answer 400 naming the field and what it may be; nothing is done.' },
  'name-unknown': {
    worth: 'final',
    done: 'Answer 404 naming what does not exist (a site, host, profile, release); nothing is done.',
  },
  'path-conflict': {
    worth: 'final',
    done: 'Answer 409 naming the path and the component that has it already; nothing is changed.',
  },
  'name-taken': { worth: 'final', done: 'Answer 409 naming what exists already; nothing is changed.' },
  'file-unreadable': { worth: 'final', done: 'Do nothing, naming the file or folder and why it cannot be read.' },
  'folder-taken': {
    worth: 'final',
    done: 'Write nothing where a folder or file of that name exists; another name is asked for.',
  },
  'role-missing': { worth: 'final', done: 'Answer 403 naming the role that is needed; nothing is done.' },
  'origin-refused': {
    worth: 'final',
    done: 'Answer 403: a signed-in browser was led here by another site; nothing is done.',
  },
  'host-offline': {
    worth: 'retry',
    done: 'Answer 409: the host has no connection; its scheduled walk comes all the same.',
  },
  'collector-unreachable': { worth: 'retry', done: 'Say which address was tried and how to start the collector.' },
  'order-refused': { worth: 'final', done: 'Do nothing and say which orders exist.' },
  'install-failed': {
    worth: 'retry',
    done: 'Name the step and its reason; the steps before it stay done, and the same command goes on.',
  },
  'stop-late': { worth: 'final', done: 'Name the rooms that did not stop in time, and exit all the same.' },
} as const satisfies Record<string, FailureRule>

export type FailureCode = keyof typeof failures

/** For codes that come from another thread or program. */
export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failures, code)
}

/** An error with its row in the table. `place` says where: a file with line, a path, an entry, a host. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly place: string | undefined

  constructor(code: FailureCode, message: string, options: { cause?: unknown; place?: string } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.place = options.place
  }

  get worthRetrying(): boolean {
    return failures[this.code].worth === 'retry'
  }
}

/** errno(3): ESTALE of Linux, for which libuv has no name. */
const unnamedStale = 'Unknown system error -116'

/** The `code` of a system error such as ENOENT; undefined for any other value. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === unnamedStale) return 'ESTALE'
  return typeof code === 'string' ? code : undefined
}

/** Of a refused call on a path: it tells of this process, or of what the kernel has left for it, and nothing of the path. */
export function isOwnTrouble(errno: string | undefined): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM', 'EBADF', 'EINTR'].includes(errno ?? '')
}

/** One line for a log: message and causes, outermost first. */
export function describeError(error: unknown): string {
  const parts: string[] = []
  for (let at: unknown = error; at !== undefined && parts.length < 5; at = at instanceof Error ? at.cause : undefined) {
    parts.push(at instanceof Error ? at.message : String(at))
  }
  return parts.join(': ')
}
