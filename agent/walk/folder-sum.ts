// Owns telling whether two lots of folders are the same without keeping either: how many there are, and a sum over their
// names. Pure, but for a seed of its own.
import { randomInt } from 'node:crypto'

/** Names are chosen by attackers: without a seed that they do not know they could make two lots with one sum. */
const seed = randomInt(2 ** 32)

export class FolderSum {
  #count = 0
  #sum = 0

  add(path: string): void {
    this.#count++
    this.#sum = (this.#sum + hashOf(path)) % 2 ** 52
  }

  equals(other: FolderSum): boolean {
    return this.#count === other.#count && this.#sum === other.#sum
  }
}

/** FNV-1a twice, from two seeds: 48 bits, of which a double holds any sum. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(path: string): number {
  let low = seed
  let high = ~seed
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x01000193) ^ (high >>> 15)
  }
  return (high & 0xffff) * 2 ** 32 + (low >>> 0)
}
