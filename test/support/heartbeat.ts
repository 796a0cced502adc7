// Owns a heartbeat as an agent with one root sends it, for tests of what the collector keeps of it.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { AgentChain } from './batches.ts'

export function heartbeat(chain: AgentChain, at: number): Heartbeat {
  return {
    message: 'heartbeat',
    at,
    boot: 1,
    epoch: chain.epoch,
    rooms: {},
    roots: [
      {
        root: '/shop' as PathText,
        phase: 'watching',
        grade: 'watched',
        source: 'chokidar',
        why: '',
        lastWalkAt: 2_000,
        mounts: [],
        refused: ['odd\u202Ename.php'],
        paths: 7,
        openGaps: 0,
      },
    ],
    bindings: null,
    versions: { agent: '0.1.0', node: 'v24', kernel: '6.18' },
    program: { files: 'c'.repeat(64), config: 'd'.repeat(64), at: 1 },
    waiting: { fast: 1, bulk: 2 },
  }
}
