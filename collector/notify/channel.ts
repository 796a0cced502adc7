// Owns what every channel is: a name, what it wants to be told of, and one way to send. Types, the errors
// of opening and of sending.
import { Failure } from '@sekisho/shared/failures.ts'
import { reasonOf, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Route } from './config.ts'
import type { Message } from './message.ts'

export interface Channel {
  readonly name: string
  readonly kind: 'email' | 'webhook' | 'syslog'
  readonly route: Route
  /** Messages in a minute, at most. */
  readonly most: number
  /** Programs read each alarm by itself; people rather read many in one message than for long. */
  readonly isForPrograms: boolean
  /** Resolves once the other side has taken it. @throws SendError */
  send(message: Message, now: number): Promise<void>
}

/** What is wrong with a file or variable is told with what named it: several channels may. */
export function opened<T>(name: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, place, cause } = error
    const where = place === undefined ? name : `${name}: ${place}`
    throw new ToldFailure(code, say => reasonOf(error, say), { place: where, cause })
  }
}

export class SendError extends Error {
  override readonly name = 'SendError'
  /** The same may be taken later. */
  readonly again: boolean

  constructor(message: string, again: boolean, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.again = again
  }
}
