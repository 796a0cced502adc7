// Owns the memory for texts that rows say again and again, such as a permit or a list of reasons: each is read once.

/** With texts of the length below 4 MB, and as much again for what was read of them. */
const mostKept = 4_000
/** What is longer is a list that grows, as of an incident's areas: each length of it would be kept. */
const longest = 1_000

/**
 * @param read answers with what nobody changes
 * @param most texts that are kept before all are forgotten
 */
export function remembering<T>(read: (text: string) => T, most = mostKept): (text: string) => T {
  const kept = new Map<string, T>()
  return text => {
    if (text.length > longest) return read(text)
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = read(text)
    if (kept.size >= most) kept.clear()
    kept.set(text, made)
    return made
  }
}
