// Owns the way to /api/v1: one request, its answer as JSON, its refusal as an error that can be shown.
import type { Problem } from '@sekisho/shared/api.ts'

type Params = Readonly<Record<string, string | number | null | undefined>>

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly problem: Problem | null
  constructor(status: number, problem: Problem | null) {
    super(problem?.message ?? `HTTP ${status}`)
    this.status = status
    this.problem = problem
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401
}

/**
 * Asks the collector. The shape is taken at its word: page and collector are one build, and a schema library would weigh
 * more than the rest of the page's own code.
 * @throws Refusal when the collector refuses, TypeError when it cannot be reached.
 */
export async function ask<T>(what: string, params: Params, signal: AbortSignal): Promise<T> {
  const answer = await fetch(addressOf(what, params), {
    signal,
    credentials: 'same-origin',
    // Refusals come in words: in those that the page is read in.
    headers: { accept: 'application/json', 'accept-language': document.documentElement.lang },
  })
  if (!answer.ok) throw new Refusal(answer.status, await problemOf(answer))
  return answer.json() as Promise<T>
}

/**
 * Tells the collector to do something; it has been done when this resolves. Null where it has nothing to say of it.
 * @throws Refusal when the collector refuses, TypeError when it cannot be reached.
 */
export async function tell<T = unknown>(what: string, body: unknown): Promise<T | null> {
  const answer = await post(`/api/v1/${what}`, JSON.stringify(body))
  return answer.status === 204 ? null : ((await answer.json()) as T)
}

/**
 * Tells the collector to take something away; it is gone when this resolves.
 * @throws Refusal when the collector refuses, TypeError when it cannot be reached.
 */
export async function untell(what: string): Promise<null> {
  const headers = { 'accept-language': document.documentElement.lang }
  const answer = await fetch(`/api/v1/${what}`, { method: 'DELETE', credentials: 'same-origin', headers })
  if (!answer.ok) throw new Refusal(answer.status, await problemOf(answer))
  return null
}

/**
 * Sends a file of JSON as it is: what was signed is its bytes.
 * @throws Refusal when the collector refuses, TypeError when it cannot be reached.
 */
export async function sendFile<T>(what: string, params: Params, file: Blob): Promise<T> {
  return (await post(addressOf(what, params), file)).json() as Promise<T>
}

/**
 * Asks for a file that is made for this request.
 * @throws Refusal when the collector refuses, TypeError when it cannot be reached.
 */
export async function askForFile(what: string, body: unknown): Promise<Blob> {
  return (await post(`/api/v1/${what}`, JSON.stringify(body))).blob()
}

/** @throws Refusal when name or password is wrong, or was tried too often; TypeError when it cannot be reached. */
export async function beginSession(name: string, password: string): Promise<void> {
  await post('/api/v1/session', JSON.stringify({ name, password }))
}

export async function endSession(): Promise<void> {
  await fetch('/api/v1/session/end', { method: 'POST', credentials: 'same-origin' })
}

async function post(address: string, body: string | Blob): Promise<Response> {
  const answer = await fetch(address, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
    body,
  })
  if (!answer.ok) throw new Refusal(answer.status, await problemOf(answer))
  return answer
}

function addressOf(what: string, params: Params): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value != null && value !== '') query.set(name, String(value))
  return `/api/v1/${what}${query.size > 0 ? `?${query}` : ''}`
}

async function problemOf(answer: Response): Promise<Problem | null> {
  try {
    return (await answer.json()) as Problem
  } catch {
    // A proxy's own error page is no JSON; the status alone then says what there is to say.
    return null
  }
}
