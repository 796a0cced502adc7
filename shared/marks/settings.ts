// Owns what leaves the host of a file of settings such as `.env`: the names of its keys, each with a keyed digest of its
// value. With the digests two observations tell which keys changed; without the host's key nobody can try values out.
import { createHmac, type KeyObject } from 'node:crypto'

/** Keys of one file; a longer one is compared as a whole. */
const keysOfFile = 200
/** Settings are read up to there; a longer file is no settings file. */
export const settingsBytes = 64 * 1024
/** Hex digits: 48 bits, enough to tell a change, and too few to serve for anything else. */
const digestLength = 12

/** Whether files of this name are settings. */
export function isSettings(name: string): boolean {
  return /^\.env(?:$|\.)/i.test(name)
}

/** Whether a file of this name may hold what settings hold: they themselves, and what editors and people make beside them. */
export function mayHoldSettings(name: string): boolean {
  return /^[.#~_]+env(?![a-z0-9])/i.test(name)
}

/**
 * `KEY=value` lines of a dotenv file, as name and keyed digest; a value runs to the next key.
 * @param text one byte a character
 */
export function keysOf(text: string, key: KeyObject): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  let current: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const assigned = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]{0,99})\s*=(.*)$/s.exec(line)
    if (assigned !== null) {
      current = assigned[1] ?? ''
      values.set(current, (assigned[2] ?? '').trim())
    } else if (current !== null && line.trim() !== '' && !line.trimStart().startsWith('#')) {
      values.set(current, `${values.get(current)}\n${line}`)
    }
  }
  const names = [...values.keys()]
    .filter(name => name !== '__proto__')
    .sort()
    .slice(0, keysOfFile)
  return Object.fromEntries(names.map(name => [name, digestOf(name, values.get(name) ?? '', key)]))
}

/** The name goes in as well: equal values of two keys do not show. */
function digestOf(name: string, value: string, key: KeyObject): string {
  return createHmac('sha256', key).update(`${name}\0${value}`, 'latin1').digest('hex').slice(0, digestLength)
}

/** Names of keys that came, went or changed, in order. */
export function changedKeys(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(name => before[name] !== after[name]).sort()
}
