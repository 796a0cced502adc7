// Owns the keys of contents: a file with one key a line, of which the first closes and each opens what it closed. They are
// never in the database. A key that is missing or wrong is told by its name, and the rest of the house goes on without it.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { makeFile } from '@sekisho/shared/durable-file.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { readSecretFile } from '@sekisho/shared/keyfile.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { SealedPart } from '../handover.capture.ts'

/** What a part is bound to beside its key: it opens nowhere else. */
export interface PartPlace {
  readonly customer: number
  readonly sha256: string
  readonly from: number
}

export interface KeyFile {
  readonly file: string
  /** It is Sekisho's own, in the state folder, and made where nothing was closed with another. */
  readonly own: boolean
  /** systemd's folder of credentials, if it lies there: the folder lets only the service in, whatever its files say. */
  readonly credentials: string | null
}

// NIST SP 800-38D, 5.2.1.1 and 5.2.1.2: 96-bit nonces are the recommended ones, and a full tag has 128 bits. With random
// nonces one key is good for 2^32 parts (8.3), which are 1 PiB.
const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export class ContentKeys {
  readonly #where: KeyFile
  #keys: ReadonlyMap<string, Buffer> = new Map()
  #current: string | null = null
  #trouble: Failure | null = null

  constructor(where: KeyFile) {
    this.#where = where
  }

  /** Whether new parts can be closed. */
  get usable(): boolean {
    return this.#current !== null
  }

  /** What is wrong: no key at all, or one missing that kept parts need. */
  get trouble(): Failure | null {
    return this.#trouble
  }

  /** Reads the file anew. `needed`: ids of the keys with which parts are closed. */
  load(needed: readonly string[]): void {
    this.#keys = new Map()
    this.#current = null
    this.#trouble = null
    try {
      this.#read(needed)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#trouble = error
    }
  }

  /** @throws Failure content-key-missing */
  close(place: PartPlace, bytes: Uint8Array): SealedPart {
    const key = this.#current
    if (key === null) throw this.#trouble ?? this.#missing(reason('content-key.none'))
    const nonce = randomBytes(nonceBytes)
    const closing = createCipheriv(cipher, this.#key(key), nonce, { authTagLength: tagBytes })
    closing.setAAD(boundTo(place))
    return { key, nonce, bytes: Buffer.concat([closing.update(bytes), closing.final(), closing.getAuthTag()]) }
  }

  /** @throws Failure content-key-missing, content-damaged */
  open(place: PartPlace, { key, nonce, bytes }: SealedPart): Buffer {
    const opening = createDecipheriv(cipher, this.#key(key), nonce, { authTagLength: tagBytes })
    try {
      opening.setAAD(boundTo(place))
      opening.setAuthTag(bytes.subarray(bytes.length - tagBytes))
      return Buffer.concat([opening.update(bytes.subarray(0, bytes.length - tagBytes)), opening.final()])
    } catch (error) {
      throw new ToldFailure('content-damaged', reason('content-part.altered', { from: place.from }), {
        cause: error,
        place: place.sha256,
      })
    }
  }

  #read(needed: readonly string[]): void {
    const { file, own } = this.#where
    if (!existsSync(file)) {
      // A new key would be taken for the old one, which a person has yet to put back.
      if (!own || needed.length > 0) throw this.#missing(reason('key-file.no-file'))
      makeOwn(file)
    }
    const keys = keysOf(this.#text(), file)
    this.#keys = new Map(keys.map(key => [idOf(key), key]))
    this.#current = [...this.#keys.keys()][0] ?? null
    const lost = needed.filter(id => !this.#keys.has(id))
    if (lost.length > 0) throw this.#missing(reason('content-key.lost-needed', { ids: lost.join(', ') }))
  }

  #text(): string {
    const { file, credentials } = this.#where
    if (credentials === null || !file.startsWith(`${credentials}/`)) return readSecretFile(file)
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new ToldFailure('key-unusable', reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), {
        cause: error,
        place: file,
      })
    }
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id)
    if (key === undefined) throw this.#missing(reason('content-key.lost', { id }))
    return key
  }

  #missing(why: Reason): Failure {
    return new ToldFailure('content-key-missing', why, { place: this.#where.file })
  }
}

function boundTo({ customer, sha256, from }: PartPlace): Buffer {
  return Buffer.from(`sekisho content 1\n${customer}\n${sha256}\n${from}\n`)
}

function makeOwn(file: string): void {
  try {
    makeFile(file, `${randomBytes(32).toString('hex')}\n`)
  } catch (error) {
    throw new ToldFailure('key-unusable', reason('file.unwritable', { detail: errnoOf(error) ?? '?' }), {
      cause: error,
      place: file,
    })
  }
}

/** @throws Failure key-unusable, without a word of what stands there */
function keysOf(text: string, file: string): Buffer[] {
  const lines = text.split(/\r?\n/).map(line => line.trim())
  const keys = lines.flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return []
    if (/^[0-9a-f]{64}$/i.test(line)) return [Buffer.from(line, 'hex')]
    throw new ToldFailure('key-unusable', reason('content-key.line', { line: index + 1 }), { place: file })
  })
  if (keys.length === 0) throw new ToldFailure('key-unusable', reason('content-key.empty'), { place: file })
  return keys
}

/** Names a key without telling anything of it. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('sekisho content key\n').update(key).digest('hex').slice(0, 16)
}
