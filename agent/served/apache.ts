// Owns what Apache's configuration says of folders: https://httpd.apache.org/docs/2.4/configuring.html#syntax. Pure.
import type { Budget } from './budget.ts'
import { type Claim, Claims, mostOfPath } from './claims.ts'

/** Which word of a directive names a place. */
const places: ReadonlyMap<string, number> = new Map([
  ['documentroot', 1],
  ['virtualdocumentroot', 1],
  ['alias', 2],
  ['aliasmatch', 2],
  ['scriptalias', 2],
  ['scriptaliasmatch', 2],
  ['wsgiscriptalias', 2],
])

/** The lines of a file, each with its words; a backslash at its end goes on in the next. Never throws. */
export function* apacheDirectives(text: string): Generator<readonly string[]> {
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue
    yield [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? '',
    )
  }
}

/** Variables that `Define` sets, and those of `envvars`: `export NAME=value`. */
export function apacheVariables(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name = '', first = '', second = ''] of apacheDirectives(text)) {
    const [, variable, value] = name === 'export' ? (/^(\w+)=(.*)$/s.exec(first) ?? []) : []
    if (variable !== undefined && value !== undefined) found.set(variable, value)
    if (name.toLowerCase() === 'define' && second !== '') found.set(first, second)
  }
  return found
}

/** Of one file. @param root Apache's ServerRoot */
export function apacheClaims(
  text: string,
  file: string,
  root: string,
  { variables, budget }: { readonly variables: ReadonlyMap<string, string>; readonly budget?: Budget },
): readonly Claim[] {
  const claims = new Claims(file, budget)
  for (const words of apacheDirectives(text)) {
    const [written = '', first = '', second = ''] = words
    const name = written.toLowerCase()
    const at = places.get(name)
    if (at !== undefined) claims.add(written, filled(words[at] ?? '', variables), root)
    if (name === 'php_value' || name === 'php_admin_value') claims.addPhp(first, filled(second, variables))
  }
  return claims.found
}

/** Nothing where it becomes longer than a name can be: a variable that is used often enough fills the memory. */
export function filled(word: string, variables: ReadonlyMap<string, string>): string {
  let length = word.length
  if (length > mostOfPath) return ''
  const whole = word.replace(/\$\{(\w+)\}/g, (written, name: string) => {
    const value = variables.get(name) ?? written
    length += value.length
    return length > mostOfPath ? '' : value
  })
  return length > mostOfPath ? '' : whole
}

/** The files that `apachectl -t -D DUMP_INCLUDES` names. */
export function apacheDumpFiles(dump: string): readonly string[] {
  return [...dump.matchAll(/^ +\((?:\*|\d+)\) (\/.+)$/gm)].map(([, file = '']) => file)
}

/** What `apachectl -S` says of the main server. */
export function apacheDumpClaims(dump: string): readonly Claim[] {
  const claims = new Claims('apachectl -S')
  claims.add('DocumentRoot', /^Main DocumentRoot: "(.+)"$/m.exec(dump)?.[1])
  return claims.found
}
