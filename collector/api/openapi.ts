// Owns how the API describes itself: OpenAPI 3.1, made from the schemas that the routes check with.
import swagger from '@fastify/swagger'
import { ContentRowSchema } from '@sekisho/shared/api.contents.ts'
import { IncidentAnswerSchema, IncidentFileRowSchema, IncidentRowSchema } from '@sekisho/shared/api.incidents.ts'
import { KeyRowSchema } from '@sekisho/shared/api.keys.ts'
import { ComponentRowSchema, DifferenceSchema, ReleaseRowSchema } from '@sekisho/shared/api.releases.ts'
import {
  FileRowSchema,
  FindingRowSchema,
  GapRowSchema,
  HostRowSchema,
  ObservationRowSchema,
  ProblemSchema,
  SiteRowSchema,
  SummarySchema,
} from '@sekisho/shared/api.ts'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'

const named = {
  Component: ComponentRowSchema,
  Content: ContentRowSchema,
  Difference: DifferenceSchema,
  File: FileRowSchema,
  Finding: FindingRowSchema,
  Gap: GapRowSchema,
  Host: HostRowSchema,
  Incident: IncidentRowSchema,
  IncidentAnswer: IncidentAnswerSchema,
  IncidentFile: IncidentFileRowSchema,
  Key: KeyRowSchema,
  Observation: ObservationRowSchema,
  Problem: ProblemSchema,
  Release: ReleaseRowSchema,
  Site: SiteRowSchema,
  Summary: SummarySchema,
}

/** Must be registered before the routes that it describes. */
export async function describeRoutes(app: FastifyInstance, version: string, cookie: string): Promise<void> {
  const schemaRegistry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) schemaRegistry.add(schema, { id })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sekisho',
        version,
        description:
          'Every file needs a permit. Times are UTC, ISO 8601 with milliseconds; paths are canonical path text. ' +
          'Every refusal is a Problem.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: cookie },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  })
}
