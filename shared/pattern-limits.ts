// Owns the limits of an approval by pattern, beside its pattern: classes, extensions, the largest size; and whether a name has
// one of the extensions. Pure; uses no node: module. What no pattern ever covers is the judge's.
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
 * `content`: its bytes are not what its extension says. `executable`: it could be executed, and the pattern names neither
 * class nor an extension for that. `never`: no pattern covers it. `needless`: something else permits it.
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
