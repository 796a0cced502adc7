// Owns one WebSocket to the collector: its TLS, its frames, its end. Knows nothing of proofs or chains. Hands text frames
// on in order, and keeps those that come before anybody asks.
import type { TLSSocket } from 'node:tls'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Failure, FailureCode } from '@sekisho/shared/failures.ts'
import { pinOf } from '@sekisho/shared/pinned.ts'
import { type TlsTrouble, tlsTroubleOf } from '@sekisho/shared/tls-trouble.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { type AgentMessage, closeCodes, maxFrameBytes, subprotocol } from '@sekisho/shared/wire.ts'
import WebSocket from 'ws'

/** Whom to trust beside the system's authorities. */
export interface Tls {
  /** PEM of the authority that signed the collector's certificate. */
  readonly ca?: string | undefined
  /** sha256 of the collector's certificate (DER), lower-case hex; then no authority is asked. */
  readonly pin?: string | undefined
}

export interface LinkOptions {
  /** As enrolled, without the path. */
  readonly address: string
  /** Where a collector on this machine listens, whatever it is enrolled by; undefined: at its address. */
  readonly dial?: string | undefined
  readonly tls: Tls | null
  readonly dialMs: number
  readonly clock: Clock
  /** Ends the connection at once, at whatever point it is. */
  readonly signal: AbortSignal
}

/** A collector sends one welcome and few orders: more than this unread is a collector gone wrong. */
const maxUnread = 64
/** Of all of them: a welcome with the bindings of 1000 roots is some 300 kB. */
const maxUnreadCharacters = 8 * 1024 * 1024
/** A window of batches, each at most three quarters of the largest frame, and the heartbeats of a silence, with room. */
const maxUnsentBytes = 64 * 1024 * 1024
/** How long the other side may take to answer a close frame. */
const closeGraceMs = 1000

/** @throws Failure link-down, tls-untrusted when the certificate is not one that `tls` trusts */
export function openLink(options: LinkOptions): Promise<Link> {
  const { address, dial = address, tls, dialMs, clock, signal } = options
  return new Promise((resolve, reject) => {
    const refuse = (code: FailureCode, why: Reason, cause?: unknown) =>
      reject(new ToldFailure(code, why, { cause, place: address }))
    const socket = new WebSocket(`${dial.replace(/\/+$/, '')}/agent`, [subprotocol], {
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      followRedirects: false,
      handshakeTimeout: dialMs,
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      // The pin is the whole trust; it is checked below before anything is said.
      ...(tls?.pin === undefined ? {} : { rejectUnauthorized: false }),
    })
    const abort = () => socket.terminate()
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    socket.once('close', () => {
      signal.removeEventListener('abort', abort)
      refuse('link-down', reason('link.given-up'))
    })
    socket.once('error', error => {
      const trouble = tlsTroubleOf(error)
      if (trouble === null) refuse('link-down', reason('link.none'), error)
      else refuse('tls-untrusted', reasonOfTrouble(trouble, tls), error)
    })
    socket.once('upgrade', response => {
      if (tls?.pin === undefined || certificateDigest(response.socket as TLSSocket) === tls.pin) return
      refuse('tls-untrusted', reason('tls.not-the-pinned'))
      socket.terminate()
    })
    const link = new Link(socket, clock, address)
    socket.once('open', () => resolve(link))
  })
}

function reasonOfTrouble({ what, names }: TlsTrouble, tls: Tls | null): Reason {
  return reason(what === 'unknown' && tls?.ca !== undefined ? 'tls.not-by-ca' : `tls.${what}`, { names })
}

/** Undefined on a connection without TLS, which no pin can match. */
function certificateDigest(socket: Partial<TLSSocket>): string | undefined {
  const certificate = socket.getPeerCertificate?.().raw
  return certificate && pinOf(certificate)
}

export class Link {
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #address: string
  readonly #unread: string[] = []
  #unreadCharacters = 0
  #reader: ((text: string) => void) | null = null
  #heardAt: number
  #end: Failure | null = null
  /** Resolves, never rejects, with why it ended. */
  readonly ended: Promise<Failure>

  constructor(socket: WebSocket, clock: Clock, address: string) {
    this.#socket = socket
    this.#clock = clock
    this.#address = address
    this.#heardAt = clock.monotonic()
    this.ended = new Promise(resolve => {
      let cause: unknown
      // ws always emits close after error; the error is what explains it.
      socket.on('error', error => {
        cause = error
      })
      socket.on('close', (code, said) => {
        this.#end ??= new ToldFailure(failureOf(code), reasonOfClose(code, said.toString()), { cause, place: address })
        resolve(this.#end)
      })
    })
    const heard = () => {
      this.#heardAt = clock.monotonic()
    }
    socket.on('ping', heard)
    socket.on('pong', heard)
    socket.on('message', (data: WebSocket.RawData, isBinary: boolean) => {
      heard()
      // What still comes on a link that is given up is not for anybody.
      if (this.#end !== null) return
      if (isBinary) this.fail('frame-malformed', reason('link.binary'))
      else this.#read(data.toString())
    })
  }

  /** Milliseconds since anything came from the other side. */
  get silentMs(): number {
    return this.#clock.monotonic() - this.#heardAt
  }

  /** From now on every text frame goes to `reader`, those that came before first. */
  read(reader: (text: string) => void): void {
    this.#reader = reader
    this.#unreadCharacters = 0
    for (const text of this.#unread.splice(0)) reader(text)
  }

  /** The next text frame. @throws Failure why the link ended, or link-down after `limitMs` */
  next(limitMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(limitMs, () => {
        this.fail('link-down', reason('link.no-answer', { ms: limitMs }))
      })
      void this.ended.then(failure => {
        timer.cancel()
        reject(failure)
      })
      this.#reader = text => {
        timer.cancel()
        this.#reader = null
        resolve(text)
      }
      const first = this.#unread.shift()
      if (first === undefined) return
      this.#unreadCharacters -= first.length
      this.#reader(first)
    })
  }

  say(message: AgentMessage): void {
    this.#send(JSON.stringify(message))
  }

  sendBatch(bytes: Uint8Array): void {
    this.#send(bytes)
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  /** Ends the link for a fault of the other side, or of the line. */
  fail(code: FailureCode, why: Reason): void {
    this.#end ??= new ToldFailure(code, why, { place: this.#address })
    this.close(code === 'frame-malformed' ? closeCodes.malformed : closeCodes.goingAway)
  }

  close(code: number): void {
    this.#socket.close(code)
    const grace = this.#clock.after(closeGraceMs, () => this.#socket.terminate())
    this.#socket.once('close', () => grace.cancel())
  }

  #read(text: string): void {
    if (this.#reader !== null) {
      this.#reader(text)
      return
    }
    this.#unreadCharacters += text.length
    if (this.#unread.push(text) > maxUnread || this.#unreadCharacters > maxUnreadCharacters)
      this.fail('frame-malformed', reason('link.early'))
  }

  #send(frame: string | Uint8Array): void {
    // A link that closed meanwhile loses the frame: whatever matters is in the journal and is sent again.
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#socket.send(frame)
    if (this.#socket.bufferedAmount > maxUnsentBytes) this.fail('link-down', reason('link.unread'))
  }
}

function failureOf(code: number): FailureCode {
  switch (code) {
    case closeCodes.unproven:
      return 'agent-unproven'
    case closeCodes.revoked:
      return 'agent-revoked'
    case closeCodes.identityInUse:
      return 'identity-in-use'
    case closeCodes.versionUnknown:
      return 'version-unknown'
    case closeCodes.rateExceeded:
      return 'rate-exceeded'
    case closeCodes.malformed:
      return 'frame-malformed'
    case closeCodes.tooLarge:
      return 'frame-too-large'
    default:
      return 'link-down'
  }
}

function reasonOfClose(code: number, said: string): Reason {
  return said === '' ? reason('link.closed', { code }) : reason('link.closed-saying', { code, said })
}
