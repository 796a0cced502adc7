// Owns faults for a fingerprint thread, which imports this module: what to do stands in the query of its address.
//   ?at=folder&swap=/abs/dir&for=/abs/target    swaps a folder for a link just before that step, once
//   ?at=read&name=log&append=/abs/file&times=N   appends to a file before the step, N times
//   ?at=open&name=x&errno=EIO&times=N            lets the call fail
//   ?at=open&name=x&fifo=/abs/pipe               says so in pipe.reached and waits in the kernel for a writer of the pipe
//   &armed=/abs/file                             none of it before that file is there
//   ?at=read&name=x&exit=1&times=N               ends the thread (once a process: the count is kept in a file)
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import type { Fault } from '../../agent/fingerprint/observe.ts'

const asked = new URL(import.meta.url).searchParams
let left = Number(asked.get('times') ?? 1)

/** @public Called by the thread, which imports this module by its address. */
export const fault: Fault = (step, name) => {
  if (step !== asked.get('at') || left <= 0) return
  if (asked.has('name') && name !== asked.get('name')) return
  const armed = asked.get('armed')
  if (armed && !existsSync(armed)) return
  left--
  const swap = asked.get('swap')
  const append = asked.get('append')
  const errno = asked.get('errno')
  const deaths = asked.get('deaths')
  // Once, however many threads there are: each of them counts for itself.
  if (swap && !existsSync(`${swap}.moved`)) {
    renameSync(swap, `${swap}.moved`)
    symlinkSync(asked.get('for') ?? '', swap)
  }
  if (append) appendFileSync(append, 'more')
  const fifo = asked.get('fifo')
  if (fifo) waitFor(fifo)
  if (errno) throw Object.assign(new Error(errno), { code: errno })
  if (deaths) dieOnce(deaths, Number(asked.get('most') ?? 1))
}

function waitFor(fifo: string): void {
  writeFileSync(`${fifo}.reached`, '')
  closeSync(openSync(fifo, 'r'))
}

function dieOnce(counter: string, most: number): void {
  const died = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0
  if (died >= most) return
  writeFileSync(counter, String(died + 1))
  process.exit(1)
}

/** The address by which a fingerprint thread imports these faults. */
export function faultsOf(what: Readonly<Record<string, string | number>>): string {
  const address = new URL(import.meta.url)
  for (const [name, value] of Object.entries(what)) address.searchParams.set(name, String(value))
  return address.href
}
