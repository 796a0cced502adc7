// Owns the law that the API describes all of itself.
import { expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { routeCases } from '../../support/api-routes.ts'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>
  readonly components: { readonly schemas: object; readonly securitySchemes: object }
}

test('the OpenAPI document lists every route, and no other, each with its refusals', async () => {
  const house = await openApiHouse()
  const answer = await house.ask('GET', 'openapi.json', { token: await house.token('read') })
  const document = (await answer.json()) as Document
  expect(document.openapi).toBe('3.1.0')
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  const wanted = routeCases.map(({ method, route }) => `${method} /api/v1${route}`)
  expect(listed.sort()).toEqual([...wanted, 'GET /healthz', 'GET /metrics'].sort())
  for (const [path, methods] of Object.entries(document.paths)) {
    if (path === '/healthz') continue
    for (const { responses } of Object.values(methods))
      expect([path, Object.keys(responses)]).toEqual([path, expect.arrayContaining(['default'])])
  }
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['File', 'Finding', 'Host', 'Problem']),
  )
  expect(JSON.stringify(document.paths['/api/v1/files'])).toContain('#/components/schemas/File')
})
