// Owns keys, signatures and transcripts: Ed25519 key files, DSSE envelopes, and what the two sides sign to prove
// themselves. Both programs and the publisher agree on bytes here. Keeps no state and decides no trust.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { z } from 'zod'

/** Raw Ed25519 public key (RFC 8032), 32 bytes as 64 lower-case hex digits: the name of a host, collector or signer. */
export type KeyId = string
export const KeyIdSchema = z.string().regex(/^[0-9a-f]{64}$/)

export interface KeyPair {
  readonly id: KeyId
  readonly privateKey: KeyObject
}

// SubjectPublicKeyInfo prefix of an Ed25519 key, RFC 8410 section 4.
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

export function generateKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { id: keyIdOf(privateKey), privateKey }
}

/** PKCS #8 PEM, as key files hold it. */
export function privateKeyPem(pair: KeyPair): string {
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** @throws Error when it is not an Ed25519 private key */
export function keyPairFromPem(pem: string): KeyPair {
  const privateKey = createPrivateKey(pem)
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 private key')
  return { id: keyIdOf(privateKey), privateKey }
}

/** Of a private or a public Ed25519 key. */
export function keyIdOf(key: KeyObject): KeyId {
  const spki = (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' })
  return spki.subarray(spkiPrefix.length).toString('hex')
}

export function publicKeyOf(id: KeyId): KeyObject {
  return createPublicKey({
    key: Buffer.concat([spkiPrefix, Buffer.from(KeyIdSchema.parse(id), 'hex')]),
    type: 'spki',
    format: 'der',
  })
}

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Equality of two secrets in time that does not depend on where they differ. */
export function sameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // Hashing first makes the lengths equal without telling them.
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** What both sides know of one connection before either has signed. */
export interface Transcript {
  readonly agent: KeyId
  readonly collector: KeyId
  /** 32 random bytes each, lower-case hex. */
  readonly agentNonce: string
  readonly collectorNonce: string
  /** The collector's configured public address as the agent dialled it: a relay with another address fails here. */
  readonly address: string
  /** Binding to the TLS channel; empty until a release agrees on one. */
  readonly tlsChannel: string
}

export type Role = 'agent' | 'collector'

/** The bytes that `role` signs. The role is part of them, so that a signature cannot be reflected. */
export function transcriptBytes(role: Role, transcript: Transcript): Buffer {
  const { agent, collector, agentNonce, collectorNonce, address, tlsChannel } = transcript
  const fields = ['sekisho.proof.v1', role, agent, collector, agentNonce, collectorNonce, address, tlsChannel]
  return lengthPrefixed(fields.map(field => Buffer.from(field)))
}

export function signTranscript(role: Role, transcript: Transcript, key: KeyPair): string {
  return sign(null, transcriptBytes(role, transcript), key.privateKey).toString('base64')
}

export function transcriptProves(role: Role, transcript: Transcript, signature: string): boolean {
  const signer = role === 'agent' ? transcript.agent : transcript.collector
  return verify(null, transcriptBytes(role, transcript), publicKeyOf(signer), Buffer.from(signature, 'base64'))
}

/** Proof that the agent holds an enrolment secret, bound to this connection; the secret itself never travels. */
export function enrolmentMac(secret: string, transcript: Transcript): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(transcriptBytes('agent', transcript))
    .digest('base64')
}

const EnrolmentTokenSchema = z.object({
  /** Such as `ws://127.0.0.1:8443`. */
  address: z.url({ protocol: /^wss?$/ }),
  collector: KeyIdSchema,
  id: z.string().min(1).max(64),
  secret: z.string().min(32).max(128),
})
/** What a one-time enrolment token carries. */
export type EnrolmentToken = z.infer<typeof EnrolmentTokenSchema>

const tokenPrefix = 'sekisho-enroll-'

export function formatEnrolmentToken(token: EnrolmentToken): string {
  return tokenPrefix + Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** @throws Error that says what is wrong, without repeating the token */
export function parseEnrolmentToken(text: string): EnrolmentToken {
  if (!text.startsWith(tokenPrefix)) throw new Error(`an enrolment token starts with ${tokenPrefix}`)
  try {
    return EnrolmentTokenSchema.parse(JSON.parse(Buffer.from(text.slice(tokenPrefix.length), 'base64url').toString()))
  } catch {
    // The parser's message would quote the token, which is a secret.
    throw new Error('the enrolment token is cut short or damaged')
  }
}

export const statementPayloadType = 'application/vnd.in-toto+json'

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export const EnvelopeSchema = z.object({
  payloadType: z.literal(statementPayloadType),
  payload: z.base64(),
  signatures: z
    .array(z.object({ keyid: z.string(), sig: z.base64() }))
    .min(1)
    .max(8),
})
export type Envelope = z.infer<typeof EnvelopeSchema>

/** A payload of a known length that is yet to be filled in, behind the head that is signed with it: large ones need no copy. */
export interface UnsignedPayload {
  readonly signed: Buffer
  /** The part of `signed` to fill. */
  readonly payload: Buffer
}

export function unsignedPayload(bytes: number): UnsignedPayload {
  const head = preAuthHead(bytes)
  const signed = Buffer.alloc(head.length + bytes)
  head.copy(signed)
  return { signed, payload: signed.subarray(head.length) }
}

export function signaturesOf({ signed }: UnsignedPayload, key: KeyPair): Envelope['signatures'] {
  return [{ keyid: key.id, sig: sign(null, signed, key.privateKey).toString('base64') }]
}

export function signEnvelope(payload: Uint8Array, key: KeyPair): Envelope {
  const unsigned = unsignedPayload(payload.length)
  unsigned.payload.set(payload)
  return {
    payloadType: statementPayloadType,
    payload: unsigned.payload.toString('base64'),
    signatures: signaturesOf(unsigned, key),
  }
}

/** The first of `trusted` that signed it; null if none did. */
export function signerOf(
  { signed }: UnsignedPayload,
  signatures: Envelope['signatures'],
  trusted: ReadonlySet<KeyId>,
): KeyId | null {
  for (const { keyid, sig } of signatures) {
    if (trusted.has(keyid) && verify(null, signed, publicKeyOf(keyid), Buffer.from(sig, 'base64'))) return keyid
  }
  return null
}

/** PAE of the DSSE protocol, version 1. */
function preAuthHead(payloadBytes: number): Buffer {
  return Buffer.from(`DSSEv1 ${Buffer.byteLength(statementPayloadType)} ${statementPayloadType} ${payloadBytes} `)
}

function lengthPrefixed(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    fields.flatMap(field => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(field.length)
      return [length, field]
    }),
  )
}
