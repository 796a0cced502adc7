// Owns what a rule holds generated code to: whether it is written once at each path, and which folder is its cache folder,
// whose making anew makes all of it anew. Pure; both programs ask it. What follows for a verdict is the judge's.
import type { Classification, ProfileRules } from './classify.ts'
import { isBelow, type PathText } from './path.ts'

/** Whether code there has one content at each path for as long as its cache folder stands. */
export function isWrittenOnce({ class: pathClass, once }: Pick<Classification, 'class' | 'once'>): boolean {
  return pathClass === 'generated' && once !== false
}

/**
 * How many names of the path, from the root, make its cache folder: those before the `**` of the rule's pattern. 0: it has
 * none. Null where nobody asks.
 */
export function cacheDepth(where: Pick<Classification, 'class' | 'once' | 'rule'>): number | null {
  if (!isWrittenOnce(where) || where.rule === null) return null
  const parts = where.rule.split('/')
  const depth = parts.indexOf('**')
  // Braces that hold folders make paths of several depths.
  return depth === -1 || hasFoldersInBraces(where.rule) ? 0 : depth
}

function hasFoldersInBraces(pattern: string): boolean {
  return /\{[^}]*\//.test(pattern)
}

/** The folders below which all of it lies, none of them below another. `''`: somewhere in the root. */
export function generatedFolders(rules: ProfileRules['rules']): readonly PathText[] {
  const folders = [...new Set(rules.filter(isWrittenOnce).map(({ pattern }) => folderBefore(pattern)))]
  return folders.filter(folder => !folders.some(top => top !== folder && isBelow(folder, top)))
}

/** What of a pattern is plain names of folders. */
function folderBefore(pattern: string): PathText {
  const parts = pattern.split('/')
  const wild = parts.findIndex(part => /[*?{]/.test(part))
  return parts.slice(0, wild === -1 ? -1 : wild).join('/') as PathText
}
