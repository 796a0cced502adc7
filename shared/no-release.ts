// Owns the refusal of a release that is not there: in one wording, whoever looked for it first.
import type { Failure } from './failures.ts'
import { reason, ToldFailure } from './told-failure.ts'

export function noRelease(id: number): Failure {
  return new ToldFailure('name-unknown', reason('problem.no-release', { id }), { place: String(id) })
}
