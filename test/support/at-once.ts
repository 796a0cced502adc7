// Owns changes that come in one step: made aside, outside of every root, and renamed to where they belong. Whoever looks,
// however long the process of the tests is held up meanwhile, finds all of them or nothing: no file that is half written.
import { closeSync, mkdtempSync, openSync, renameSync, rmdirSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Puts a file there, new or in another's place; `made` is its content, or makes what it is at the path that it is given. */
export function putAtOnce(place: string | Buffer, made: string | ((aside: string) => void)): void {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-aside-'))
  const aside = join(folder, 'made')
  if (typeof made === 'string') writeFileSync(aside, made)
  else made(aside)
  renameSync(aside, place)
  rmdirSync(folder)
}

/** In place and by one call: there is no moment at which the file is empty. */
export function overwrite(file: string, content: string): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, content, 0)
  closeSync(descriptor)
}
