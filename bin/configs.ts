// Owns where the programs' config files lie: the one that an option names, else the one in the state folder, else none. An
// installed service has its file elsewhere than its state.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentConfig, AgentConfigSchema } from '@sekisho/agent/config.ts'
import { type CollectorConfig, CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { readConfig } from '@sekisho/shared/config.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { Program } from '@sekisho/shared/state.ts'
import type { z } from 'zod'
import { placesOf } from './install/steps.ts'

/** @throws Failure config-invalid */
export function readAgentConfig(state: string, file: string | undefined, say: Say): AgentConfig {
  return read(file, usualConfig('agent', state), AgentConfigSchema, say)
}

/** @throws Failure config-invalid */
export function readCollectorConfig(state: string, file: string | undefined, say: Say): CollectorConfig {
  return read(file, usualConfig('collector', state), CollectorConfigSchema, say)
}

/** What is read where no option names a file: asked about a service's state, what that service reads. */
export function usualConfig(program: Program, state: string): string {
  const service = placesOf(program)
  return state === service.state ? service.config : join(state, `${program}.yaml`)
}

function read<T>(file: string | undefined, usual: string, schema: z.ZodType<T>, say: Say): T {
  if (file !== undefined) return readConfig(file, schema, say)
  return existsSync(usual) ? readConfig(usual, schema, say) : schema.parse({})
}
