// Owns a collector's refusal as an error.
import type { Problem } from './api.ts'

/** The collector's refusal, with its problem. `status` is HTTP's. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.message)
    this.status = status
    this.problem = problem
  }
}
