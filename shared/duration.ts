// Owns how a duration is written, in config files and on the command line alike. Pure.

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of a duration such as `500ms`, `30s`, `15m`, `2h`, `7d`; null when it is none. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  return amount === undefined ? null : Number(amount) * unitsMs[unit as keyof typeof unitsMs]
}
