// Owns the directives that make a server or PHP run something else: which lines of a configuration do, and how such a line
// is quoted. Quotes only lines of these directives, so that no password on another line leaves the host.

/** A line is cut there, in characters. */
const quoteLength = 200
/** Lines quoted of one file; more of them add nothing to what an analyst decides. */
const quotesOfFile = 8
/** Apache reads lines of 8,190 bytes; what lies behind in a longer one is read as lines of their own. */
const lineLength = 8192

const executable = /php|phtml|phar|cgi|perl|python|ruby|lsapi|fcgi|proxy:|server-parsed|includes?\b|x-httpd|wsgi|lua/i

/** Each takes steps as its argument is long: whoever wrote the file also chose what stands there. */
interface Arguments {
  test(words: string): boolean
}

const target = /\.(?:php\d?|phtml|phar|pht|inc|cgi|pl|py)\b|:\/\//i
const runningFlag = /\b(?:h|handler|t|type|p|proxy)\b/i

/** A target that is a script, a handler or a type by flag, or a proxy. */
const rewriting: Arguments = {
  test(words) {
    if (target.test(words)) return true
    // Not by one pattern: from each bracket that nothing closes, it would look at all that follows.
    let open = words.indexOf('[')
    for (let close = words.indexOf(']', open); open !== -1 && close !== -1; close = words.indexOf(']', open)) {
      if (runningFlag.test(words.slice(open + 1, close))) return true
      open = words.indexOf('[', close)
    }
    return false
  },
}

/** By the directive's name, in lower case: what of its arguments makes it count; null where it always does. */
const directives: ReadonlyMap<string, Arguments | null> = new Map<string, Arguments | null>([
  // Apache: what handles a file.
  ['addhandler', null],
  ['sethandler', null],
  ['action', null],
  ['script', null],
  ['cgimapextension', null],
  ['fcgidwrapper', null],
  ['fcgiwrapper', null],
  ['luamaphandler', null],
  ['wsgiscriptalias', null],
  ['scriptalias', null],
  ['scriptaliasmatch', null],
  ['loadmodule', null],
  ['loadfile', null],
  ['accessfilename', null],
  ['extfilterdefine', null],
  ['addtype', executable],
  ['forcetype', executable],
  ['addoutputfilter', null],
  ['setoutputfilter', null],
  ['addinputfilter', null],
  ['setinputfilter', null],
  ['options', /execcgi|includes|\ball\b/i],
  ['allowoverride', /\ball\b|fileinfo|options/i],
  ['xbithack', /on|full/i],
  ['rewriterule', rewriting],
  ['errordocument', /\.(?:php\d?|phtml|phar|cgi)\b/i],
  ['directoryindex', /\.(?!html?\b|php\b|cgi\b|xhtml\b)[a-z0-9]+/i],
  ['setenv', /^(?:php|ld_)/i],
  ['passenv', /^(?:php|ld_)/i],
  // PHP, within Apache and in FPM pools.
  ['php_value', null],
  ['php_flag', null],
  ['php_admin_value', null],
  ['php_admin_flag', null],
  ['env[ld_preload]', null],
  ['security.limit_extensions', null],
  // PHP's own files.
  ['auto_prepend_file', /\S/],
  ['auto_append_file', /\S/],
  ['include_path', /\S/],
  ['extension', /\S/],
  ['zend_extension', /\S/],
  ['extension_dir', /\S/],
  ['opcache.preload', /\S/],
  ['opcache.file_cache', /\S/],
  ['allow_url_include', /on|1|true|yes/i],
  ['sendmail_path', /\S/],
  ['user_ini.filename', /\S/],
  // nginx.
  ['fastcgi_pass', null],
  ['fastcgi_param', /php_(?:admin_)?value|script_filename/i],
  ['proxy_pass', null],
  ['load_module', null],
  ['include', null],
])

/** As in the table, without what stands in brackets behind. */
const bareNames: ReadonlySet<string> = new Set([...directives.keys()].map(name => name.replace(/\[.*/, '')))
const lengths = [...bareNames].map(name => name.length)
const [shortestName, longestName] = [Math.min(...lengths), Math.max(...lengths)]

/** `php_value` and its kin only where what they set changes what runs. */
const phpSetting =
  /auto_(?:pre|ap)pend_file|include_path|extension|opcache\.(?:preload|file_cache)|allow_url_include|disable_(?:functions|classes)|open_basedir|engine|short_open_tag|sendmail_path|mbstring|zend\.|user_ini/i

/** Whether files of this name are read as configuration that can change execution. */
export function isConfiguration(name: string): boolean {
  return configuration.test(name)
}
const configuration = /^\.htaccess$|^\.user\.ini$|\.(?:conf|ini|load|vhost)$/i

/** Takes a configuration line by line, and keeps those that change what runs. */
export class DirectiveReader {
  readonly #quotes: string[] = []
  #rest = ''
  #any = false

  /** Whether a line changes what runs. */
  get found(): boolean {
    return this.#any
  }

  /** As found, in canonical form; see `quotesOfFile`. */
  get quotes(): readonly string[] {
    return this.#quotes
  }

  /** @param text one byte a character */
  read(text: string): void {
    // A line that ends in a backslash goes on in the next one.
    const whole = (this.#rest + text).replace(/\\\r?\n/g, ' ')
    let from = 0
    for (let to = whole.indexOf('\n'); to !== -1; to = whole.indexOf('\n', from)) {
      this.#take(whole, from, to)
      from = to + 1
    }
    this.#rest = whole.slice(from)
    if (this.#rest.length > lineLength) this.finish()
  }

  finish(): void {
    this.#take(this.#rest, 0, this.#rest.length)
    this.#rest = ''
  }

  /** The line from `from` to `to`. */
  #take(text: string, from: number, to: number): void {
    // Nothing is learnt any more.
    if (this.#quotes.length === quotesOfFile) return
    const begin = behindBlanks(text, from, to)
    const name = bareNameAt(text, begin, to)
    if (name === null || !changesExecution(name, text.slice(begin + name.length, to))) return
    this.#any = true
    this.#quotes.push(quoted(text.slice(from, to)))
  }
}

function behindBlanks(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(text.charCodeAt(at))) at++
  return at
}

/** In lower case. A file may be millions of lines: of most no string is made, and no pattern sees them. */
function bareNameAt(text: string, begin: number, to: number): string | null {
  const most = Math.min(to, begin + longestName + 1)
  let end = begin
  while (end < most && isNameSign(text.charCodeAt(end))) end++
  if (end - begin < shortestName || end - begin > longestName) return null
  const name = text.slice(begin, end).toLowerCase()
  return bareNames.has(name) ? name : null
}

/** Those of ASCII, of Latin-1, and of a byte order mark. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || byteOrderMark.includes(code)
}
const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf]

/** A letter, a digit, `_` or `.`. */
function isNameSign(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2e
}

/** @param behind what follows the bare name on its line */
function changesExecution(bare: string, behind: string): boolean {
  const [, bracket = '', rest = ''] = /^(\[[\w.]+\])?[ \t]*=?[ \t]*(.*)$/s.exec(behind) ?? []
  if (bare.startsWith('php_')) return phpSetting.test(`${bare}${bracket} ${rest}`)
  const wanted = directives.get(bare + bracket.toLowerCase())
  if (wanted === undefined) return false
  return wanted === null || wanted.test(withoutComment(rest))
}

/** A comment goes on to the end, and over no carriage return. */
function withoutComment(rest: string): string {
  const begin = rest.indexOf(';', rest.lastIndexOf('\r') + 1)
  return begin === -1 ? rest : rest.slice(0, begin)
}

/** Blanks as one, control and non-ASCII bytes escaped, cut: safe to show anywhere. */
function quoted(line: string): string {
  const text = line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
  const bare = text.replace(/(:\/\/)[^/@\s]*@/g, '$1…@')
  return bare.length > quoteLength ? `${bare.slice(0, quoteLength - 1)}…` : bare
}
