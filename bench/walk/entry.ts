// Owns the process that a walk is measured in: an agent's rooms, their wall time and their processor time.
import { fileURLToPath } from 'node:url'
import type { WalkMode } from '@sekisho/agent/walk/request.ts'
import { loadProfiles } from '@sekisho/collector/allowlist/profiles.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { keepHeapSmall } from '../../bin/heap.ts'
import { optimiseLate } from '../../bin/optimising.ts'
import { serve } from '../child.ts'
import { type Corridor, openCorridor } from './corridor.ts'

export interface Walked {
  readonly wallMs: number
  readonly processorMs: number
  readonly files: number
  readonly touched: number
}

export interface Opened {
  readonly wallMs: number
}

export type WalkCalls = {
  open(input: { readonly state: string; readonly tree: string }): Promise<Opened>
  walk(mode: WalkMode): Promise<Walked>
  close(input: null): Promise<void>
}

// As the agent's command does.
keepHeapSmall()
optimiseLate()

let corridor: Corridor | null = null

const profile = loadProfiles([fileURLToPath(new URL('../../config/profiles', import.meta.url))], translator('en')).find(
  ({ name }) => name === 'eccube4',
)
if (profile === undefined) throw new Error('the profile eccube4 is gone')

serve({
  async open({ state, tree }) {
    const from = performance.now()
    corridor = await openCorridor(state, tree as PathText, profile)
    return { wallMs: performance.now() - from }
  },
  async walk(mode) {
    if (corridor === null) throw new Error('nothing is open')
    const [from, used] = [performance.now(), process.cpuUsage()]
    const { files, touched } = await corridor.walk(mode)
    const { user, system } = process.cpuUsage(used)
    return { wallMs: performance.now() - from, processorMs: (user + system) / 1000, files, touched }
  },
  async close() {
    await corridor?.stop()
  },
} satisfies WalkCalls)
