// Owns the spool's files: one a content, named by its sha256 alone, for the agent's user alone. Does not decide what is kept,
// nor for how long.
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { closed, fittingHead, type Head, maxHeadBytes, openBytes, openHead } from './sealed.ts'

const ownerOnly = 0o600
const folderMode = 0o700
const largePiece = 64 * 1024
const wholeName = /^[0-9a-f]{64}$/
/** What a killed agent was writing. */
const unfinishedName = /^[0-9a-f]{64}\.new$/

export interface Shelved {
  readonly sha256: string
  readonly head: Head
  /** On the disk. */
  readonly bytes: number
}

/** What lies there from before. */
export interface Listing {
  /** The longest kept first. */
  readonly shelved: readonly Shelved[]
  /** How many were not as they were written, and are gone. */
  readonly spoiled: number
  /** How many could not be read, and are gone unless they could not be removed, either. */
  readonly unread: number
  /** The last that was in the way of these. */
  readonly error: unknown
}

export class Shelf {
  readonly #folder: string
  readonly #key: Buffer

  constructor(folder: string, key: Uint8Array) {
    this.#folder = folder
    this.#key = Buffer.from(key)
  }

  /** For its owner alone. @throws system errors */
  makeFolder(): void {
    mkdirSync(this.#folder, { recursive: true, mode: folderMode })
    chmodSync(this.#folder, folderMode)
  }

  /** What lies there; what is half written, or cannot be opened, goes. @throws system errors of the folder itself */
  async list(): Promise<Listing> {
    const shelved: Shelved[] = []
    let [spoiled, unread, error]: [number, number, unknown] = [0, 0, null]
    for (const name of await readdir(this.#folder)) {
      if (!wholeName.test(name) && !unfinishedName.test(name)) continue
      try {
        const one = wholeName.test(name) ? await this.#headOf(name) : null
        if (one !== null) shelved.push(one)
        else await this.#remove(name)
        if (one === null && wholeName.test(name)) spoiled++
      } catch (caught) {
        // One bad place on the disk takes nothing but what lies on it. What cannot even be removed is counted at each start.
        unread++
        error = caught
        await this.#remove(name).catch(() => {})
      }
    }
    shelved.sort((one, other) => one.head.at - other.head.at)
    return { shelved, spoiled, unread, error }
  }

  /**
   * Whole under its name, or not at all; answers with what it takes on the disk. It is not waited for the disk: a power cut may
   * take what was kept in the last half minute, and what it left of that does not open. Of its places lie there as many as its
   * head has room for; null: for none.
   * @throws system errors
   */
  async put(sha256: string, head: Head, bytes: Uint8Array): Promise<number | null> {
    const fitting = fittingHead(head)
    if (fitting === null) return null
    // Where it was removed meanwhile, or could not be made before.
    if (!existsSync(this.#folder)) this.makeFolder()
    const unfinished = join(this.#folder, `${sha256}.new`)
    try {
      const length = await written(unfinished, closed(this.#key, sha256, fitting, bytes))
      await rename(unfinished, join(this.#folder, sha256))
      return length
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }

  /** Null: it is not there, or not as it was written. @throws system errors */
  async take(sha256: string): Promise<{ readonly head: Head; readonly bytes: Buffer } | null> {
    const file = await readFile(join(this.#folder, sha256))
    const opened = openHead(this.#key, sha256, file)
    const bytes = opened && openBytes(this.#key, sha256, file.subarray(opened.end))
    return opened && bytes && { head: opened.head, bytes }
  }

  /** @throws system errors */
  async drop(sha256: string): Promise<void> {
    await this.#remove(sha256)
  }

  async #headOf(sha256: string): Promise<Shelved | null> {
    const file = await open(join(this.#folder, sha256), 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(maxHeadBytes), 0, maxHeadBytes, 0)
      const opened = openHead(this.#key, sha256, buffer.subarray(0, bytesRead))
      return opened && { sha256, head: opened.head, bytes: (await file.stat()).size }
    } finally {
      await file.close()
    }
  }

  #remove(name: string): Promise<void> {
    return rm(join(this.#folder, name), { force: true })
  }
}

async function written(path: string, pieces: Iterable<Buffer>): Promise<number> {
  const file = await open(path, 'wx', ownerOnly)
  try {
    let length = 0
    let gathered: Buffer[] = []
    const flush = async () => {
      await writeAll(file, Buffer.concat(gathered))
      gathered = []
    }
    for (const piece of pieces) {
      gathered.push(piece)
      length += piece.length
      // A script is one write: each costs as much as closing the script does.
      if (piece.length >= largePiece) await flush()
    }
    await flush()
    return length
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, piece: Buffer): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten
}
