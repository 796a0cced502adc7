// Owns how this program calls the C library where Node has no way to: by koffi, or not at all. Declares no call itself.

/** Arguments are numbers, buffers and texts, as the prototype says. */
export type LibraryCall = (...words: (number | Buffer | string)[]) => number | bigint

/** Null where its compiled part is missing: whoever calls has another way, or goes on without. */
export const koffi = await import('koffi').then(
  module => module.default,
  () => null,
)

/** @param prototype in C. Null where the library of this machine does not have it. */
export function declare(prototype: string): LibraryCall | null {
  try {
    return koffi?.load(null).func(prototype) ?? null
  } catch {
    // Another C library than glibc: the caller finds null.
    return null
  }
}
