import { generateKeyPairSync } from 'node:crypto'
import {
  enrolmentMac,
  formatEnrolmentToken,
  generateKeyPair,
  keyPairFromPem,
  parseEnrolmentToken,
  privateKeyPem,
  sameSecret,
  signEnvelope,
  signerOf,
  signTranscript,
  type Transcript,
  transcriptBytes,
  transcriptProves,
} from '@sekisho/shared/proof.ts'
import { signedPayload } from '@sekisho/shared/signed-release.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const agent = generateKeyPair()
const collector = generateKeyPair()
const transcript: Transcript = {
  agent: agent.id,
  collector: collector.id,
  agentNonce: 'a'.repeat(64),
  collectorNonce: 'b'.repeat(64),
  address: 'wss://collector.example:4649',
  tlsChannel: '',
}

describe('the transcript', () => {
  test('each side proves itself over it', () => {
    expect(transcriptProves('agent', transcript, signTranscript('agent', transcript, agent))).toBe(true)
    expect(transcriptProves('collector', transcript, signTranscript('collector', transcript, collector))).toBe(true)
  })

  test('one side’s signature, reflected, does not prove the other', () => {
    const mirror = { ...transcript, agent: collector.id }
    expect(transcriptProves('agent', mirror, signTranscript('collector', mirror, collector))).toBe(false)
  })

  test.each(['agent', 'collector', 'agentNonce', 'collectorNonce', 'address', 'tlsChannel'] as const)(
    'a signature over another %s proves nothing',
    field => {
      const signature = signTranscript('agent', transcript, agent)
      const other = field === 'address' || field === 'tlsChannel' ? 'wss://relay.example' : generateKeyPair().id
      expect(transcriptProves('agent', { ...transcript, [field]: other }, signature)).toBe(false)
    },
  )

  test('no text moved from one field to the next gives the same bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(40), (address, tlsChannel, cut) => {
        const joined = address + tlsChannel
        const at = Math.min(cut, joined.length)
        const moved = { ...transcript, address: joined.slice(0, at), tlsChannel: joined.slice(at) }
        const same = moved.address === address && moved.tlsChannel === tlsChannel
        const equal = transcriptBytes('agent', moved).equals(
          transcriptBytes('agent', { ...transcript, address, tlsChannel }),
        )
        expect(equal).toBe(same)
      }),
    )
  })

  test('a signature that is no signature proves nothing and throws nothing', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(transcriptProves('agent', transcript, text)).toBe(false)
      }),
    )
  })
})

describe('enrolment tokens', () => {
  const token = { address: 'ws://127.0.0.1:4649', collector: collector.id, id: 'x', secret: 's'.repeat(43) }

  test('what was formatted is parsed again', () => {
    expect(parseEnrolmentToken(formatEnrolmentToken(token))).toEqual(token)
  })

  test('a token that was cut anywhere is refused without being repeated', () => {
    const text = formatEnrolmentToken(token)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), length => {
        expect(() => parseEnrolmentToken(text.slice(0, length))).toThrow(/^(?!.*eyJ).*enrol/)
      }),
    )
  })

  test('an address that is no WebSocket address is refused', () => {
    expect(() => parseEnrolmentToken(formatEnrolmentToken({ ...token, address: 'http://x' }))).toThrow('damaged')
  })

  test('the mac depends on the secret and on the connection', () => {
    const mac = enrolmentMac(token.secret, transcript)
    expect(enrolmentMac(token.secret, transcript)).toBe(mac)
    expect(enrolmentMac('t'.repeat(43), transcript)).not.toBe(mac)
    expect(enrolmentMac(token.secret, { ...transcript, collectorNonce: 'c'.repeat(64) })).not.toBe(mac)
  })
})

test('secrets are the same only when all their bytes are', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameSecret(a, b) === Buffer.from(a).equals(Buffer.from(b))))
  expect(sameSecret('a', 'ab')).toBe(false)
})

test('a private key survives its PEM, and only Ed25519 is taken', () => {
  expect(keyPairFromPem(privateKeyPem(agent)).id).toBe(agent.id)
  const { privateKey } = generateKeyPairSync('x25519')
  expect(() => keyPairFromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow('Ed25519')
})

describe('envelopes', () => {
  const payload = Buffer.from('{"a":1}')

  test('one opens with its signer’s key and says who signed', () => {
    const opened = signedPayload(Buffer.from(JSON.stringify(signEnvelope(payload, agent))))
    expect(opened.unsigned.payload.equals(payload)).toBe(true)
    expect(signerOf(opened.unsigned, opened.signatures, new Set([collector.id, agent.id]))).toBe(agent.id)
  })

  test('a key that is not trusted, a changed payload and a signature under another name do not open it', () => {
    const envelope = signEnvelope(payload, agent)
    const other = Buffer.from('{"a":2}').toString('base64')
    const renamed = envelope.signatures.map(signature => ({ ...signature, keyid: collector.id }))
    const signer = (changed: object, ...keys: string[]) => {
      const { unsigned, signatures } = signedPayload(Buffer.from(JSON.stringify({ ...envelope, ...changed })))
      return signerOf(unsigned, signatures, new Set(keys))
    }
    expect(signer({}, agent.id)).toBe(agent.id)
    expect(signer({}, collector.id)).toBeNull()
    expect(signer({ payload: other }, agent.id)).toBeNull()
    expect(signer({ signatures: renamed }, agent.id, collector.id)).toBeNull()
  })
})
