// Owns one request over HTTP connections that are kept: what a server closed just as it was asked is asked once more, where
// asking twice does what asking once does. Knows no addresses, and judges no answers.

/** What fetch calls a connection that ended before the answer began. */
const endedEarly = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/**
 * As `fetch`. Both sides close a kept connection after some idle seconds, and one of them may do so as the other writes
 * (RFC 9112, 9.3.1: a client may then repeat an idempotent request by itself).
 * @throws TypeError as fetch does, also when it ends early again
 */
export async function fetchKept(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if ((init.method ?? 'GET') !== 'GET' || !endedEarly.has(codeOf(error))) throw error
    return fetch(address, init)
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
