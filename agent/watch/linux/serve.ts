// Owns the thread's side of the reader: what its owner may ask, and what it is told. The reading is reader.ts's.
import { closeSync, openSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import type { KeptContent } from '../../handover.ts'
import { TooManyFolders } from '../inotify/trees.ts'
import { mountInfo } from './mounts.ts'
import type { ReaderCalls, ReaderEvent, RoomReports, RootRules } from './protocol.ts'
import { Reader, type ReaderDoors, type ReaderParts } from './reader.ts'
import { openSystem } from './system.ts'

/** What reads in the thread. */
export interface ThreadReader {
  /** An eventfd: writing to it ends the wait. */
  readonly wake: number
  readonly descriptors: readonly number[]
  readonly roots: {
    /** `ceiling`: of what is watched for all roots. @throws system errors, TooManyFolders: why it cannot be served */
    serve(root: PathText, ceiling?: number): void
    leave(root: PathText): void
  }
  readonly gathering: { taken(): void }
  run(): void
  /** Left out by what hands on no files. */
  closedAgain?(): void
  /** Left out by what keeps no contents, like `kept`. */
  rules?(roots: readonly RootRules[]): void
  kept?(sha256: string): KeptContent | null
  report(): RoomReports
  close(): void
}

/** What every such reader needs. */
export type ThreadParts = Pick<ReaderParts, 'system' | 'clock' | 'mountInfo'>

/** Serves the owner of this thread with the events of fanotify. */
export function serveReader(port: MessagePort, given: Omit<ReaderParts, keyof ThreadParts>): void {
  serveThread(port, (parts, doors) => new Reader({ ...parts, ...given }, doors))
}

/** Serves the owner of this thread with the reader that is made when it asks for one. */
export function serveThread(port: MessagePort, open: (parts: ThreadParts, doors: ReaderDoors) => ThreadReader): void {
  const tell = (event: ReaderEvent) => tellOwner(port, event)
  let reader: ThreadReader | null = null
  let mounts = -1
  serveCalls(port, {
    open: async () => {
      const opened = await openSystem()
      if ('why' in opened) return opened
      try {
        mounts = openSync(mountInfo, 'r')
        reader = open(
          { system: opened.system, clock: systemClock, mountInfo: mounts },
          {
            send: touched => tell({ touched }),
            linked: linked => tell({ linked }),
            kept: kept => tell({ kept }),
            closed: closed => tell({ closed }),
            lost: (root, cause, from) => tell({ lost: { root, cause, from } }),
          },
        )
      } catch (error) {
        return { why: describeError(error) }
      }
      const running = reader
      setImmediate(() => running.run())
      return { wake: running.wake, descriptors: running.descriptors }
    },
    serve: ({ root, ceiling }) => {
      try {
        reader?.roots.serve(root, ceiling)
        return { serves: true }
      } catch (error) {
        const folders = error instanceof TooManyFolders ? { folders: error.folders } : {}
        return { serves: false, why: describeError(error), ...folders }
      }
    },
    leave: ({ root }) => reader?.roots.leave(root),
    rules: ({ roots }) => reader?.rules?.(roots),
    taken: () => reader?.gathering.taken(),
    closedAgain: () => reader?.closedAgain?.(),
    kept: ({ sha256 }) => reader?.kept?.(sha256) ?? null,
    report: () => reader?.report() ?? {},
    close: () => {
      reader?.close()
      if (mounts !== -1) closeSync(mounts)
    },
  } satisfies ReaderCalls)
}
