// Owns the collector's side of the proof: challenge an agent's hello, and check what it answers. Pure but for the nonce,
// which is an argument. Decides nothing about who is known.
import { type KeyPair, signTranscript, type Transcript, transcriptProves } from '@sekisho/shared/proof.ts'
import { type AgentMessage, type CollectorMessage, closeCodes, wireVersion } from '@sekisho/shared/wire.ts'

export type Hello = Extract<AgentMessage, { message: 'hello' }>
export type Proof = Extract<AgentMessage, { message: 'proof' }>
type Challenge = Extract<CollectorMessage, { message: 'challenge' }>

/** Why a connection is closed: a code of the wire, and words for its log. */
export interface Refusal {
  readonly close: number
  readonly why: string
}

export type Challenged =
  | { readonly outcome: 'challenged'; readonly challenge: Challenge; readonly transcript: Transcript }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

/** @param addresses by which agents may know this collector: any other is a relay's */
export function challenge(hello: Hello, key: KeyPair, nonce: string, addresses: readonly string[]): Challenged {
  if (!hello.versions.includes(wireVersion)) {
    return refused(closeCodes.versionUnknown, `only version ${wireVersion} is spoken here`)
  }
  if (!addresses.some(address => sameAddress(address, hello.address))) {
    return refused(closeCodes.unproven, 'the agent dialled another address')
  }
  // Two ends of one key would make each signature mean two things.
  if (hello.agent === key.id) return refused(closeCodes.unproven, "the agent shows the collector's own key")
  const transcript: Transcript = {
    agent: hello.agent,
    collector: key.id,
    agentNonce: hello.nonce,
    collectorNonce: nonce,
    address: hello.address,
    tlsChannel: '',
  }
  const signature = signTranscript('collector', transcript, key)
  return {
    outcome: 'challenged',
    transcript,
    challenge: { message: 'challenge', version: wireVersion, features: [], collector: key.id, nonce, signature },
  }
}

export function proves(proof: Proof, transcript: Transcript): boolean {
  return transcriptProves('agent', transcript, proof.signature)
}

/** The same after the URL standard's normalisation: case of the host, default port, a trailing slash. */
function sameAddress(ours: string, theirs: string): boolean {
  const [a, b] = [URL.parse(ours), URL.parse(theirs)]
  return a !== null && b !== null && a.href.replace(/\/+$/, '') === b.href.replace(/\/+$/, '')
}

function refused(close: number, why: string): Challenged {
  return { outcome: 'refused', refusal: { close, why } }
}
