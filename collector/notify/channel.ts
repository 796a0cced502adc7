// Owns what every channel is: a name, what it wants to be told of, and one way to send. Types, and the error of sending.
import type { Route } from './config.ts'
import type { Message } from './message.ts'

export interface Channel {
  readonly name: string
  readonly kind: 'email' | 'webhook' | 'syslog'
  readonly route: Route
  /** Resolves once the other side has taken it. @throws SendError */
  send(message: Message, now: number): Promise<void>
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
