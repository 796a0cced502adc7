// Owns contents of scripts that were closed just now, so that what somebody deletes at once can still be handed on. What is no
// longer kept when somebody asks for it is gone.
import type { AttributesRead, KeptContent } from '../../handover.ts'
import { Ring } from './ring.ts'

/** In all. A web shell has some kilobytes, so it is hundreds of them; a deployment's files push one another out. */
const ringBytes = 16 * 1024 * 1024

export class Kept {
  /** By sha256. */
  readonly #contents: Ring<KeptContent>

  constructor(ceiling = ringBytes) {
    this.#contents = new Ring(ceiling, roomOf)
  }

  /** @param read the content; it is copied by whoever brings it. `attributes`: of the file that held it last */
  keep(sha256: string, attributes: AttributesRead, read: () => Buffer): void {
    this.#contents.put(sha256, { bytes: this.#contents.of(sha256)?.bytes ?? read(), attributes })
  }

  forget(): void {
    this.#contents.clear()
  }

  of(sha256: string): KeptContent | null {
    return this.#contents.of(sha256) ?? null
  }
}

function roomOf({ bytes, attributes }: KeptContent): number {
  if (attributes.told !== 'listed') return bytes.length
  return attributes.list.reduce(
    (sum, { name, beginning }) => sum + name.length + (beginning?.length ?? 0),
    bytes.length,
  )
}
