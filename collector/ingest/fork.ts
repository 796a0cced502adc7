// Owns the recording of a fork: flag, audit, and the end of the epoch in which it showed.
import type { Ledger } from '../handover.ledger.ts'

export function recordFork(ledger: Ledger, host: number, detail: string, at: number): void {
  ledger.fork(host, detail, at)
  auditFork(ledger, host, detail, at)
}

/**
 * A second live connection, which gateway refused. It dials again and again: only the first time ends the epoch, or the
 * agent that is left in peace would begin a new one with each attempt.
 */
export function recordSecondLive(ledger: Ledger, host: number, detail: string, at: number): void {
  if (ledger.chain(host)?.flagged) auditFork(ledger, host, detail, at)
  else recordFork(ledger, host, detail, at)
}

function auditFork(ledger: Ledger, host: number, detail: string, at: number): void {
  const who = `host:${ledger.nameOf(host)}`
  ledger.audit({ customer: ledger.customerOf(host), at, who, from: 'agent', what: 'host.forked', detail: { detail } })
}
