// Owns how a number of bytes is written for people. Pure.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Such as `12.3 GiB`; of bytes the number alone. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
