// Owns the refusal of a line without TLS to another machine.
import { Failure } from '@sekisho/shared/failures.ts'
import { isLoopback } from '@sekisho/shared/loopback.ts'

/**
 * Signatures protect what the agent reports, not what it is asked: without TLS, whoever is on the line can change bindings.
 * @throws Failure config-invalid
 */
export function refusePlain(address: string, allowPlain: boolean): void {
  const { protocol, hostname } = new URL(address)
  if (protocol === 'wss:' || allowPlain || isLoopback(hostname)) return
  const mend = 'enrol by wss://, or set allowPlain: true where something else protects the line'
  throw new Failure('config-invalid', `the collector is elsewhere, and there is no TLS: ${mend}`, { place: address })
}
