// Owns receiving the bodies of releases: how many at a time and of whom, how large, how slowly they may come, and that one is
// in memory once, in one piece that can be handed to another thread. Knows nothing of what they hold.
import type { Readable } from 'node:stream'
import type { Clock } from '@sekisho/shared/clock.ts'
import { maxEnvelopeBytes } from '@sekisho/shared/release.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { customerOf } from './callers.ts'
import { Refusal } from './problems.ts'

/** Small ones may come beside a large one: a release of 200,000 entries is some 40 MB. */
const smallBytes = 64 * 1024 * 1024
/** One more than a customer has, so that whoever fills his own keeps nobody else out. */
const maxAtOnce = 3
const maxOfCustomer = 2
/** For the time in which at least so much must have come, or the rest. Out of thin air: a tenth of what a poor line brings. */
const lookEachMs = 10_000
const leastOfLarge = 1_000_000
const leastOfSmall = 64_000

/** Of whom it was taken, until both the answer is out and the work is done. */
interface Slot {
  readonly customer: number
  readonly reply: FastifyReply
  readonly isLarge: boolean
  isAnswered: boolean
  isAtWork: boolean
}

export class Bodies {
  readonly #clock: Clock
  readonly #slots = new Map<FastifyRequest, Slot>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Before the body is read, and after the caller is known. @throws Refusal */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const isLarge = lengthOf(request) > smallBytes
    const customer = customerOf(request)
    const slots = [...this.#slots.values()]
    const own = slots.filter(slot => slot.customer === customer)
    if (own.length >= maxOfCustomer || (isLarge && own.some(slot => slot.isLarge))) {
      const params = { most: maxOfCustomer, bytes: smallBytes }
      throw new Refusal('store-busy', 'problem.releases-coming', { params, retryAfterS: 5, mend: 'mend.later' })
    }
    if (slots.length >= maxAtOnce || (isLarge && slots.some(slot => slot.isLarge)))
      throw new Refusal('store-busy', 'problem.store-busy', { retryAfterS: 5, mend: 'mend.later' })
    const slot = { customer, reply, isLarge, isAnswered: false, isAtWork: false }
    this.#slots.set(request, slot)
    reply.raw.once('close', () => {
      slot.isAnswered = true
      this.#leave(request, slot)
    })
  }

  /**
   * Room is asked for once and filled as it comes: joining pieces at the end would hold everybody up.
   * @throws Refusal
   */
  async receive(request: FastifyRequest, from: Readable): Promise<Buffer> {
    const room = Buffer.allocUnsafeSlow(lengthOf(request))
    let at = 0
    const filling = async () => {
      // Who is too slow is answered, so its connection must outlive the wait for it.
      for await (const piece of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
        at += piece.copy(room, at)
    }
    const watch = this.#watch(request, () => at)
    try {
      await Promise.race([filling(), watch.tooSlow])
    } finally {
      watch.end()
    }
    if (at < room.length) {
      const params = { came: at, bytes: room.length }
      throw new Refusal('request-invalid', 'problem.body-cut', { params, place: 'body', mend: 'mend.body-cut' })
    }
    return room
  }

  /** What is behind falls short at the first look that finds too little of it. */
  #watch(request: FastifyRequest, came: () => number): { readonly tooSlow: Promise<never>; end(): void } {
    const slot = this.#slots.get(request)
    const least = slot?.isLarge ? leastOfLarge : leastOfSmall
    const { promise: tooSlow, reject } = Promise.withResolvers<never>()
    let before = 0
    const timer = this.#clock.every(lookEachMs, () => {
      const bytes = came() - before
      before += bytes
      if (bytes >= least) return
      slot?.reply.header('connection', 'close')
      const params = { bytes, least, seconds: lookEachMs / 1000 }
      reject(new Refusal('body-slow', 'problem.body-slow', { params, place: 'body' }))
    })
    return { tooSlow, end: () => timer.cancel() }
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

/** @throws Refusal */
function lengthOf({ headers }: FastifyRequest): number {
  const coding = headers['content-encoding'] ?? 'identity'
  // What unpacks itself may unpack to anything.
  if (coding !== 'identity')
    throw new Refusal('unsupported-media-type', 'problem.body-packed', { place: 'content-encoding' })
  const length = Number(headers['content-length'] ?? Number.NaN)
  if (length > maxEnvelopeBytes) {
    const params = { bytes: length, most: maxEnvelopeBytes }
    throw new Refusal('payload-too-large', 'problem.body-large', { params, place: 'content-length' })
  }
  if (!Number.isSafeInteger(length))
    throw new Refusal('length-required', 'problem.body-unsized', { place: 'content-length' })
  return length
}
