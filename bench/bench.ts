// Owns what every benchmark gets and gives. No code.
import type { Table } from './table.ts'
import type { TreeSize } from './tree.ts'

export interface Setting {
  /** Where trees and state may lie; whoever made it removes it. */
  readonly folder: string
  readonly size: TreeSize
  readonly rounds: number
  /** How long findings are sent. */
  readonly seconds: number
  /** Progress for whoever watches; results go into tables. */
  readonly say: (line: string) => void
}

export type Bench = (setting: Setting) => Promise<readonly Table[]>
