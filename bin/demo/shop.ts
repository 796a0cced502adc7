// Owns the example shop: where it lies, and that a whole copy of it is made there once. The shop's own files stand in
// shop/, as a shop would have them; nothing here runs any of them.
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('./shop', import.meta.url))

/** What the example's release is called. */
export const demoComponent = 'demo-shop'
export const demoVersion = '1.0.0'
export const demoKeyName = 'demo'

/** Beside the state folder, never in it: the state must not lie in a watched root. */
export function demoShopFolder(state: string): string {
  return join(dirname(state), 'sekisho-demo')
}

/** Makes the shop where there is none. @returns whether it was made now */
export function makeDemoShop(folder: string): boolean {
  if (existsSync(folder)) return false
  // Copied aside and renamed: a run that was cut short leaves no half of a shop.
  const half = `${folder}.new`
  rmSync(half, { recursive: true, force: true })
  cpSync(source, half, { recursive: true })
  giveUsualModes(half)
  renameSync(half, folder)
  return true
}

/** A checkout's modes depend on its umask; a shop's do not. */
function giveUsualModes(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
}
