// Owns the stored form of passwords: Argon2id in its usual text form, made and compared off the event loop, a bounded number
// at a time. Whose password it is, and how often somebody may try, are people's.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Failure } from '@sekisho/shared/failures.ts'
import type { MakeBytes } from './tokens.ts'

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes and one lane; RFC 9106 for salt and tag.
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
const saltBytes = 16
const storedForm = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/
/** Each takes 19 MiB and a thread of Node's pool, which file work needs as well. */
const maxAtOnce = 2
const maxWaiting = 32

const derive = promisify(argon2)

export class Passwords {
  readonly #random: MakeBytes
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(random: MakeBytes = randomBytes) {
    this.#random = random
  }

  /** @throws Failure store-busy when too many wait */
  async hash(password: string): Promise<string> {
    const salt = this.#random(saltBytes)
    const tag = await this.#derive(password, salt)
    return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${bare(salt)}$${bare(tag)}`
  }

  /** Without a stored form the same work is done, so that the time does not tell which names there are. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const [, salt = '', tag = ''] = storedForm.exec(stored ?? '') ?? []
    const known = salt !== ''
    const found = await this.#derive(password, known ? Buffer.from(salt, 'base64') : this.#random(saltBytes))
    return known && timingSafeEqual(found, Buffer.from(tag, 'base64'))
  }

  async #derive(password: string, salt: Uint8Array): Promise<Buffer> {
    await this.#turn()
    try {
      // One password, however its letters were composed by the keyboard.
      return await derive('argon2id', { message: password.normalize('NFKC'), nonce: salt, ...cost })
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#running < maxAtOnce) {
      this.#running++
      return Promise.resolve()
    }
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new Failure('store-busy', 'too many sign in at this moment'))
    return new Promise(resolve => this.#waiting.push(resolve))
  }
}

function bare(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
