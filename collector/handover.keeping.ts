// The doors between keeping and store: what may go when, how far pruning came, and what each kind holds. Types, and what
// more than one room must know.
import type { KeepingReport, KeepKind } from '@sekisho/shared/api.keeping.ts'

/** Milliseconds for which each kind is kept. */
export type KeepTerms = Readonly<Record<KeepKind, number>>

/**
 * So that a slip of the finger costs no more than a quarter of a year would have kept. A record by which evidence went sooner
 * is a break of its chain.
 */
export const leastTermDays = 90

/**
 * How long contents that came with a release stay once no release in force lists them: an old version that somebody brings
 * back, or asks after, is mostly the last one.
 */
export const releasedTermMs = 30 * 86_400_000

/**
 * In this order: what refers to others goes before them. `files` and `links` are what is left of incidents; `listed`,
 * `compared` and `released` are of the contents that came with releases.
 */
export const keepStages = [
  'incidents',
  'files',
  'links',
  'findings',
  'contents',
  'listed',
  'compared',
  'released',
  'deliveries',
  'audit',
  'reaches',
  'evidence',
] as const
export type KeepStage = (typeof keepStages)[number]
/** Whose term each has, and with which it is counted. */
export const kindOfStage: Readonly<Record<KeepStage, KeepKind>> = {
  incidents: 'incidents',
  files: 'incidents',
  links: 'incidents',
  findings: 'findings',
  contents: 'contents',
  listed: 'contents',
  compared: 'contents',
  released: 'contents',
  deliveries: 'deliveries',
  audit: 'audit',
  reaches: 'evidence',
  evidence: 'evidence',
}

/** Stages that need what an earlier one gathered, which is not in the database and does not outlive the process. */
export const gatheredBy: Readonly<Partial<Record<KeepStage, KeepStage>>> = {
  listed: 'listed',
  compared: 'listed',
  released: 'listed',
  reaches: 'reaches',
  evidence: 'reaches',
}

export interface KeepingState {
  readonly terms: KeepTerms
  /** When the next run begins. */
  readonly dueAt: number
  readonly run: KeepingRun | null
  /** Contents of ended releases are to go now. */
  readonly asked: boolean
}

export interface KeepingRun {
  /** Whatever is older than the terms at this moment may go. */
  readonly startedAt: number
  readonly stage: KeepStage
  /** How far its stage came; null at the start. */
  readonly cursor: string | null
  /** The stages of contents of ended releases alone. */
  readonly part: boolean
}

/** One piece of a stage: how many rows went, and where it goes on; null when the stage is through. */
export interface Pruned {
  readonly taken: number
  readonly next: string | null
}

/** Every call belongs to the transaction around it. */
export interface KeepingLedger {
  state(): KeepingState | null
  /** Nothing waits to be grouped, or to be judged again: what belongs to what is settled. */
  settled(): boolean
  /** Records other terms, with a line in the audit trail; a run that is under way ends there. */
  setTerms(terms: KeepTerms, dueAt: number, at: number): void
  /** Another time for the next run than was told, with a line in the audit trail. */
  putOff(dueAt: number, at: number): void
  begin(at: number): void
  /** As was asked. */
  beginPart(at: number): void
  /** A piece of a stage, of what is older than `before`. */
  prune(stage: KeepStage, before: number, cursor: string | null, at: number): Pruned
  advance(stage: KeepStage, cursor: string | null, taken: number): void
  /** With its line in the audit trail. */
  finish(dueAt: number, at: number): void
}

export interface KeepingReads {
  keeping(input: { now: number }): Promise<KeepingReport>
}
