// Owns the one rule of waiting before a retry. Pure: the jitter is an argument.

export interface BackoffRule {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * Wait before the nth retry (0 for the first): doubles up to the longest, with full jitter over its upper half,
 * so that hosts which lost one collector together do not come back together.
 * @param random in [0, 1)
 */
export function backoffMs(rule: BackoffRule, attempt: number, random: number): number {
  const ceiling = Math.min(rule.longestMs, rule.firstMs * 2 ** Math.min(attempt, 30))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
