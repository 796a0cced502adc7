// Owns the name of one set of bindings: both programs digest the same bindings to the same name. Pure.
import { sha256Hex } from './proof.ts'
import type { Bindings } from './wire.ts'

/** sha256, lower-case hex, of their JSON without white space and with every object's keys in code unit order. */
export function digestBindings(bindings: Bindings): string {
  return sha256Hex(
    JSON.stringify(bindings, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  )
}
