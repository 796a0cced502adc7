// Owns the recording of a fork: flag, audit, and the end of the epoch in which it showed.
import type { Ledger } from '../handover.ledger.ts'

export function recordFork(ledger: Ledger, host: number, detail: string, at: number): void {
  ledger.fork(host, detail, at)
  const who = `host:${ledger.nameOf(host)}`
  ledger.audit({ customer: ledger.customerOf(host), at, who, from: 'agent', what: 'host.forked', detail: { detail } })
}
