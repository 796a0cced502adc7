// A program that crash tests start: a collector that a fault may end in the middle of its durability order. Tells its
// parent when it listens, and goes with it.
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { startCollector } from '@sekisho/collector/main.ts'
import { openLog } from '@sekisho/shared/log.ts'
import type { Fault } from '../../collector/handover.ledger.ts'

export interface CollectorSettings {
  readonly state: string
  readonly port: number
  readonly faults: readonly Fault[]
}

const { state, port, faults } = JSON.parse(process.argv[2] ?? '') as CollectorSettings
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
const config = CollectorConfigSchema.parse({ listen: { port } })
const { http, token } = await startCollector({ state, config, log: openLog('collector', 'warn'), faults })
process.send?.({ http, token })
