// Owns what store offers for approvals: what one person permits by path and content, or by a pattern within limits.
import type {
  ApprovalFilter,
  ApprovalRow,
  Approve,
  ApprovedPattern,
  ContentApproval,
  FourEyes,
  PatternApproval,
  PatternPreview,
  PreviewedPattern,
} from '@sekisho/shared/api.approvals.ts'
import type { PatternLimits, PatternRefusal } from '@sekisho/shared/pattern-limits.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { By } from './handover.asks.ts'
import type { Case } from './handover.judge.ts'

export interface ApprovalReads {
  /** The newest first, at most 10,000. */
  approvals(input: { customer: number; filter: ApprovalFilter }): Promise<readonly ApprovalRow[]>
  /** @throws Failure name-unknown */
  previewPattern(input: { customer: number; wish: PreviewedPattern }): Promise<PatternPreview>
}

export interface ApprovalWrites {
  /**
   * All of them, or none. Of payment files a second person is waited for, unless the site does without.
   * @throws Failure name-unknown, request-invalid (names the finding), name-taken when all were approved already
   */
  approve(input: By & { approve: Approve }): Promise<readonly ContentApproval[]>
  /** @throws Failure name-unknown; request-invalid: an end out of bounds, or too many patterns */
  approvePattern(input: By & { approve: ApprovedPattern }): Promise<PatternApproval>
  /** @throws Failure name-unknown; role-missing to whoever asked for it; request-invalid when nothing waits */
  confirmApproval(input: By & { id: number }): Promise<ApprovalRow>
  /** @throws Failure name-unknown; request-invalid when it is withdrawn, or has ended */
  withdrawApproval(input: By & { id: number; reason: string }): Promise<ApprovalRow>
  /** @throws Failure name-unknown */
  setFourEyes(input: By & { site: string; on: FourEyes }): Promise<void>
}

/** The judge's answer to why a pattern that names a path does not cover what is there, for whoever only looks. */
export type PatternLook = (
  done: Pick<Case, 'kind' | 'path' | 'before' | 'after' | 'where' | 'between'>,
  reasons: readonly ReasonCode[],
  limits: PatternLimits,
) => PatternRefusal | null
