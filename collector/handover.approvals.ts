// Owns what store offers for approvals: what one person permits by path and content.
import type { ApprovalFilter, ApprovalRow, Approve } from '@sekisho/shared/api.approvals.ts'
import type { By } from './handover.asks.ts'

export interface ApprovalReads {
  /** The newest first, at most 10,000. */
  approvals(input: { customer: number; filter: ApprovalFilter }): Promise<readonly ApprovalRow[]>
}

export interface ApprovalWrites {
  /**
   * All of them, or none. Of payment files a second person is waited for, unless the site does without.
   * @throws Failure name-unknown, request-invalid (names the finding), name-taken when all were approved already
   */
  approve(input: By & { approve: Approve }): Promise<readonly ApprovalRow[]>
  /** @throws Failure name-unknown; role-missing to whoever asked for it; request-invalid when nothing waits */
  confirmApproval(input: By & { id: number }): Promise<ApprovalRow>
  /** @throws Failure name-unknown; request-invalid when it is withdrawn already */
  withdrawApproval(input: By & { id: number; reason: string }): Promise<ApprovalRow>
  /** @throws Failure name-unknown */
  setFourEyes(input: By & { site: string; on: boolean }): Promise<void>
}
