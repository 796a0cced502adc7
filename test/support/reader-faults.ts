// Owns a gate before the reader of the kernel's events: a test holds the reader up there, and lets it go on; and what the reader has
// when no descriptor is left. Its thread imports this module by its address, in whose query the gate stands: as long as that file is
// there, it stands still.
import fs, { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { System, SystemError } from '@sekisho/agent/watch/linux/system.ts'
import { eventually } from './eventually.ts'

const gateOfThread = new URL(import.meta.url).searchParams.get('gate') ?? ''
/** errno(3): EMFILE. */
const noDescriptorLeft = 24
const nothing = new Int32Array(new SharedArrayBuffer(4))

/** @public Called by the thread, which imports this module by its address. */
export function fault(): void {
  if (gateOfThread === '' || !existsSync(gateOfThread)) return
  writeFileSync(reached(gateOfThread), '')
  while (existsSync(gateOfThread)) Atomics.wait(nothing, 0, 0, 5)
}

if (gateOfThread !== '') {
  const { openByHandle } = System.prototype
  let asked = 0
  System.prototype.openByHandle = function (mount, handle) {
    const meant = saidIn(exhausted(gateOfThread), readFileSync)
    if (meant === '' || (meant === handle.toString('hex') && asked++ > 0))
      throw new SystemError('open_by_handle_at', noDescriptorLeft)
    return openByHandle.call(this, mount, handle)
  }
  refuseReading(read => saidIn(refused(gateOfThread), read))
}

/** Null once nothing is said any more: the file may go between any two calls. */
function saidIn(file: string, read: typeof fs.readFileSync): string | null {
  try {
    return read(file, 'latin1')
  } catch {
    return null
  }
}

/** At once: what is written in part would say something else. */
function say(file: string, text: string): void {
  writeFileSync(`${file}.next`, text)
  renameSync(`${file}.next`, file)
}

/** To whatever this thread reads by a path that begins as `meant` says. The answer ends it. */
function refuseReading(meant: (read: typeof fs.readFileSync) => string | null): () => void {
  const read = fs.readFileSync
  const readBy = (by: (...given: Parameters<typeof read>) => unknown) => {
    Object.assign(fs, { readFileSync: by })
    syncBuiltinESMExports()
  }
  readBy((...given) => {
    const beginning = meant(read)
    if (beginning === null || !String(given[0]).startsWith(beginning)) return read(...given)
    if (gateOfThread !== '') fs.appendFileSync(asked(gateOfThread), '.')
    throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open' })
  })
  return () => readBy(read)
}

/** As `refuse`, for a reader in the thread of the test, until the answer is called. */
export function refuseHere(path: string): () => void {
  return refuseReading(() => path)
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
    /** From now on no folder can be asked for by its handle, or the one with that handle no more than once, until the answer is called. */
    exhaust(handle?: Buffer): () => void {
      say(exhausted(gate), handle?.toString('hex') ?? '')
      return () => rmSync(exhausted(gate))
    },
    /** From now on no descriptor is left for what is read by a path that begins so. `times`: how often it was asked for. */
    refuse(path: string) {
      say(refused(gate), path)
      const times = () => (existsSync(asked(gate)) ? readFileSync(asked(gate)).length : 0)
      return { times, relieve: () => rmSync(refused(gate)) }
    },
  }
}

function exhausted(gate: string): string {
  return `${gate}.exhausted`
}

function refused(gate: string): string {
  return `${gate}.refused`
}

function asked(gate: string): string {
  return `${gate}.asked`
}

function reached(gate: string): string {
  return `${gate}.reached`
}
