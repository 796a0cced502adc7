// Owns how this program calls the C library where Node has no way to: by koffi, or not at all. Declares no call itself.
import { createRequire } from 'node:module'

/** Arguments are numbers, buffers and texts, as the prototype says. */
export type LibraryCall = (...words: (number | Buffer | string)[]) => number | bigint

/** Null where its compiled part is missing: whoever calls has another way, or goes on without. */
export const koffi = openKoffi()

/** Required, not imported: its module for `import` looks for its compiled part in more ways, and each thread pays for it. */
function openKoffi(): typeof import('koffi') | null {
  try {
    return createRequire(import.meta.url)('koffi')
  } catch {
    // Not installed, or not for this processor.
    return null
  }
}

/** @param prototype in C. Null where the library of this machine does not have it. */
export function declare(prototype: string): LibraryCall | null {
  try {
    return koffi?.load(null).func(prototype) ?? null
  } catch {
    // Another C library than glibc: the caller finds null.
    return null
  }
}
