// Owns a fault for the reader's thread, which imports this module: it stands still as long as a file is there, whose name
// stands in the query of its address. `.reached` beside it says that it does.
import { existsSync, writeFileSync } from 'node:fs'

const gate = new URL(import.meta.url).searchParams.get('gate') ?? ''
const nothing = new Int32Array(new SharedArrayBuffer(4))

/** @public Called by the thread, which imports this module by its address. */
export function fault(): void {
  if (gate === '' || !existsSync(gate)) return
  writeFileSync(`${gate}.reached`, '')
  while (existsSync(gate)) Atomics.wait(nothing, 0, 0, 5)
}

/** The address by which the reader's thread imports this fault. */
export function heldUpBy(gate: string): string {
  const address = new URL(import.meta.url)
  address.searchParams.set('gate', gate)
  return address.href
}
