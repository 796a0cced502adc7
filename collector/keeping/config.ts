// Owns what a collector's config file may say of how long each kind is kept, with its defaults.
import { durationBetween } from '@sekisho/shared/config.ts'
import { z } from 'zod'
import { type KeepTerms, leastTermDays } from '../handover.keeping.ts'

/** Seven years, a leap year or two among them. */
const usual = '2557d'
const least = `${leastTermDays}d`
const most = '36525d'

const Term = durationBetween(least, most).prefault(usual)

export const KeepingConfigSchema = z.strictObject({
  findings: Term,
  evidence: Term,
  incidents: Term,
  contents: Term,
  deliveries: Term,
  audit: durationBetween(least, most).optional(),
})
type KeepingConfig = z.output<typeof KeepingConfigSchema>

/** The audit trail explains all else: unless somebody says otherwise, it stays as long as the longest of the others. */
export function termsOf({ audit, ...others }: KeepingConfig): KeepTerms {
  return { ...others, audit: audit ?? Math.max(...Object.values(others)) }
}
