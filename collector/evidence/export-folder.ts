// Owns the files of an export: each written once, for its owner alone, on disk, and listed with size and sha256 in a manifest
// that the collector signs. Knows nothing of what is in them.
import { createHash, sign } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncPath } from '@sekisho/shared/durable-file.ts'
import { plainJson } from '@sekisho/shared/plain-json.ts'
import type { KeyId, KeyPair } from '@sekisho/shared/proof.ts'
import { exportFormat } from '../handover.export.ts'

/** Keeps this signature from being taken for one over anything else that the same key signs. */
const domain = Buffer.from('sekisho.export.v1\n')

export interface ExportMaker {
  readonly user: string
  /** Who became that user by sudo; null where nobody did. */
  readonly sudoUser: string | null
  readonly machine: string
}

export interface ExportManifest {
  readonly kind: 'sekisho-export'
  readonly format: typeof exportFormat
  readonly incident: number
  readonly madeAt: string
  readonly by: ExportMaker
  /** Of the program that made it, and of the database. */
  readonly version: string
  readonly schema: number
  /** Whose it is, and whose key signed this. */
  readonly collector: KeyId
  readonly files: readonly ExportedFile[]
}

interface ExportedFile {
  /** Below the folder, with `/` between its parts. */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

type Written = Omit<ExportedFile, 'name'>

export class ExportFolder {
  readonly #folder: string
  readonly #files: ExportedFile[] = []
  readonly #folders = new Set<string>()

  /** @param folder is there, and empty */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** @param name safe parts with `/` between them */
  add(name: string, pieces: Iterable<string | Uint8Array>): void {
    this.#files.push({ name, ...this.#write(name, pieces) })
  }

  /**
   * Piece by piece as they come. Where they throw, or `isRight` says no to the digest, nothing is left of it; then null.
   */
  async addStream(
    name: string,
    pieces: AsyncIterable<Uint8Array>,
    isRight: (sha256: string) => boolean = () => true,
  ): Promise<Written | null> {
    const file = this.#open(name)
    let written: Written | null = null
    try {
      for await (const piece of pieces) file.take(piece)
      const all = file.end()
      if (isRight(all.sha256)) written = all
    } finally {
      file.close()
      if (written === null) rmSync(join(this.#folder, name))
    }
    if (written !== null) this.#files.push({ name, ...written })
    return written
  }

  /** One JSON text a line. Says how many. */
  addLines(name: string, rows: Iterable<unknown>): number {
    let count = 0
    function* lines() {
      for (const row of rows) {
        count++
        yield `${plainJson(JSON.stringify(row))}\n`
      }
    }
    this.add(name, lines())
    return count
  }

  addJson(name: string, value: unknown): void {
    this.add(name, [jsonText(value)])
  }

  /** The last of it: what comes later is no part of the export. */
  seal(
    said: Omit<ExportManifest, 'kind' | 'format' | 'collector' | 'files'>,
    { id, privateKey }: KeyPair,
  ): ExportManifest {
    this.#dropEmptyFolders()
    const files = this.#files
    const manifest = { kind: 'sekisho-export', format: exportFormat, ...said, collector: id, files } as const
    const bytes = Buffer.from(jsonText(manifest))
    const signature = sign(null, Buffer.concat([domain, bytes]), privateKey)
    this.#write('manifest.json', [bytes])
    this.#write('manifest.sig', [`${signature.toString('base64')}\n`])
    for (const folder of this.#folders) syncPath(folder)
    return manifest
  }

  #write(name: string, pieces: Iterable<string | Uint8Array>): Written {
    const file = this.#open(name)
    try {
      for (const piece of pieces) file.take(Buffer.from(piece))
      return file.end()
    } finally {
      file.close()
    }
  }

  /** Of what did not come whole nothing is left, and the manifest names no folder of its own. */
  #dropEmptyFolders(): void {
    for (const folder of [...this.#folders].reverse()) {
      if (readdirSync(folder).length > 0) continue
      rmdirSync(folder)
      this.#folders.delete(folder)
    }
  }

  #open(name: string): NewFile {
    const path = join(this.#folder, name)
    this.#makeFolders(dirname(path))
    return new NewFile(path)
  }

  #makeFolders(folder: string): void {
    if (folder === this.#folder || this.#folders.has(folder)) return
    this.#makeFolders(dirname(folder))
    mkdirSync(folder, { mode: 0o700 })
    this.#folders.add(folder)
  }
}

/** One that was not there, for its owner alone. */
class NewFile {
  readonly #descriptor: number
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(path: string) {
    this.#descriptor = openSync(path, 'wx', 0o600)
  }

  take(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) at += writeSync(this.#descriptor, piece, at)
    this.#hash.update(piece)
    this.#bytes += piece.length
  }

  /** All of it is on the disk. */
  end(): Written {
    fsyncSync(this.#descriptor)
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

function jsonText(value: unknown): string {
  return `${plainJson(JSON.stringify(value, null, 1))}\n`
}
