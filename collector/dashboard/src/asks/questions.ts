// Owns which questions the page asks, by their cache keys. How lists are merged with live news is findings/'s.
import type { AuditRow } from '@sekisho/shared/api.audit.ts'
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { TextDifference } from '@sekisho/shared/api.differences.ts'
import type { ExposureRow } from '@sekisho/shared/api.exposure.ts'
import type { IncidentAnswer, IncidentFileRow, IncidentRow } from '@sekisho/shared/api.incidents.ts'
import type { KeepingReport } from '@sekisho/shared/api.keeping.ts'
import type { ExplanationRow, FindingRow, GapRow, HostRow, Status } from '@sekisho/shared/api.ts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { pageClock } from '../app/clock.ts'
import { ask } from './ask.ts'

export interface Listing<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Heartbeats come every 10 s; an event announces them, this is for the case that the stream is broken. */
const hostsAgainMs = 30_000

export const hostsQuestion = queryOptions({
  queryKey: ['hosts'],
  refetchInterval: hostsAgainMs,
  queryFn: async ({ signal }): Promise<readonly HostRow[]> => {
    const rows: HostRow[] = []
    let cursor: string | null = null
    do {
      const page: Listing<HostRow> = await ask('hosts', { cursor }, signal)
      rows.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return rows
  },
})

/** The disk is measured each quarter of an hour. */
const collectorAgainMs = 300_000

export const statusQuestion = queryOptions({
  queryKey: ['status'],
  refetchInterval: collectorAgainMs,
  queryFn: ({ signal }) => ask<Status>('status', {}, signal),
})

/** It counts over all customers, and not everybody may ask. */
export const keepingQuestion = queryOptions({
  queryKey: ['keeping'],
  refetchInterval: collectorAgainMs,
  queryFn: ({ signal }) => ask<KeepingReport>('keeping', {}, signal),
})

export function gapsQuestion(host: string) {
  return queryOptions({
    queryKey: ['gaps', host],
    queryFn: async ({ signal }): Promise<readonly GapRow[]> =>
      (await ask<Listing<GapRow>>('gaps', { host }, signal)).items,
  })
}

/** How far back the page looks; the first at once. */
export const coverageDays = [1, 7, 30] as const
/** As often as an agent tells that its watch goes on. */
const coverageAgainMs = 60_000

export function coverageQuestion(host: string, root: string, days: number) {
  return queryOptions({
    queryKey: ['coverage', host, root, days],
    refetchInterval: coverageAgainMs,
    queryFn: ({ signal }) => {
      const from = new Date(pageClock.now() - days * 86_400_000).toISOString()
      return ask<Coverage>('coverage', { host, root, from }, signal)
    },
  })
}

/** More than a screen holds; the rest comes when it is asked for. */
const incidentsOfPage = 100
const filesOfPage = 50

export function findingQuestion(id: number) {
  return queryOptions({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => ask<FindingRow>(`findings/${id}`, {}, signal),
  })
}

/** Null: it was never wanted. */
export function contentQuestion(sha256: string) {
  return queryOptions({
    queryKey: ['content', sha256],
    queryFn: async ({ signal }) => (await ask<Listing<ContentRow>>('contents', { sha256 }, signal)).items[0] ?? null,
  })
}

/** Each asking is a look that stands in the audit trail. */
export function textDifferenceQuestion(finding: number) {
  return queryOptions({
    queryKey: ['text-difference', finding],
    queryFn: ({ signal }) => ask<TextDifference>(`findings/${finding}/difference`, {}, signal),
  })
}

export function explainQuestion(host: string, path: string) {
  return queryOptions({
    queryKey: ['explain', host, path],
    queryFn: ({ signal }) => ask<ExplanationRow>('explain', { host, path }, signal),
  })
}

export function incidentsQuestion(state: 'unclosed' | 'all') {
  return infiniteQueryOptions({
    queryKey: ['incidents', state],
    queryFn: ({ pageParam, signal }) =>
      ask<Listing<IncidentRow>>('incidents', { state, limit: incidentsOfPage, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
}

export function incidentQuestion(id: number) {
  return queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => ask<IncidentAnswer>(`incidents/${id}`, {}, signal),
  })
}

export function incidentFilesQuestion(id: number) {
  return infiniteQueryOptions({
    queryKey: ['incident', id, 'files'],
    queryFn: ({ pageParam, signal }) =>
      ask<Listing<IncidentFileRow>>(`incidents/${id}/files`, { limit: filesOfPage, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
}

/** Some screens full. */
const auditOfPage = 100

/** @param what the first word of what was done, or nothing for all */
export function auditQuestion(what: string) {
  return infiniteQueryOptions({
    queryKey: ['audit', what],
    queryFn: ({ pageParam, signal }) =>
      ask<Listing<AuditRow>>('audit', { what, limit: auditOfPage, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
}

/** Each has all that was ever told of a path. */
const exposedOfPage = 20

export function exposureQuestion(id: number) {
  return infiniteQueryOptions({
    queryKey: ['incident', id, 'exposure'],
    queryFn: ({ pageParam, signal }) =>
      ask<Listing<ExposureRow>>(`incidents/${id}/exposure`, { limit: exposedOfPage, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
}
