// Owns the words of which the shapes of /api/v1 are made: times, paths, names, keys. Uses no node: module.

import { z } from 'zod'
import { type PathText, parseAbsolutePath, parsePathText, parseRelativePath, parseSoughtPath } from './path.ts'
import { rule } from './rules.ts'

export const Time = z.iso.datetime({ precision: 3 })
export const Path = z.string()

/** Path text that `parse` accepts; the refusal is worded here so that the value itself stays out of it. */
export function canonical(parse: (text: string) => PathText, rule: string) {
  return z.string().max(200_000).refine(passes(parse), rule)
}

function passes(parse: (text: string) => PathText): (text: string) => boolean {
  return text => {
    try {
      parse(text)
      return true
    } catch {
      // Only whether it parses matters: the schema words the refusal.
      return false
    }
  }
}

/** Names that people give: no control characters, no space at either end. */
export const Name = z.string().regex(/^(?!\s)[^\p{Cc}]{1,100}(?<!\s)$/u, rule('rule.name'))
export const HostName = z.string().min(1).max(253)
export const Key = z.string().regex(/^[0-9a-f]{64}$/, rule('rule.hex64'))
export const RootPath = canonical(parseAbsolutePath, rule('rule.path-absolute'))
/** Exact, or all below it where it ends in a slash; relative to each root, or absolute. */
export const SoughtPath = canonical(parseSoughtPath, rule('rule.path-sought'))
export const Prefix = canonical(
  text => (text === '' ? parsePathText(text) : parseRelativePath(text)),
  rule('rule.prefix'),
)
