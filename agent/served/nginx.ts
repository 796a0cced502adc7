// Owns what nginx's configuration says of folders: https://nginx.org/en/docs/syntax.html. Pure.
import type { Budget } from './budget.ts'
import { type Claim, Claims } from './claims.ts'

/** Where Debian's and Red Hat's nginx look for relative names of `root`. */
const usualPrefix = '/usr/share/nginx'

/** The directives of a file, each with its words; blocks are their directives. Never throws. */
export function* nginxDirectives(text: string): Generator<readonly string[]> {
  let words: string[] = []
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? ''
    if (/\s/.test(sign)) at++
    else if (sign === '#') at = endAt(text, '\n', at)
    else if (sign === ';' || sign === '{' || sign === '}') {
      if (words.length > 0) yield words
      words = []
      at++
    } else {
      const end = sign === '"' || sign === "'" ? quotedEnd(text, at, sign) : plainEnd(text, at)
      const word = sign === '"' || sign === "'" ? text.slice(at + 1, end - 1) : text.slice(at, end)
      words.push(word.replace(/\\([\\"' ;{}])/g, '$1'))
      at = end
    }
  }
}

function endAt(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from)
  return found === -1 ? text.length : found
}

/** Behind the quote that closes it; a regular expression for all of it would take time by the square. */
function quotedEnd(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return text.length + 1
}

/** Braces belong to a word where they hold a variable's name. */
function plainEnd(text: string, from: number): number {
  let inVariable = false
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '\\') at++
    else if (sign === '$' && text[at + 1] === '{') {
      inVariable = true
      at++
    } else if (sign === '}' && inVariable) inVariable = false
    else if (/[\s;{}]/.test(sign)) return at
  }
  return text.length
}

interface NginxOptions {
  /** What relative names of `root` lie below. */
  readonly prefix?: string
  readonly budget?: Budget
}

/** Of one file. */
export function nginxClaims(
  text: string,
  file: string,
  { prefix = usualPrefix, budget }: NginxOptions = {},
): readonly Claim[] {
  const claims = new Claims(file, budget)
  for (const [name = '', first = '', second = ''] of nginxDirectives(text)) {
    if (name === 'root' || name === 'alias') claims.add(name, first, prefix)
    if (name !== 'fastcgi_param' && name !== 'uwsgi_param') continue
    if (first === 'SCRIPT_FILENAME' || first === 'DOCUMENT_ROOT') claims.add(first, second)
    if (first === 'PHP_VALUE' || first === 'PHP_ADMIN_VALUE')
      for (const setting of second.split(/\\n|\n/)) {
        const at = setting.indexOf('=')
        if (at !== -1) claims.addPhp(setting.slice(0, at).trim(), setting.slice(at + 1).trim())
      }
  }
  return claims.found
}

/** Of all files that `nginx -T` prints, each behind a line with its name. */
export function nginxDumpClaims(dump: string, budget?: Budget): readonly Claim[] {
  const parts = dump.split(/^# configuration file (.+):$/m)
  const claims: Claim[] = []
  for (let at = 1; at < parts.length; at += 2)
    for (const claim of nginxClaims(parts[at + 1] ?? '', parts[at] ?? '', budget && { budget })) claims.push(claim)
  return claims
}
