// Owns numbers that look random and are the same in each run. Not for secrets.

/** From 0 up to 1. */
export type Random = () => number

/** https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain): 32 bits of state suffice here. */
export function numbersFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
