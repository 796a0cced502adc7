// Owns where the programs' config files lie: the one that an option names, else the one in the state folder, else none.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentConfig, AgentConfigSchema } from '@sekisho/agent/config.ts'
import { type CollectorConfig, CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { readConfig } from '@sekisho/shared/config.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { z } from 'zod'

/** @throws Failure config-invalid */
export function readAgentConfig(state: string, file: string | undefined, say: Say): AgentConfig {
  return read(file, join(state, 'agent.yaml'), AgentConfigSchema, say)
}

/** @throws Failure config-invalid */
export function readCollectorConfig(state: string, file: string | undefined, say: Say): CollectorConfig {
  return read(file, join(state, 'collector.yaml'), CollectorConfigSchema, say)
}

function read<T>(file: string | undefined, usual: string, schema: z.ZodType<T>, say: Say): T {
  if (file !== undefined) return readConfig(file, schema, say)
  return existsSync(usual) ? readConfig(usual, schema, say) : schema.parse({})
}
