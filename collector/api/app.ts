// Owns the types that the API's route files share: the application with its schemas, and the shapes of common answers.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'

export type ApiApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** Ids are the store's row numbers. */
export const IdSchema = z.strictObject({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) })

/** A listing that always comes whole: one page, without a next. */
export function wholeListOf<T extends z.ZodType>(row: T) {
  return { 200: pageOf(row), default: ProblemSchema }
}

export function wholeList<T>(items: readonly T[]): { items: T[]; next: null } {
  return { items: [...items], next: null }
}

/** The answer to what has no answer but that it is done. */
export const nothing = { 204: z.undefined().describe('Done'), default: ProblemSchema }
