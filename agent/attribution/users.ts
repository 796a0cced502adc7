// Owns the names of users, as /etc/passwd has them (passwd(5)). Who stands in a directory service is shown by number.
import { readFileSync, statSync } from 'node:fs'
import type { Clock } from '@sekisho/shared/clock.ts'

const lookAgainMs = 10_000
const maxLength = 200

export class Users {
  readonly #file: string
  readonly #clock: Clock
  #names = new Map<number, string>()
  #stamp = ''
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(file: string, clock: Clock) {
    this.#file = file
    this.#clock = clock
  }

  nameOf(uid: number): string {
    if (this.#clock.monotonic() - this.#lookedAt > lookAgainMs) this.#look()
    return this.#names.get(uid) ?? String(uid)
  }

  #look(): void {
    this.#lookedAt = this.#clock.monotonic()
    try {
      const { mtimeMs, size, ino } = statSync(this.#file)
      const stamp = `${mtimeMs} ${size} ${ino}`
      if (stamp === this.#stamp) return
      this.#names = namesIn(readFileSync(this.#file, 'utf8'))
      this.#stamp = stamp
    } catch {
      // Being replaced, or not there: the names known before stay, and numbers stand for the others.
    }
  }
}

/** The first line of a uid counts, as for getpwuid(3). */
function namesIn(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':')
    if (name !== '' && /^\d+$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), name.slice(0, maxLength))
  }
  return names
}
