// Owns what is made of many measurements: medians, percentiles, ratios, and their text. Measures nothing.

/** The value below which `share` of the values lie, by the nearest rank; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Of how many rounds a table's figures are. */
export function ofRounds(rounds: number): string {
  return rounds === 1 ? 'Of one round' : `Medians of ${rounds} rounds`
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}

export function thousands(count: number): string {
  return Math.round(count).toLocaleString('en')
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}
