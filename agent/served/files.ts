// Owns reading the configuration of web servers and PHP where it usually lies, by its own includes, within one budget. How a
// single file or folder is read is disk.ts's. Starts no program.
import { dirname, join } from 'node:path'
import { compilePattern, type Matcher } from '@sekisho/shared/pattern.ts'
import { apacheClaims, apacheDirectives, apacheVariables, filled } from './apache.ts'
import type { Budget } from './budget.ts'
import { type Claim, mostOfPath } from './claims.ts'
import { namesIn, readConfig } from './disk.ts'
import { nginxClaims, nginxDirectives } from './nginx.ts'
import { phpClaims } from './php.ts'

/** As the kernel's NAME_MAX: nothing longer is there. */
const mostOfName = 255

const nginxFiles = [
  '/etc/nginx/nginx.conf',
  '/usr/local/nginx/conf/nginx.conf',
  '/usr/local/openresty/nginx/conf/nginx.conf',
]
const apacheFiles = ['/etc/apache2/apache2.conf', '/etc/httpd/conf/httpd.conf', '/usr/local/apache2/conf/httpd.conf']
const phpFiles = ['fpm', 'apache2', 'cgi']
  .flatMap(sapi => [`/etc/php/*/${sapi}/php.ini`, `/etc/php/*/${sapi}/conf.d/*.ini`])
  .concat(['/etc/php/*/fpm/pool.d/*.conf', '/etc/php.ini', '/etc/php.d/*.ini', '/etc/php-fpm.d/*.conf'])
  .concat(['/usr/local/etc/php/php.ini', '/usr/local/etc/php/conf.d/*.ini', '/usr/local/etc/php-fpm.d/*.conf'])

interface Including {
  includesOf(text: string): readonly string[]
  /** A path or pattern of what an include names. */
  placeOf(written: string): string
  /** Including a folder is including all in it. */
  readonly takesFolders: boolean
}

export class ConfigFiles {
  readonly #budget: Budget
  readonly #top: string

  /** @param top what all paths lie below; nothing on a running system */
  constructor(budget: Budget, top = '') {
    this.#budget = budget
    this.#top = top
  }

  /** Everything that is found in the usual places. */
  claims(): readonly Claim[] {
    return [
      ...nginxFiles.flatMap(file => this.#nginx(file)),
      ...apacheFiles.flatMap(file => this.#apacheBelow(file)),
      ...phpFiles
        .flatMap(pattern => this.#expand(pattern))
        .flatMap(file => phpClaims(this.#read(file) ?? '', file, this.#budget)),
    ]
  }

  /** Of these files of Apache, besides. */
  apache(files: readonly string[]): readonly Claim[] {
    const texts = files.map(file => ({ file, text: this.#read(file) ?? '' }))
    const [first = ''] = files
    return this.#apacheClaims(texts, dirname(first))
  }

  #nginx(main: string): readonly Claim[] {
    const includesOf = (text: string) => [...nginxDirectives(text)].filter(([name]) => name === 'include')
    return this.#below(main, {
      includesOf: text => includesOf(text).map(([, file = '']) => file),
      placeOf: written => absolute(dirname(main), written),
      takesFolders: false,
    }).flatMap(({ file, text }) => (this.#budget.isTimeOver() ? [] : nginxClaims(text, file, this.#nginxOptions(main))))
  }

  /** Where it was built by itself its files lie in `conf`, beside what it serves. */
  #nginxOptions(main: string): { readonly prefix?: string; readonly budget: Budget } {
    const folder = dirname(main)
    return { ...(folder.endsWith('/conf') && { prefix: dirname(folder) }), budget: this.#budget }
  }

  #apacheBelow(main: string): readonly Claim[] {
    const text = this.#read(main)
    if (text === null) return []
    const root = serverRootOf(text) ?? dirname(main)
    const environment = this.#read(join(root, 'envvars')) ?? ''
    const variables = new Map(apacheVariables(environment))
    const texts = this.#below(main, {
      includesOf: text => {
        for (const [name, value] of apacheVariables(text)) variables.set(name, value)
        const includes = [...apacheDirectives(text)].filter(([name = '']) => /^include(?:optional)?$/i.test(name))
        return includes.map(([, file = '']) => file)
      },
      placeOf: written => absolute(root, filled(written, variables)),
      takesFolders: true,
    })
    return this.#apacheClaims([...texts, { file: '', text: environment }], root)
  }

  #apacheClaims(texts: readonly { file: string; text: string }[], root: string): readonly Claim[] {
    const budget = this.#budget
    const variables = new Map<string, string>()
    for (const { text } of texts)
      if (!budget.isTimeOver()) for (const [name, value] of apacheVariables(text)) variables.set(name, value)
    return texts.flatMap(({ file, text }) =>
      budget.isTimeOver() ? [] : apacheClaims(text, file, root, { variables, budget }),
    )
  }

  /** A file and all that it includes, each once, an include's place asked for after what stands before it was read. */
  #below(main: string, { includesOf, placeOf, takesFolders }: Including): { file: string; text: string }[] {
    const found = new Map<string, string>()
    const expanded = new Set<string>()
    const waiting = [main]
    for (let written = waiting.pop(); written !== undefined; written = waiting.pop()) {
      if (this.#budget.isTimeOver()) break
      const place = placeOf(written)
      if (expanded.has(place)) continue
      if (!this.#budget.spend('includes')) break
      expanded.add(place)
      for (const file of this.#expand(place)) {
        const text = found.has(file) ? null : this.#read(file)
        if (text !== null) {
          found.set(file, text)
          for (const next of includesOf(text).toReversed()) waiting.push(next)
        } else if (takesFolders && !found.has(file)) {
          for (const name of namesIn(this.#disk(file), this.#budget)) waiting.push(`${file}/${name}`)
        }
      }
    }
    return [...found].map(([file, text]) => ({ file, text }))
  }

  #read(file: string): string | null {
    return readConfig(this.#disk(file), this.#budget)
  }

  /** Names that a pattern of a shell covers; a set such as `[^.#]` stands for any one character. */
  #expand(pattern: string): string[] {
    if (pattern.length > mostOfPath) return []
    let found = ['']
    for (const part of pattern.split('/').filter(text => text !== '')) {
      if (part.length > mostOfName) return []
      found = this.#inFolders(found, part)
    }
    return found
  }

  #inFolders(folders: readonly string[], part: string): string[] {
    const covers = /[*?[]/.test(part) ? matcherOf(withoutSets(part)) : null
    const found: string[] = []
    for (const folder of folders)
      for (const name of covers === null ? [part] : namesIn(this.#disk(folder), this.#budget)) {
        // Each comparison may take a while: the budget looks at the clock.
        if (!this.#budget.spend('names')) return found
        if (covers === null || covers(name)) found.push(`${folder}/${name}`)
      }
    return found
  }

  #disk(file: string): Buffer {
    return Buffer.from(this.#top + file, 'latin1')
  }
}

function matcherOf(part: string): Matcher {
  try {
    return compilePattern(part)
  } catch {
    // What is no pattern of ours is taken for a name.
    return name => name === part
  }
}

function withoutSets(part: string): string {
  let plain = ''
  for (let at = 0; at < part.length; ) {
    const end = part[at] === '[' ? part.indexOf(']', at) : -1
    plain += end === -1 ? part[at] : '?'
    at = end === -1 ? at + 1 : end + 1
  }
  return plain
}

function absolute(base: string, file: string): string {
  return file.startsWith('/') ? file : `${base}/${file}`
}

function serverRootOf(text: string): string | null {
  const [found] = [...apacheDirectives(text)].filter(([name = '']) => name.toLowerCase() === 'serverroot')
  return found?.[1] ?? null
}
