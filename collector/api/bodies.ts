// Owns receiving the bodies of releases: how many at a time, how large, and that one is in memory once, in one piece that can be
// handed to another thread. Knows nothing of what they hold.
import type { IncomingMessage } from 'node:http'
import { maxEnvelopeBytes } from '@sekisho/shared/release.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './problems.ts'

/** Small ones may come two at a time: a release of 200,000 entries is some 40 MB. */
const smallBytes = 64 * 1024 * 1024
const maxAtOnce = 2

/** Of whom it was taken, until both the answer is out and the work is done. */
interface Slot {
  readonly isLarge: boolean
  isAnswered: boolean
  isAtWork: boolean
}

export class Bodies {
  readonly #slots = new Map<FastifyRequest, Slot>()

  /** Before the body is read, and after the caller is known. @throws Refusal, HttpError */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const isLarge = lengthOf(request) > smallBytes
    const slots = [...this.#slots.values()]
    if (slots.length >= maxAtOnce || (isLarge && slots.some(slot => slot.isLarge)))
      throw new Refusal('store-busy', 'problem.store-busy', { retryAfterS: 5, mend: 'mend.later' })
    const slot = { isLarge, isAnswered: false, isAtWork: false }
    this.#slots.set(request, slot)
    reply.raw.once('close', () => {
      slot.isAnswered = true
      this.#leave(request, slot)
    })
  }

  /** Who hangs up while we work on what he sent takes its room all the same. */
  async during<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
    const slot = this.#slots.get(request)
    if (slot === undefined) return await work()
    slot.isAtWork = true
    try {
      return await work()
    } finally {
      slot.isAtWork = false
      this.#leave(request, slot)
    }
  }

  #leave(request: FastifyRequest, { isAnswered, isAtWork }: Slot): void {
    if (isAnswered && !isAtWork) this.#slots.delete(request)
  }
}

/** Room is asked for once and filled as it comes: joining pieces at the end would hold everybody up. @throws HttpError */
export async function receive(request: FastifyRequest, from: IncomingMessage): Promise<Buffer> {
  const room = Buffer.allocUnsafeSlow(lengthOf(request))
  let at = 0
  for await (const piece of from as AsyncIterable<Buffer>) {
    at += piece.copy(room, at)
  }
  if (at < room.length) throw new HttpError(400, 'the release was cut short')
  return room
}

/** @throws HttpError */
function lengthOf({ headers }: FastifyRequest): number {
  const coding = headers['content-encoding'] ?? 'identity'
  // What unpacks itself may unpack to anything.
  if (coding !== 'identity') throw new HttpError(415, 'a release is sent as it is, without content-encoding')
  const length = Number(headers['content-length'] ?? Number.NaN)
  if (!Number.isSafeInteger(length))
    throw new HttpError(411, 'a release is sent with its content-length, and not in chunks')
  if (length > maxEnvelopeBytes) {
    const mend = `make several components of it (content-length ${length}, at most ${maxEnvelopeBytes})`
    throw new HttpError(413, `the release is too large: ${mend}`)
  }
  return length
}

class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}
