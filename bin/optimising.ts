// Owns from when on V8 optimises a function in this process. For programs of many threads, each of which compiles for itself.
import { setFlagsFromString } from 'node:v8'

/**
 * V8's last compiler takes a function once it was called 3,000 times, in each thread anew: of a first walk of 50,000 files that
 * was a tenth of the processor time, for code that its quicker compiler runs as well but for the hottest. Those are still taken.
 * The product with the bytes of a function must fit into 31 bits, and the longest that is ever taken has 60 KiB. Holds for
 * this thread and all that start later. Flags as `node --v8-options` of Node 24 describes them.
 */
export function optimiseLate(): void {
  setFlagsFromString('--invocation-count-for-turbofan=32000')
}
