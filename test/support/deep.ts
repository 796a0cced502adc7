// Owns folders whose path is longer than any single call on the disk takes.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'

/** Makes folders in one another below `folder` and writes a file into the last; gone after the test. Returns its folder. */
export function deepFile(folder: string, depth: number, name: string, content: string): string {
  const part = 'd'.repeat(250)
  onTestFinished(() => {
    execFileSync('rm', ['-rf', `${folder}/${part}`])
  })
  let descriptor = openSync(folder, 'r')
  for (let at = 0; at < depth; at++) {
    const below = `/proc/self/fd/${descriptor}/${part}`
    mkdirSync(below)
    const next = openSync(below, 'r')
    closeSync(descriptor)
    descriptor = next
  }
  writeFileSync(`/proc/self/fd/${descriptor}/${name}`, content)
  closeSync(descriptor)
  return Array.from({ length: depth }, () => part).join('/')
}

/** A script that appends to the file at the bottom of `deepFile`, from another process, folder by folder: root, part, depth. */
export const deepAppend = `
  const [root, part, depth] = process.argv.slice(1)
  process.chdir(root)
  for (let at = 0; at < Number(depth); at++) process.chdir(part)
  require('node:fs').appendFileSync('file', 'y')
`
