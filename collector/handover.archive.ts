// The types between archive and whoever hands contents out in one: capture, and evidence. Types only.

export interface ArchiveEntry {
  /** Plain: it becomes a file wherever somebody unpacks it. */
  readonly name: string
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** The bytes of one archive that nobody opens without the password, as they are made. @param at for the entries' times, ms */
export type Seal = (
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
  password: string,
  at: number,
) => AsyncIterable<Uint8Array>
