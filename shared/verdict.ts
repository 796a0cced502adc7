// Owns the words of a verdict. The judging itself is the collector's.

export const verdicts = ['authorised', 'expected', 'unauthorised'] as const
export type VerdictWord = (typeof verdicts)[number]

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'none'] as const
export type Severity = (typeof severities)[number]

/** Whether one severity is worse than the other. */
export function isWorse(one: Severity, other: Severity): boolean {
  return severities.indexOf(one) < severities.indexOf(other)
}

export const reasonCodes = [
  'released',
  'weak-sum',
  'approved',
  'approved-pattern',
  'adopted',
  'overlap',
  'returned',
  'replaced',
  'moved',
  'class-rule',
  'window',
  'window-any-actor',
  'directory',
  'not-named',
  'metadata-only',
  'rewritten-same',
  'stood-between',
  'web-server-wrote',
  'other-view',
  'still-being-written',
  'gone-again',
  'malicious',
  'executable-name',
  'executable-content',
  'executable-in-upload',
  'execution-directive',
  'active-content',
  'type-disagrees',
  'type-unlisted',
  'generated-rewritten',
  'not-compiled',
  'source-unpermitted',
  'payment',
  'unknown-file',
  'content-differs',
  'type-differs',
  'link-differs',
  'stale',
  'not-adopted',
  'missing',
  'unreadable',
  'unstable',
  'special-file',
  'target-not-watched',
  'unbound-root',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

/** What covered the path: null where nothing did or none was needed. */
export interface Permit {
  readonly kind: 'release' | 'approval' | 'adoption' | 'class-rule' | 'window' | 'pattern'
  /** The release's, the window's or the approval's id (that of a `pattern` too), or the rule's pattern (`*` for the default). */
  readonly ref: string
  /** For people, such as `shop 1.0.0`. */
  readonly name: string
}

export interface Verdict {
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: readonly ReasonCode[]
  readonly permit: Permit | null
}
