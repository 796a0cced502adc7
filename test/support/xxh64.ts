// Owns a second opinion on XXH64, written from its specification and not from the library that the agent uses. For small
// contents only: it is slow. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md

const prime1 = 0x9e3779b185ebca87n
const prime2 = 0xc2b2ae3d27d4eb4fn
const prime3 = 0x165667b19e3779f9n
const prime4 = 0x85ebca77c2b2ae63n
const prime5 = 0x27d4eb2f165667c5n

const wrap = (value: bigint) => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint) => wrap((value << bits) | (value >> (64n - bits)))
const round = (lane: bigint, input: bigint) => wrap(rotate(wrap(lane + input * prime2), 31n) * prime1)

/** 16 lower-case hex digits, with seed 0. */
export function xxh64(content: Buffer): string {
  let at = 0
  let hash = prime5
  if (content.length >= 32) {
    const lanes = [wrap(prime1 + prime2), prime2, 0n, wrap(-prime1)]
    for (; at + 32 <= content.length; at += 32) {
      for (const [index, lane] of lanes.entries()) lanes[index] = round(lane, content.readBigUInt64LE(at + index * 8))
    }
    const turns = [1n, 7n, 12n, 18n]
    hash = wrap(lanes.reduce((sum, lane, index) => sum + rotate(lane, turns[index] ?? 0n), 0n))
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * prime1 + prime4)
  }
  hash = wrap(hash + BigInt(content.length))
  for (; at + 8 <= content.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, content.readBigUInt64LE(at)), 27n) * prime1 + prime4)
  }
  if (at + 4 <= content.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(content.readUInt32LE(at)) * prime1), 23n) * prime2 + prime3)
    at += 4
  }
  for (const byte of content.subarray(at)) hash = wrap(rotate(hash ^ wrap(BigInt(byte) * prime5), 11n) * prime1)
  hash = wrap((hash ^ (hash >> 33n)) * prime2)
  hash = wrap((hash ^ (hash >> 29n)) * prime3)
  return (hash ^ (hash >> 32n)).toString(16).padStart(16, '0')
}
