// Owns what every measured watcher is to whoever measures it. No code.
import type { Heard } from './heard.ts'

export interface Watching {
  /** With what keeps it apart from others of its name, such as its source. */
  readonly name: string
  /** Absolute paths that it told of, as its users get them. */
  readonly heard: Heard
  /** Processes whose memory and time count. */
  pids(): readonly number[]
  stop(): Promise<void>
}

export interface Rival {
  readonly name: string
  /** The program that must be installed; null for a package of this checkout. */
  readonly command: string | null
  /** Starts it over the tree; resolves when later changes will be told. @throws Error with what it said when it does not start */
  start(tree: string, folder: string): Promise<Watching>
}
