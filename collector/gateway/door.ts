// Owns which HTTP upgrades become WebSockets: the path, the subprotocol, and how many may stand before the door unproven.
// Refuses the others in HTTP, before anything was allocated for them.
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { subprotocol } from '@sekisho/shared/wire.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import type { GatewayLimits } from './limits.ts'

export interface DoorKeeper {
  /** Connections that have not proved themselves, with their remote addresses. */
  unproven(): readonly { readonly from: string }[]
  total(): number
  /** `carrier` is what the WebSocket reads from. */
  opened(socket: WebSocket, carrier: Duplex, from: string): void
}

export class Door {
  readonly #http: Server
  readonly #limits: GatewayLimits
  readonly #keeper: DoorKeeper
  readonly #sockets: WebSocketServer
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head)

  constructor(http: Server, limits: GatewayLimits, keeper: DoorKeeper) {
    this.#http = http
    this.#limits = limits
    this.#keeper = keeper
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.frameBytes,
      handleProtocols: () => subprotocol,
    })
    http.on('upgrade', this.#onUpgrade)
  }

  close(): void {
    this.#http.off('upgrade', this.#onUpgrade)
    // Without a listener Node would hand later upgrades to 'request'; they end here instead.
    this.#http.on('upgrade', (_, socket: Duplex) => refuse(socket, 503))
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const from = request.socket.remoteAddress ?? 'unknown'
    const status = this.#statusFor(request, from)
    if (status !== null) refuse(socket, status)
    else this.#sockets.handleUpgrade(request, socket, head, opened => this.#keeper.opened(opened, socket, from))
  }

  /** Null for one that may pass. */
  #statusFor(request: IncomingMessage, from: string): number | null {
    if (request.url?.split('?')[0] !== '/agent') return 404
    const offered = request.headers['sec-websocket-protocol']?.split(',').map(name => name.trim()) ?? []
    if (!offered.includes(subprotocol)) return 400
    if (this.#keeper.total() >= this.#limits.connections) return 503
    const unproven = this.#keeper.unproven()
    if (unproven.length >= this.#limits.unprovenConnections) return 503
    const same = unproven.filter(connection => connection.from === from)
    return same.length >= this.#limits.unprovenPerAddress ? 429 : null
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => {
    // The peer went away before it heard the refusal; there is nobody left to tell.
  })
  // A peer that never closes its own side would keep the socket for ever, and nobody counts it.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
