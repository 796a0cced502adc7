// Owns how a foreign word stands in a command line that people paste into a shell. Uses no node: module.

/** The word as a shell takes it, and as nothing else. Of text without control characters, as all names are. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
