// Owns the numbers of the gateway, each with where it comes from. No code.

export interface GatewayLimits {
  readonly frameBytes: number
  /** Frames of one connection, sustained; a busy agent sends some 50 batches a second and a heartbeat each 10 s. */
  readonly framesPerSecond: number
  /** What may come at once above that: a window of batches after a pause, with room. */
  readonly frameBurst: number
  /** Bytes of text frames, which no batch's acknowledgement slows down: a heartbeat of 1000 roots is some 400 kB. */
  readonly messageBytesPerSecond: number
  readonly messageBytesBurst: number
  readonly connections: number
  readonly unprovenConnections: number
  /** Of one remote address: hosts of one provider come back together from behind one. */
  readonly unprovenPerAddress: number
  readonly unprovenMs: number
  /** Of everything that a peer sends before it is let in; a proof with 1000 local roots is some 100 kB. */
  readonly unprovenBytes: number
  /** Batches of one connection that wait before its socket is paused; an agent has 8 on their way. */
  readonly waitingBatches: number
  /** Bytes of batches that wait, of all connections: the ceiling of this room's memory. */
  readonly waitingBytes: number
  /** Answers that one connection does not take; bindings of 1000 roots are some 300 kB. */
  readonly unsentBytes: number
  readonly pingMs: number
  /** A connection that reads nothing for so long is dead: three heartbeats and a half. */
  readonly silenceMs: number
  /** How long each of two connections with one key has to answer a ping. */
  readonly contestMs: number
  /** Refusals that the audit trail takes in a minute: an attacker must not be able to fill it. */
  readonly auditsPerMinute: number
}

export const defaultGatewayLimits: GatewayLimits = {
  frameBytes: 4 * 1024 * 1024,
  framesPerSecond: 400,
  frameBurst: 1000,
  messageBytesPerSecond: 128 * 1024,
  messageBytesBurst: 8 * 1024 * 1024,
  connections: 5000,
  unprovenConnections: 256,
  unprovenPerAddress: 32,
  unprovenMs: 5000,
  unprovenBytes: 256 * 1024,
  waitingBatches: 4,
  waitingBytes: 256 * 1024 * 1024,
  unsentBytes: 16 * 1024 * 1024,
  pingMs: 10_000,
  silenceMs: 35_000,
  contestMs: 2000,
  auditsPerMinute: 120,
}
