// Owns reading the configuration of web servers and PHP where it usually lies, by its own includes, within bounds: whoever
// writes it must not hold the agent up. Starts no program.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compilePattern, type Matcher } from '@sekisho/shared/pattern.ts'
import { apacheClaims, apacheDirectives, apacheVariables } from './apache.ts'
import type { Claim } from './claims.ts'
import { nginxClaims, nginxDirectives } from './nginx.ts'
import { phpClaims } from './php.ts'

const mostFiles = 1000
const mostBytes = 1024 * 1024

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

export class ConfigFiles {
  readonly #top: string
  #left = mostFiles

  /** @param top what all paths lie below; nothing on a running system */
  constructor(top = '') {
    this.#top = top
  }

  /** Everything that is found in the usual places. */
  claims(): readonly Claim[] {
    return [
      ...nginxFiles.flatMap(file => this.#nginx(file)),
      ...apacheFiles.flatMap(file => this.#apacheBelow(file)),
      ...phpFiles.flatMap(pattern => this.#expand(pattern)).flatMap(file => phpClaims(this.#read(file) ?? '', file)),
    ]
  }

  /** Of these files of Apache, besides. */
  apache(files: readonly string[]): readonly Claim[] {
    const texts = files.map(file => ({ file, text: this.#read(file) ?? '' }))
    const [first = ''] = files
    return this.#apacheClaims(texts, dirname(first))
  }

  #nginx(main: string): readonly Claim[] {
    return this.#below(main, text => {
      const includes = [...nginxDirectives(text)].filter(([name]) => name === 'include')
      return includes.map(([, file = '']) => absolute(dirname(main), file))
    }).flatMap(({ file, text }) => nginxClaims(text, file))
  }

  #apacheBelow(main: string): readonly Claim[] {
    const text = this.#read(main)
    if (text === null) return []
    const root = serverRootOf(text) ?? dirname(main)
    const texts = this.#below(main, text => {
      const includes = [...apacheDirectives(text)].filter(([name = '']) => /^include(?:optional)?$/i.test(name))
      return includes.map(([, file = '']) => absolute(root, file))
    })
    return this.#apacheClaims([...texts, { file: '', text: this.#read(join(root, 'envvars')) ?? '' }], root)
  }

  #apacheClaims(texts: readonly { file: string; text: string }[], root: string): readonly Claim[] {
    const variables = new Map(texts.flatMap(({ text }) => [...apacheVariables(text)]))
    return texts.flatMap(({ file, text }) => apacheClaims(text, file, root, variables))
  }

  /** A file and all that it includes, each once. */
  #below(main: string, includesOf: (text: string) => readonly string[]): { file: string; text: string }[] {
    const found = new Map<string, string>()
    const waiting = [main]
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const text = found.has(file) ? null : this.#read(file)
      if (text === null) continue
      found.set(file, text)
      for (const pattern of includesOf(text)) waiting.push(...this.#expand(pattern))
    }
    return [...found].map(([file, text]) => ({ file, text }))
  }

  /** Null where it is none, too large, or one too many. One byte a character. */
  #read(file: string): string | null {
    if (this.#left <= 0) return null
    try {
      const path = this.#disk(file)
      const stat = statSync(path)
      if (!stat.isFile() || stat.size > mostBytes) return null
      this.#left--
      return readFileSync(path, 'latin1')
    } catch {
      // Most of the usual places are not there, and what may not be read says nothing.
      return null
    }
  }

  /** Names that a pattern of a shell covers; a set such as `[^.#]` stands for any one character. A folder is all that it holds. */
  #expand(pattern: string): string[] {
    let found = ['']
    for (const part of pattern.split('/').filter(text => text !== '')) {
      if (!/[*?[]/.test(part)) found = found.map(folder => `${folder}/${part}`)
      else {
        const covers = matcherOf(part.replace(/\[[^\]]*\]/g, '?'))
        found = found.flatMap(folder =>
          this.#names(folder)
            .filter(covers)
            .map(name => `${folder}/${name}`),
        )
      }
      found.splice(mostFiles)
    }
    return found
  }

  #names(folder: string): string[] {
    try {
      return readdirSync(this.#disk(folder), { encoding: 'latin1' }).sort()
    } catch {
      // There is no such folder.
      return []
    }
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

function absolute(base: string, file: string): string {
  return file.startsWith('/') ? file : `${base}/${file}`
}

function serverRootOf(text: string): string | null {
  const [found] = [...apacheDirectives(text)].filter(([name = '']) => name.toLowerCase() === 'serverroot')
  return found?.[1] ?? null
}
