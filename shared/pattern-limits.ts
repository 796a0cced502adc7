// Owns the limits of an approval by pattern, beside its pattern: classes, extensions, the largest size; and which of them say that
// code may come, for servers and for browsers. Pure; uses no node: module. What no pattern ever covers is the judge's.
import { executableByName, type PathClass } from './classify.ts'
import { nameOf, type PathText } from './path.ts'

/** All that is named must hold; of a list one does. */
export interface PatternLimits {
  /** Empty: any. */
  readonly classes: readonly PathClass[]
  /** Without a dot, lower-case. Empty: any, also none. */
  readonly extensions: readonly string[]
  /** Bytes. Null: any. */
  readonly largest: number | null
}

/**
 * Why an approval by pattern does not cover what its pattern names. `not-a-file`: a link, a folder, or nothing that is there.
 * `content`: its bytes are not what its extension says. `executable`: a server or a browser could execute it, and neither
 * an extension nor a class that the pattern names lets that in. `never`: no pattern covers it. `needless`: something else permits it.
 */
export const patternRefusals = [
  'class',
  'extension',
  'largest',
  'not-a-file',
  'content',
  'executable',
  'never',
  'needless',
] as const
export type PatternRefusal = (typeof patternRefusals)[number]

/** The last extension, in lower case; null where there is none. */
export function extensionOf(path: PathText): string | null {
  const name = nameOf(path)
  const dot = name.lastIndexOf('.')
  return dot <= 0 || dot === name.length - 1 ? null : name.slice(dot + 1).toLowerCase()
}

/**
 * Whether somebody said that code may be there, by the extension, or by the class where no extension is named. `form.php.jpg`
 * is code to some servers, and its extension says otherwise.
 */
export function meansCode({ classes, extensions }: PatternLimits, path: PathText): boolean {
  if (extensions.length === 0) return classes.length > 0
  const extension = extensionOf(path)
  return extension !== null && executableByName(`x.${extension}` as PathText)
}

// Servers find a type at any place of the name: `a.html.ja` and `a.js.gz` are sent as what they are without the last extension.
const page = /\.(?:x?html?|xht|xml)(?=[^a-z0-9_-]|$)/i
/** Also in the making it is no page: of `a.js.twig` a server sends what it knows of the name. */
const script = /\.(?:[mc]?js|svgz?|xslt?)(?=[^a-z0-9_-]|$)/i
/** Of pages in the making, such as `a.html.twig`: script in them is nothing odd. */
const templates: ReadonlySet<string> = new Set(
  'twig tpl latte mustache hbs handlebars liquid ejs jinja j2 vue'.split(' '),
)

/** Whether the name alone makes a browser run it, or show it with the script that it holds. */
export function scriptByName(path: PathText): boolean {
  const name = nameOf(path)
  return script.test(name) || page.test(name)
}

/**
 * Whether somebody said so of what browsers run. Whoever names the class of uploads means pictures and the like.
 * @param passive where nothing is executed
 */
export function meansScript(limits: PatternLimits, path: PathText, passive: boolean): boolean {
  if (limits.extensions.length === 0) return limits.classes.length > 0 && !passive
  const extension = extensionOf(path) ?? ''
  const isPage = templates.has(extension) && !script.test(nameOf(path))
  return isPage || scriptByName(`x.${extension}` as PathText) || meansCode(limits, path)
}
