// Owns the agent's side of the proof: the collector proves itself first, and nothing of this host is said before it has.
// Decides nothing about chains. Hands the welcome to uplink.
import {
  enrolmentMac,
  type KeyId,
  type KeyPair,
  signTranscript,
  type Transcript,
  transcriptProves,
} from '@sekisho/shared/proof.ts'
import { type Reason, reason } from '@sekisho/shared/told-failure.ts'
import {
  type CollectorMessage,
  CollectorMessageSchema,
  type Head,
  readMessage,
  wireVersion,
} from '@sekisho/shared/wire.ts'
import type { LocalRoot } from '../handover.ts'
import type { Link } from './link.ts'

export type Welcome = Extract<CollectorMessage, { message: 'welcome' }>

/** Who dials whom. */
export interface Introduction {
  readonly key: KeyPair
  /** The collector's key, as enrolled. */
  readonly collector: KeyId
  readonly address: string
  /** 32 fresh random bytes, lower-case hex. */
  readonly nonce: string
}

/** What the proof tells, once the collector has proved itself. */
export interface Standing {
  readonly boot: number
  readonly epoch: string
  readonly head: Head | null
  readonly localRoots: readonly LocalRoot[]
  readonly enrolment?: { readonly id: string; readonly secret: string; readonly name: string }
}

/**
 * Goes from hello to the collector's proof; this side has proved nothing by then. On any failure the link is closed.
 * @throws Failure collector-unproven, or why the link ended
 */
export async function challenge(link: Link, introduction: Introduction, limitMs: number): Promise<Transcript> {
  const { key, collector, address, nonce } = introduction
  link.say({
    message: 'hello',
    versions: [wireVersion],
    features: [],
    agent: key.id,
    collector,
    nonce,
    address,
  })
  const answer = await expectMessage(link, 'challenge', limitMs)
  const transcript: Transcript = {
    agent: key.id,
    collector,
    agentNonce: nonce,
    collectorNonce: answer.nonce,
    address,
    tlsChannel: '',
  }
  if (answer.version !== wireVersion)
    return fail(link, 'version-unknown', reason('link.version', { version: answer.version }))
  if (answer.collector !== collector) return fail(link, 'collector-unproven', reason('link.other-key'))
  if (!transcriptProves('collector', transcript, answer.signature)) {
    return fail(link, 'collector-unproven', reason('link.no-proof'))
  }
  return transcript
}

/**
 * Goes from hello to welcome. On any failure the link is closed.
 * @throws Failure collector-unproven, or why the link ended
 */
export async function prove(
  link: Link,
  introduction: Introduction,
  standing: Standing,
  limitMs: number,
): Promise<Welcome> {
  const { key } = introduction
  const transcript = await challenge(link, introduction, limitMs)
  const { enrolment, localRoots, ...rest } = standing
  link.say({
    message: 'proof',
    signature: signTranscript('agent', transcript, key),
    ...rest,
    localRoots: localRoots.map(({ root, profile }) => ({ root, profile })),
    ...(enrolment && {
      enrolment: { id: enrolment.id, name: enrolment.name, mac: enrolmentMac(enrolment.secret, transcript) },
    }),
  })
  return expectMessage(link, 'welcome', limitMs)
}

type Named<K extends CollectorMessage['message']> = Extract<CollectorMessage, { message: K }>

async function expectMessage<K extends CollectorMessage['message']>(
  link: Link,
  kind: K,
  limitMs: number,
): Promise<Named<K>> {
  const message = readMessage(CollectorMessageSchema, await link.next(limitMs))
  if (message?.message !== kind) return fail(link, 'frame-malformed', reason('link.other-kind', { kind }))
  return message as Named<K>
}

async function fail(link: Link, code: Parameters<Link['fail']>[0], why: Reason): Promise<never> {
  link.fail(code, why)
  throw await link.ended
}
