// Owns what is written in the form of a pattern becoming the limits that the collector takes. Pure; judges nothing of them.
import type { PreviewPattern } from '@sekisho/shared/api.approvals.ts'

/** The others let files come and go by themselves. */
export const patternClasses = ['code', 'config', 'upload'] as const

export interface Written {
  readonly site: string
  readonly pattern: string
  /** Empty: any. */
  readonly class: string
  /** With commas or spaces between, with their dots or without. */
  readonly extensions: string
  readonly largestKiB: string
}

export function limitsOf({ site, pattern, class: chosen, extensions, largestKiB }: Written): PreviewPattern {
  return {
    site,
    pattern,
    classes: patternClasses.filter(known => known === chosen),
    extensions: extensions.split(/[\s,、]+/).flatMap(word => (word === '' ? [] : [word.replace(/^\./, '')])),
    largest: largestKiB.trim() === '' ? null : Number(largestKiB) * 1024,
  }
}
