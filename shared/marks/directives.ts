// Owns the directives that make a server or PHP run something else: which lines of a configuration do, and how such a line
// is quoted. Quotes only lines of these directives, so that no password on another line leaves the host.

/** A line is cut there, in characters. */
const quoteLength = 200
/** Lines quoted of one file; more of them add nothing to what an analyst decides. */
const quotesOfFile = 8
/** Apache reads lines of 8,190 bytes; what lies behind in a longer one is read as lines of their own. */
const lineLength = 8192

const executable = /php|phtml|phar|cgi|perl|python|ruby|lsapi|fcgi|proxy:|server-parsed|includes?\b|x-httpd|wsgi|lua/i

/** By the directive's name, in lower case: what of its arguments makes it count; null where it always does. */
const directives: ReadonlyMap<string, RegExp | null> = new Map<string, RegExp | null>([
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
  // A target that is a script, a handler or a type by flag, or a proxy.
  [
    'rewriterule',
    /\.(?:php\d?|phtml|phar|pht|inc|cgi|pl|py)\b|\[[^\]]*\b(?:h|handler|t|type|p|proxy)\b[^\]]*\]|:\/\//i,
  ],
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
    const lines = (this.#rest + text).replace(/\\\r?\n/g, ' ').split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#take(line)
    if (this.#rest.length > lineLength) this.finish()
  }

  finish(): void {
    this.#take(this.#rest)
    this.#rest = ''
  }

  #take(line: string): void {
    if (!changesExecution(line)) return
    this.#any = true
    if (this.#quotes.length < quotesOfFile) this.#quotes.push(quoted(line))
  }
}

function changesExecution(line: string): boolean {
  const parts = /^[\s\uFEFF\xef\xbb\xbf]*([A-Za-z][\w.]*(?:\[[\w.]+\])?)[ \t]*=?[ \t]*(.*)$/s.exec(line)
  if (parts === null) return false
  const [, name = '', rest = ''] = parts
  const base = name.toLowerCase().replace(/^(php_(?:admin_)?(?:value|flag))\[.*/, '$1')
  const wanted = directives.get(base)
  if (wanted === undefined) return false
  if (base.startsWith('php_')) return phpSetting.test(`${name} ${rest}`)
  return wanted === null || wanted.test(rest.replace(/;.*$/, ''))
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
