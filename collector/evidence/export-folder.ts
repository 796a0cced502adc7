// Owns the files of an export: each written once, for its owner alone, on disk, and listed with size and sha256 in a manifest
// that the collector signs. Knows nothing of what is in them.
import { createHash, sign } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
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
    const files = this.#files
    const manifest = { kind: 'sekisho-export', format: exportFormat, ...said, collector: id, files } as const
    const bytes = Buffer.from(jsonText(manifest))
    const signature = sign(null, Buffer.concat([domain, bytes]), privateKey)
    this.#write('manifest.json', [bytes])
    this.#write('manifest.sig', [`${signature.toString('base64')}\n`])
    for (const folder of this.#folders) syncPath(folder)
    return manifest
  }

  #write(name: string, pieces: Iterable<string | Uint8Array>): Omit<ExportedFile, 'name'> {
    const file = join(this.#folder, name)
    this.#makeFolders(dirname(file))
    const descriptor = openSync(file, 'wx', 0o600)
    try {
      const hash = createHash('sha256')
      let size = 0
      for (const piece of pieces) {
        const bytes = Buffer.from(piece)
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
        hash.update(bytes)
        size += bytes.length
      }
      fsyncSync(descriptor)
      return { bytes: size, sha256: hash.digest('hex') }
    } finally {
      closeSync(descriptor)
    }
  }

  #makeFolders(folder: string): void {
    if (folder === this.#folder || this.#folders.has(folder)) return
    this.#makeFolders(dirname(folder))
    mkdirSync(folder, { mode: 0o700 })
    this.#folders.add(folder)
  }
}

function jsonText(value: unknown): string {
  return `${plainJson(JSON.stringify(value, null, 1))}\n`
}
