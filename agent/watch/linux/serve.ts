// Owns the thread's side of the reader: what its owner may ask, and what it is told. The reading is reader.ts's.
import { closeSync, openSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import { mountInfo } from './mounts.ts'
import type { ReaderCalls, ReaderEvent } from './protocol.ts'
import { Reader, type ReaderParts } from './reader.ts'
import { openSystem } from './system.ts'

/** Serves the owner of this thread. */
export function serveReader(port: MessagePort, given: Pick<ReaderParts, 'openProcesses' | 'fault'>): void {
  const tell = (event: ReaderEvent) => tellOwner(port, event)
  let reader: Reader | null = null
  let mounts = -1
  serveCalls(port, {
    open: async () => {
      const opened = await openSystem()
      if ('why' in opened) return opened
      try {
        mounts = openSync(mountInfo, 'r')
        reader = new Reader(
          { system: opened.system, ...given, clock: systemClock, mountInfo: mounts },
          { send: touched => tell({ touched }), lost: (root, cause, from) => tell({ lost: { root, cause, from } }) },
        )
      } catch (error) {
        return { why: describeError(error) }
      }
      const running = reader
      setImmediate(() => running.run())
      return { wake: running.wake, descriptors: running.descriptors }
    },
    serve: ({ root }) => {
      try {
        reader?.roots.serve(root)
        return { serves: true }
      } catch (error) {
        return { serves: false, why: describeError(error) }
      }
    },
    leave: ({ root }) => reader?.roots.leave(root),
    taken: () => reader?.gathering.taken(),
    close: () => {
      reader?.close()
      if (mounts !== -1) closeSync(mounts)
    },
  } satisfies ReaderCalls)
}
