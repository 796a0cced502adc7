// Owns how a size in bytes is written, in config files and on the command line alike. Pure.

const unitsBytes = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const

/** Bytes of a size such as `200KiB`, `64MiB`; null when it is none. */
export function parseBytes(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})(B|KiB|MiB|GiB)$/.exec(text) ?? []
  return amount === undefined ? null : Number(amount) * unitsBytes[unit as keyof typeof unitsBytes]
}

/** As `parseBytes` takes it, in the largest unit that says it exactly. */
export function bytesText(bytes: number): string {
  const [unit, size] = Object.entries(unitsBytes).findLast(([, size]) => bytes % size === 0) ?? ['B', 1]
  return `${bytes / size}${unit}`
}
