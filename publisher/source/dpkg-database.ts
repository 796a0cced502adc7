// Owns reading dpkg's database, and ucf's beside it: which package has which path, and the MD5 that it should have. Believes no line: what is damaged
// is named, and covers nothing. Opens no file of the packages themselves; where a path lies on the disk is dpkg-places.ts's.
// Formats: ucf(1), deb-md5sums(5), dpkg-query(1), dpkg-divert(1), and lib/dpkg/parse.c, files.c and db-fsys-divert.c of dpkg 1.21.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { namedPath } from './gather.ts'
import { unescapedName } from './sums.ts'

/** What a package says of one path of its list. */
export interface PackagePath {
  /** Below the system's top, where dpkg put it: diversions are followed. */
  readonly path: PathText
  readonly package: string
  /** Lower-case hex; null of folders, links, and where no readable line names it. */
  readonly md5: string | null
  /** Why the sum counts for nothing: another version had this file, or the package is not installed now. */
  readonly why: 'obsolete' | 'not-installed' | null
}

export interface DamagedLine {
  /** Below the system's top. */
  readonly file: string
  readonly line: number
}

interface Stanza {
  readonly name: string
  readonly installed: boolean
  readonly conffiles: ReadonlyMap<PathText, { readonly md5: string | null; readonly obsolete: boolean }>
}

interface Diversion {
  readonly to: PathText
  /** `:` of an administrator's own. */
  readonly by: string
}

/** dpkg's own status of 3,000 packages has some 5 MB; its longest list 1 MB. */
const mostBytes = 256 * 1024 * 1024
const folder = 'var/lib/dpkg'
const plainName = /^[a-z0-9][a-z0-9+.-]*$/i
const installedStates: ReadonlySet<string> = new Set(['installed', 'triggers-awaited', 'triggers-pending'])

/** One system's database; the names of its folders are joined to `system`, which nobody else writes. */
export class DpkgDatabase {
  readonly damaged: DamagedLine[] = []
  readonly #system: string

  /** @throws Failure release-refused when there is none, dpkg is at work on it, or its format is unknown */
  constructor(system: string) {
    this.#system = system
    const format = this.#read('info/format')?.toString('latin1').trim() ?? '1'
    if (format !== '1') throw this.#refusal('info/format', reason('dpkg.format', { format: JSON.stringify(format) }))
    if (this.#updates().some(name => /^\d+$/.test(name))) {
      throw this.#refusal('updates', reason('dpkg.at-work'))
    }
  }

  /** Every path of every package, some at a time. */
  *paths(): Generator<PackagePath> {
    const diversions = this.#diversions()
    const stanzas = this.#stanzas()
    yield* this.#asked(stanzas)
    for (const stanza of stanzas) {
      const sums = this.#sums(stanza)
      for (const path of this.#list(stanza.name)) {
        const conffile = stanza.conffiles.get(path)
        const why = !stanza.installed ? 'not-installed' : conffile?.obsolete ? 'obsolete' : null
        const md5 = conffile === undefined ? (sums.get(path) ?? null) : conffile.md5
        const diversion = diversions.get(path)
        const away = diversion !== undefined && diversion.by !== bareName(stanza.name)
        yield { path: away ? diversion.to : path, package: bareName(stanza.name), md5, why }
      }
    }
  }

  /**
   * What ucf put there, asking whoever administers: php.ini and the settings of PHP's extensions, which no list names. It keeps the
   * sum of the package's own version, whatever was answered (ucf(1), /var/lib/ucf).
   */
  *#asked(stanzas: readonly Stanza[]): Generator<PackagePath> {
    const installed = new Set(stanzas.filter(stanza => stanza.installed).map(({ name }) => bareName(name)))
    const owners = new Map<PathText, string>()
    for (const [index, line] of linesOf(this.#read(ucf('registry')) ?? Buffer.alloc(0)).entries()) {
      const [, name, written] = /^([a-z0-9][a-z0-9+.-]*)\s+(\/.+)$/is.exec(line) ?? []
      const path = written === undefined ? null : pathOrNull(written)
      if (name === undefined || path === null) this.#damage(ucf('registry'), index + 1)
      else owners.set(path, name)
    }
    for (const [index, line] of linesOf(this.#read(ucf('hashfile')) ?? Buffer.alloc(0)).entries()) {
      const sum = parseMd5(line)
      const owner = sum === null ? undefined : owners.get(sum.path)
      if (sum === null) this.#damage(ucf('hashfile'), index + 1)
      else if (owner !== undefined) yield { ...sum, package: owner, why: installed.has(owner) ? null : 'not-installed' }
    }
  }

  #stanzas(): Stanza[] {
    const text = this.#read('status')
    if (text === null) throw this.#refusal('status', reason('dpkg.none'))
    const stanzas: Stanza[] = []
    let fields = new Map<string, string>()
    let last = ''
    let number = 0
    const take = () => {
      if (fields.size === 0) return
      const stanza = this.#stanzaOf(fields, number)
      if (stanza !== null) stanzas.push(stanza)
      fields = new Map()
    }
    for (const line of linesOf(text)) {
      number++
      const field = /^([!-9;-~]+):[ \t]*(.*)$/s.exec(line)
      if (line === '') take()
      else if (/^[ \t]/.test(line) && last !== '') fields.set(last, `${fields.get(last)}\n${line}`)
      else if (field === null) this.#damage('status', number)
      else {
        last = (field[1] ?? '').toLowerCase()
        fields.set(last, field[2] ?? '')
      }
    }
    take()
    return stanzas
  }

  #stanzaOf(fields: ReadonlyMap<string, string>, end: number): Stanza | null {
    const name = fields.get('package') ?? ''
    const [, , state] = (fields.get('status') ?? '').split(' ')
    const architecture = fields.get('architecture') ?? ''
    // They become names of files, so nothing but dpkg's own alphabet passes.
    const plain = plainName.test(name) && (architecture === '' || /^[a-z0-9][a-z0-9-]*$/.test(architecture))
    if (!plain || state === undefined) {
      this.#damage('status', end)
      return null
    }
    const conffiles = new Map<PathText, { md5: string | null; obsolete: boolean }>()
    for (const line of (fields.get('conffiles') ?? '').split('\n').filter(text => text.trim() !== '')) {
      const parts = /^ (\/.+) ([0-9a-f]{32}|newconffile)((?: obsolete| remove-on-upgrade)*)$/s.exec(line)
      const path = parts === null ? null : pathOrNull(parts[1] ?? '')
      if (path === null) this.#damage('status', end)
      else
        conffiles.set(path, {
          md5: /^[0-9a-f]{32}$/.test(parts?.[2] ?? '') ? (parts?.[2] ?? null) : null,
          obsolete: parts?.[3] !== '',
        })
    }
    const several = fields.get('multi-arch') === 'same'
    return { name: several ? `${name}:${architecture}` : name, installed: installedStates.has(state), conffiles }
  }

  #list(name: string): PathText[] {
    const file = `info/${name}.list`
    const paths: PathText[] = []
    for (const [index, line] of linesOf(this.#read(file) ?? Buffer.alloc(0)).entries()) {
      if (line === '/.') continue
      const path = absoluteOrNull(line)
      if (path === null) this.#damage(file, index + 1)
      else paths.push(path)
    }
    return paths
  }

  #sums({ name, installed }: Stanza): ReadonlyMap<PathText, string> {
    const file = `info/${name}.md5sums`
    const sums = new Map<PathText, string>()
    if (!installed) return sums
    for (const [index, line] of linesOf(this.#read(file) ?? Buffer.alloc(0)).entries()) {
      const sum = parseMd5(line)
      if (sum === null) this.#damage(file, index + 1)
      else sums.set(sum.path, sum.md5)
    }
    return sums
  }

  /**
   * Three lines each: the path, where it is led, and by whom. After one that is none nobody knows where the next begins, and a line
   * that is lost would make each target the path of another: nothing after it counts.
   */
  #diversions(): ReadonlyMap<PathText, Diversion> {
    const lines = linesOf(this.#read('diversions') ?? Buffer.alloc(0))
    const found = new Map<PathText, Diversion>()
    for (let at = 0; at < lines.length; at += 3) {
      const [from, to] = [absoluteOrNull(lines[at] ?? ''), absoluteOrNull(lines[at + 1] ?? '')]
      const by = lines[at + 2] ?? ''
      if (from === null || to === null || !(by === ':' || plainName.test(by))) {
        for (let line = at; line < lines.length; line++) this.#damage('diversions', line + 1)
        break
      }
      found.set(from, { to, by })
    }
    return found
  }

  #damage(file: string, line: number): void {
    this.damaged.push({ file: join(folder, file), line })
  }

  #updates(): string[] {
    try {
      return readdirSync(join(this.#system, folder, 'updates'))
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return []
      throw this.#refusal('updates', reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), error)
    }
  }

  /** Null where there is no such file. */
  #read(name: string): Buffer | null {
    const file = join(this.#system, folder, name)
    try {
      const stat = statSync(file)
      if (!stat.isFile() || stat.size > mostBytes) throw this.#refusal(name, reason('dpkg.no-file'))
      return readFileSync(file)
    } catch (error) {
      if (error instanceof Failure) throw error
      if (errnoOf(error) === 'ENOENT') return null
      throw this.#refusal(name, reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), error)
    }
  }

  #refusal(name: string, why: Reason, cause?: unknown): Failure {
    return new ToldFailure('release-refused', why, { place: join(this.#system, folder, name), cause })
  }
}

/**
 * One line of a package's sums, each byte one character; null when it has no form that dpkg or md5sum writes. md5sum puts a
 * backslash before the line where it escapes the name. Never throws.
 */
export function parseMd5(line: string): { readonly md5: string; readonly path: PathText } | null {
  const escaped = line.startsWith('\\')
  const parts = /^([0-9a-fA-F]{32}) [ *](.+)$/s.exec(escaped ? line.slice(1) : line)
  const written = parts?.[2] ?? null
  const name = escaped && written !== null ? unescapedName(written) : written
  const path = name === null ? null : pathOrNull(name)
  return path === null ? null : { md5: (parts?.[1] ?? '').toLowerCase(), path }
}

/** A file of ucf's, which lies beside dpkg's. */
function ucf(name: string): string {
  return `../ucf/${name}`
}

function linesOf(bytes: Buffer): string[] {
  // latin1 keeps each byte as one character.
  const lines = bytes.toString('latin1').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Below the system's top, with or without a slash before it; null for what climbs, has empty parts or holds a zero. */
function pathOrNull(name: string): PathText | null {
  try {
    return namedPath(Buffer.from(name.startsWith('/') ? name.slice(1) : name, 'latin1'))
  } catch {
    // The line is named as damaged.
    return null
  }
}

/** As dpkg itself writes it: with a slash before it. */
function absoluteOrNull(name: string): PathText | null {
  return name.startsWith('/') ? pathOrNull(name) : null
}

function bareName(name: string): string {
  return name.split(':')[0] ?? name
}
