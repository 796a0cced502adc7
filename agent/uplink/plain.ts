// Owns the refusal of a line without TLS to another machine.
import { isLoopback } from '@sekisho/shared/loopback.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

/**
 * Signatures protect what the agent reports, not what it is asked: without TLS, whoever is on the line can change bindings.
 * @throws Failure config-invalid
 */
export function refusePlain(address: string, allowPlain: boolean): void {
  const { protocol, hostname } = new URL(address)
  if (protocol === 'wss:' || allowPlain || isLoopback(hostname)) return
  throw new ToldFailure('config-invalid', reason('link.plain'), { place: address })
}
