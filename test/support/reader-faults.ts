// Owns a gate before the reader of the kernel's events: a test holds the reader up there, and lets it go on. The reader's thread
// imports this module by its address, in whose query the gate stands: as long as that file is there, it stands still.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

const gateOfThread = new URL(import.meta.url).searchParams.get('gate') ?? ''
const nothing = new Int32Array(new SharedArrayBuffer(4))

/** @public Called by the thread, which imports this module by its address. */
export function fault(): void {
  if (gateOfThread === '' || !existsSync(gateOfThread)) return
  writeFileSync(reached(gateOfThread), '')
  while (existsSync(gateOfThread)) Atomics.wait(nothing, 0, 0, 5)
}

/** That of the folder: whoever asks twice gets the same. */
export function readerGate(folder: string) {
  const gate = join(folder, 'gate')
  const address = new URL(import.meta.url)
  address.searchParams.set('gate', gate)
  return {
    /** By which the reader's thread imports its fault. */
    faults: address.href,
    /** Resolves when the reader stands still; the answer lets it go on. `wake`: makes an event, for which it need not wait. */
    async heldUp(wake: () => void = () => {}): Promise<() => void> {
      rmSync(reached(gate), { force: true })
      writeFileSync(gate, '')
      wake()
      await eventually(() => existsSync(reached(gate)))
      return () => rmSync(gate)
    },
  }
}

function reached(gate: string): string {
  return `${gate}.reached`
}
