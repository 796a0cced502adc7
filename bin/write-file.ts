// Owns writing a file that somebody named on the command line, saying which and why when it cannot be.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { Failure } from '@sekisho/shared/failures.ts'
import { unwritableFile } from '@sekisho/shared/unreadable-file.ts'

/**
 * Replaces what is there once all of it is written: the name was given on purpose, half of a file was not.
 * @throws Failure config-invalid with the system's reason in the reader's words
 */
export function writeNamed(file: string, pieces: Iterable<Uint8Array>): void {
  const temporary = `${file}.${process.pid}.new`
  try {
    writePieces(temporary, pieces)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    if (error instanceof Failure) throw error
    throw unwritableFile(file, error)
  }
}

function writePieces(file: string, pieces: Iterable<Uint8Array>): void {
  const descriptor = openSync(file, 'w')
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at)
  } finally {
    closeSync(descriptor)
  }
}
