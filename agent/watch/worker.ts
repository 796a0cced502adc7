// Owns one watcher thread: chokidar, the places that chokidar cannot see, the guard of the root, and batches to the owner.
// Claims nothing about contents. Its own thread, because a busy loop lets the kernel's queue overflow without a word.
import { type MessagePort, parentPort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import { TouchBatches } from './batches.ts'
import { identityOf } from './identity.ts'
import type { WatchCalls, WatchEvent } from './protocol.ts'
import { Source } from './source.ts'
import { remoteFileSystem, survey } from './survey.ts'

const guardMs = 1000

function serve(port: MessagePort): void {
  const tell = (event: WatchEvent) => tellOwner(port, event)
  const clock = systemClock
  const batches = new TouchBatches<PathText>({
    send: touched => tell({ touched }),
    overflowed: () => tell({ lost: 'queue-full', from: clock.now() }),
  })
  serveCalls(port, {
    survey: ({ root, ceiling }) => ({ ...survey(root, ceiling), remote: remoteFileSystem(root) }),
    taken: () => batches.taken(),
    start: async ({ root }) => {
      const before = identityOf(root)
      const source = new Source(root, {
        touched: path => batches.add(path),
        lost: cause => tell({ lost: cause, from: clock.now() }),
      })
      await source.start()
      let aliveAt = clock.now()
      // The root may be a link that a deployment swaps, or lie on a mount that goes: no event tells of these.
      const guard = clock.inStep(guardMs, () => {
        if (identityOf(root) === before && before !== null) {
          aliveAt = clock.now()
          tell({ alive: aliveAt })
          return
        }
        guard.cancel()
        tell({ lost: 'watch-lost', from: aliveAt })
      })
    },
  } satisfies WatchCalls)
}

if (parentPort === null) throw new Error('runs in a worker thread only')
serve(parentPort)
