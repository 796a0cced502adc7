// Owns how a compiled template is told: by the form that its compiler gives it, the source that it names, and a digest of all
// but what each compiling makes anew. The bytes may be an attacker's: every look is bounded. What it means is the judge's.
import { hash } from 'node:crypto'
import type { Compiled } from '../observation.ts'
import { namedPath } from '../path.ts'
import { isOpenTag } from './tags.ts'

/** No template that anybody compiled is larger; such a file is held to its sha256 alone. */
const mostBytes = 1024 * 1024
/** Imports and the name of the source stand in some hundred bytes at the beginning. */
const headBytes = 4096

/** Reads one file in pieces where it begins as a compiled template does. Characters are bytes (Latin 1). */
export class CompiledReader {
  #text: string | null = ''

  read(piece: Buffer): void {
    if (this.#text === null) return
    const goesOn = this.#text !== '' || begins(piece)
    this.#text = goesOn && this.#text.length + piece.length <= mostBytes ? this.#text + piece.toString('latin1') : null
  }

  finish(): Compiled | null {
    return this.#text === null ? null : (smarty(this.#text) ?? twig(this.#text))
  }
}

const signs = [Buffer.from('Smarty version'), Buffer.from('__TwigTemplate_')]

function begins(first: Buffer): boolean {
  if (first[0] !== 0x3c || first[1] !== 0x3f || !isOpenTag(first, 0)) return false
  const head = first.subarray(0, headBytes)
  return signs.some(sign => head.includes(sign))
}

// Smarty 2 writes `compiled from shopping/index.tpl */`, 3.0 to 3.1.28 the same with quotes, later ones `from '/path/index.tpl' */`.
const smartyHead =
  /^<\?php\s{1,4}\/\* Smarty version (?:Smarty-)?[0-9][0-9A-Za-z./-]{0,30}, created on [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\s{1,20}(?:compiled )?from (["']?)([^\n"'*]{1,1000})\1 \*\//
const smartyTime = /created on [-0-9]{10} [0-9:]{8}/
/**
 * What Smarty 3 and later make anew: names by uniqid(), and behind the path of each source its time. All are digits and letters
 * of hex, so that no code hides in them.
 */
const madeAnew =
  /content_[0-9a-f]{13}(?![0-9a-f])|[0-9a-f]{13,24}[-_.][0-9]{8}(?![0-9])|(?<=\n {0,12}1 => )[0-9]{9,10}(?=,\n)/g

function smarty(text: string): Compiled | null {
  const head = smartyHead.exec(text.slice(0, headBytes))
  if (head === null) return null
  const [whole, , source = ''] = head
  const body = whole.replace(smartyTime, 'created') + text.slice(whole.length).replaceAll(madeAnew, '#')
  return { by: 'smarty', source: sourceOf(source), body: digestOf(body) }
}

// Twig 1 and 2 have Twig_Template; imports came with 2.7. Nothing but white space and imports stands before the class.
const twigHead =
  /^<\?php\n\n(?:use [A-Za-z_\\]{1,100};\n){0,40}\n?\/\* ([^\n]{1,1000}?) \*\/\nclass __TwigTemplate_[0-9a-f]{32,64} extends \\?(?:Twig[_\\])?Template\n/

/** Name and file of the source stand once more in a method, behind the source itself where Twig runs for developers. */
function twig(text: string): Compiled | null {
  const [, name] = twigHead.exec(text.slice(0, headBytes)) ?? []
  const method = text.lastIndexOf('public function getSourceContext()')
  if (name === undefined || method === -1) return null
  // Quotes in the source before it are escaped.
  const named = `", "${name}", "`
  const at = text.indexOf(named, method)
  if (at === -1) return null
  const [, file] = /^([^"\\\n]{0,1000})"\);/.exec(text.slice(at + named.length, at + named.length + headBytes)) ?? []
  return file === undefined ? null : { by: 'twig', source: sourceOf(file), body: digestOf(text) }
}

/** What a string or a database holds has no file, and what no file can be called is none. */
function sourceOf(named: string): Compiled['source'] {
  const name = named.replace(/^file:/, '')
  return name === '' || /^[a-z_]+:/i.test(name) ? null : namedPath(Buffer.from(name, 'latin1'))
}

function digestOf(latin1: string): string {
  return hash('sha256', Buffer.from(latin1, 'latin1'), 'hex')
}
