// Owns what a configuration's claim on a folder is: which place it names, by which directive of which file. Cuts off what only
// a request decides. Reads nothing.
import { normalParts, type PathText, parseAbsolutePath, pathText } from '@sekisho/shared/path.ts'
import type { Budget } from './budget.ts'

/** As the kernel's PATH_MAX: nothing longer names anything. */
export const mostOfPath = 4096

export interface Claim {
  /** Absolute; a file where the directive names one. */
  readonly path: PathText
  /** Up to a variable that follows no slash, such as `/srv/web` of `/srv/web$uri`: the claim, where a folder of that name is there. */
  readonly before?: PathText
  /** Such as `root` or `auto_prepend_file`. */
  readonly directive: string
  /** Of the configuration. */
  readonly file: string
}

/** Collects the claims of one file; names are one byte a character. */
export class Claims {
  readonly found: Claim[] = []
  readonly #file: string
  readonly #budget: Budget | undefined

  constructor(file: string, budget?: Budget) {
    this.#file = file
    this.#budget = budget
  }

  /** @param base what a relative name lies below; without it such a name says nothing */
  add(directive: string, named: string | undefined, base = ''): void {
    if (named === undefined || named.length > mostOfPath) return
    const at = named.search(/[$%]/)
    const text = at === -1 ? named : named.slice(0, at)
    // `/var/www/$host/web` may lead anywhere below `/var/www`.
    const known = at === -1 ? named : text.slice(0, text.lastIndexOf('/') + 1)
    if (known === '' || this.#budget?.spend('claims') === false) return
    const path = absoluteOrNull(known, base)
    const before = known === text ? null : absoluteOrNull(text, base)
    if (path !== null) this.found.push({ path, ...(before && { before }), directive, file: this.#file })
  }

  /** One setting of PHP, wherever it stands. */
  addPhp(key: string, value: string): void {
    const name = key.toLowerCase()
    if (name === 'include_path') for (const part of value.split(':')) this.add(name, part)
    else if (phpPlaces.has(name)) this.add(name, value)
  }
}

const phpPlaces: ReadonlySet<string> = new Set([
  'auto_prepend_file',
  'auto_append_file',
  'opcache.preload',
  'extension_dir',
  'extension',
  'zend_extension',
  'doc_root',
])

function absoluteOrNull(named: string, base: string): PathText | null {
  const whole = named.startsWith('/') || base === '' ? named : `${base}/${named}`
  if (!whole.startsWith('/')) return null
  try {
    return parseAbsolutePath(pathText(Buffer.from(`/${normalParts(whole).join('/')}`, 'latin1')))
  } catch {
    // A name with a zero names nothing.
    return null
  }
}
