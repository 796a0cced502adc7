// Owns the form in which a collector's key lies in a backup under a passphrase. Where key and passphrase come from, and where
// they go, is the pipeline's.
import { argon2Sync, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type KeyId, type KeyPair, keyPairFromPem, privateKeyPem } from '@sekisho/shared/proof.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { z } from 'zod'

// RFC 9106, section 4, second recommended option: for a machine that has 64 MiB to spare once a day.
const cost = { memory: 65_536, passes: 3, parallelism: 4, tagLength: 32 } as const
const saltBytes = 16
// NIST SP 800-38D, section 8.2: 96 bits for a nonce.
const nonceBytes = 12
const cipher = 'aes-256-gcm'
/** Argon2id makes each guess dear, and cannot make up for a word of five letters. */
const leastCharacters = 12

const SealedKeySchema = z.strictObject({
  form: z.literal('argon2id m=65536,t=3,p=4; aes-256-gcm'),
  salt: z.base64(),
  nonce: z.base64(),
  sealed: z.base64(),
  tag: z.base64(),
})
type SealedKey = z.infer<typeof SealedKeySchema>

/** @throws Failure key-unusable when the passphrase is too short to keep anything */
export function sealKey(key: KeyPair, passphrase: string, random: (count: number) => Buffer = randomBytes): string {
  if ([...passphrase].length < leastCharacters)
    throw new ToldFailure('key-unusable', reason('backup.passphrase-short', { least: leastCharacters }))
  const [salt, nonce] = [random(saltBytes), random(nonceBytes)]
  const machine = createCipheriv(cipher, derive(passphrase, salt), nonce)
  machine.setAAD(Buffer.from(key.id, 'hex'))
  const sealed = Buffer.concat([machine.update(privateKeyPem(key)), machine.final()])
  const text = (bytes: Buffer) => bytes.toString('base64')
  const written: SealedKey = {
    form: SealedKeySchema.shape.form.value,
    salt: text(salt),
    nonce: text(nonce),
    sealed: text(sealed),
    tag: text(machine.getAuthTag()),
  }
  return `${JSON.stringify(written)}\n`
}

/**
 * @param id whose key it is, as the manifest says
 * @throws Failure backup-damaged when it is no sealed key; key-unusable when the passphrase does not open it
 */
export function openSealedKey(text: string, id: KeyId, passphrase: string): KeyPair {
  const { salt, nonce, sealed, tag } = parse(text)
  try {
    const machine = createDecipheriv(cipher, derive(passphrase, bytesOf(salt)), bytesOf(nonce))
    machine.setAAD(Buffer.from(id, 'hex')).setAuthTag(bytesOf(tag))
    return keyPairFromPem(Buffer.concat([machine.update(bytesOf(sealed)), machine.final()]).toString())
  } catch (error) {
    throw new ToldFailure('key-unusable', reason('backup.passphrase-wrong'), { cause: error })
  }
}

function parse(text: string): SealedKey {
  try {
    return SealedKeySchema.parse(JSON.parse(text))
  } catch (error) {
    const place = 'collector.key.sealed'
    throw new ToldFailure('backup-damaged', reason('backup.no-sealed-key'), { cause: error, place })
  }
}

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}

/** One passphrase, however its letters were composed by the keyboard. */
function derive(passphrase: string, salt: Buffer): Buffer {
  return argon2Sync('argon2id', { message: passphrase.normalize('NFKC'), nonce: salt, ...cost })
}
