// Owns contents of scripts that were closed just now, so that what somebody deletes at once can still be handed on. A ring in
// memory: what is no longer kept when somebody asks for it is gone.
import type { AttributesRead, KeptContent } from '../../handover.ts'

/** In all. A web shell has some kilobytes, so it is hundreds of them; a deployment's files push one another out. */
const ringBytes = 16 * 1024 * 1024

export class Kept {
  readonly #ceiling: number
  /** By sha256, the longest kept first. */
  readonly #contents = new Map<string, KeptContent>()
  #bytes = 0

  constructor(ceiling = ringBytes) {
    this.#ceiling = ceiling
  }

  /** @param read the content; it is copied by whoever brings it. `attributes`: of the file that held it last */
  keep(sha256: string, attributes: AttributesRead, read: () => Buffer): void {
    const bytes = this.#contents.get(sha256)?.bytes ?? read()
    this.#drop(sha256)
    if (bytes.length > this.#ceiling) return
    const content = { bytes, attributes }
    this.#contents.set(sha256, content)
    this.#bytes += roomOf(content)
    for (const oldest of this.#contents.keys()) {
      if (this.#bytes <= this.#ceiling) break
      this.#drop(oldest)
    }
  }

  #drop(sha256: string): void {
    const content = this.#contents.get(sha256)
    if (content === undefined) return
    this.#contents.delete(sha256)
    this.#bytes -= roomOf(content)
  }

  forget(): void {
    this.#contents.clear()
    this.#bytes = 0
  }

  of(sha256: string): KeptContent | null {
    return this.#contents.get(sha256) ?? null
  }
}

function roomOf({ bytes, attributes }: KeptContent): number {
  if (attributes.told !== 'listed') return bytes.length
  return attributes.list.reduce(
    (sum, { name, beginning }) => sum + name.length + (beginning?.length ?? 0),
    bytes.length,
  )
}
