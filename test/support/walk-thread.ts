// Owns a walker's thread for tests: walks with rows taken from the disk when the thread starts, or with none. The rows of one
// directory may be broken. Counts the threads that started; those beyond the most that may end at once.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { serveWalks } from '../../agent/walk/serve.ts'
import { BaselineRows } from './baseline-rows.ts'

interface Given {
  readonly observed: string | null
  readonly broken: string | null
  readonly started: Int32Array
  readonly most: number
}

const { observed, broken, started, most } = workerData as Given
if (Atomics.add(started, 0, 1) >= most) throw new Error('there is no room for another thread')

class Rows extends BaselineRows {
  override children(root: PathText, directory: PathText, limit: number) {
    if (directory === broken) throw new Error(`rows of ${directory} cannot be read`)
    return super.children(root, directory, limit)
  }
}

const rows = new Rows()
if (observed !== null) rows.observe(observed)
if (parentPort) serveWalks(parentPort, Object.assign(rows, { withInodes: () => [] }), systemClock)
