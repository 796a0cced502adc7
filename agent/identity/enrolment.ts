// Owns where this host reports to and by which key it knows that collector, as enrolment settled it. A damaged file is
// refused, not guessed: a wrong collector is worse than none. Hands both to uplink.
import { readFileSync } from 'node:fs'
import { replaceFile } from '@sekisho/shared/durable-file.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { KeyIdSchema } from '@sekisho/shared/proof.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { z } from 'zod'

const EnrolmentSchema = z.object({
  /** The collector's public address as the token gave it, such as `wss://collector.example:4649`. */
  address: z.url({ protocol: /^wss?$/ }),
  collector: KeyIdSchema,
})
export type Enrolment = z.infer<typeof EnrolmentSchema>

/**
 * Null before the host was enrolled.
 * @throws Failure enrolment-damaged
 */
export function readEnrolment(file: string): Enrolment | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw new ToldFailure('enrolment-damaged', reason('file.unreadable', { detail: errnoOf(error) ?? '?' }), {
      cause: error,
      place: file,
    })
  }
  try {
    return EnrolmentSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new ToldFailure('enrolment-damaged', reason('enrolment.damaged'), { cause: error, place: file })
  }
}

/** On disk when it returns. */
export function writeEnrolment(file: string, enrolment: Enrolment): void {
  const { address, collector } = EnrolmentSchema.parse(enrolment)
  replaceFile(file, `${JSON.stringify({ address, collector }, null, 2)}\n`)
}
