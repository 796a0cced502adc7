// Owns the memory for texts that rows say again and again, such as a permit or a list of reasons: each is read once.

/** Of a hundred bytes each 1 MB. */
const mostKept = 4_000

/** @param read answers with what nobody changes */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>()
  return text => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = read(text)
    if (kept.size >= mostKept) kept.clear()
    kept.set(text, made)
    return made
  }
}
