// Owns the routes of people: adding, changing, removing them, and signing in by name and password. Passwords are auth's.
import {
  ChangedPersonSchema,
  NewPersonSchema,
  PersonName,
  PersonRowSchema,
  SignInSchema,
} from '@sekisho/shared/api.people.ts'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, nothing, wholeList, wholeListOf } from './app.ts'
import { byOf, customerOf, refuseOtherOrigins } from './callers.ts'
import { Refusal } from './problems.ts'
import { type SessionOptions, setSession } from './routes.session.ts'

/** A browser's session is not enough: a defect in the page must not make people. */
const admin = { role: 'admin', byToken: true } as const
const PersonParams = z.strictObject({ name: PersonName })

interface PeopleOptions extends SessionOptions {
  readonly doors: ApiDoors
}

export function addPeopleRoutes(app: ApiApp, options: PeopleOptions): void {
  addPersons(app, options)
  const { access, address, signIns } = options
  app.post(
    '/session',
    {
      config: { role: 'anyone' },
      schema: { summary: 'Signs a browser in by name and password', body: SignInSchema, response: nothing },
    },
    async (request, reply) => {
      await signIns.count(request)
      // Otherwise another site could sign a browser in as somebody else.
      refuseOtherOrigins(request, address())
      const { name, password } = request.body
      const session = await access.signInPerson(name, password, request.ip)
      if (session === null)
        throw new Refusal('token-refused', 'problem.sign-in-refused', { mend: 'mend.sign-in-refused' })
      return setSession(reply, session, options).code(204).send()
    },
  )
}

function addPersons(app: ApiApp, { doors, access, clock, live }: PeopleOptions): void {
  app.get('/people', { config: { role: 'admin' }, schema: { response: wholeListOf(PersonRowSchema) } }, async request =>
    wholeList(await doors.reads.people({ customer: customerOf(request) })),
  )
  app.post(
    '/people',
    { config: admin, schema: { body: NewPersonSchema, response: nothing } },
    async (request, reply) => {
      await access.addPerson(byOf(request, clock), request.body)
      return reply.code(204).send()
    },
  )
  app.post(
    '/people/:name',
    {
      config: admin,
      schema: {
        summary: 'Gives a person another role or password; a new password ends every session',
        params: PersonParams,
        body: ChangedPersonSchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      await access.changePerson(byOf(request, clock), request.params.name, request.body)
      live.askAgain()
      return reply.code(204).send()
    },
  )
  app.delete(
    '/people/:name',
    { config: admin, schema: { params: PersonParams, response: nothing } },
    async (request, reply) => {
      await doors.writes.removePerson({ ...byOf(request, clock), ...request.params })
      live.askAgain()
      return reply.code(204).send()
    },
  )
}
