// Owns what a watcher and its thread say to one another. No code.
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { TreeSize } from './limits.ts'

export interface WatchStart {
  readonly root: PathText
}

/** What a tree looks like to somebody who wants to watch it. */
export interface Surveyed extends TreeSize {
  readonly remote: string | null
}

export type WatchCalls = {
  survey(input: { readonly root: PathText; readonly ceiling: number }): Surveyed
  /** Resolves when every later change is seen. */
  start(input: WatchStart): Promise<void>
  /** One batch was taken. */
  taken(input: null): void
}

/** What the thread tells unasked; `alive` once a second, so that a loss has a beginning. */
export type WatchEvent =
  | { readonly touched: readonly PathText[] }
  | { readonly lost: GapCause; readonly from: number }
  | { readonly alive: number }
