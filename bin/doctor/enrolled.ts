// Owns doctor's look at a collector elsewhere: on a host that is enrolled there it dials the address of the enrolment with what
// the agent's config trusts. What that collector knows of the host is for holders of a token.
import { dialEnrolled } from '@sekisho/agent/main.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { reasonOf } from '@sekisho/shared/told-failure.ts'
import type { ConnectionOptions, Shell } from '../command.ts'
import { readAgentConfig } from '../configs.ts'
import { connectLocal } from '../connect.ts'

const name = 'doctor.connection'

/** Null where a collector is named or runs here, and where the host is not enrolled. */
export async function checkEnrolledElsewhere(
  shell: Shell,
  { collector, agentConfig }: ConnectionOptions & { readonly agentConfig?: string },
  state: string,
): Promise<Check | null> {
  const { say } = shell.terminal
  if (collector || shell.environment.SEKISHO_COLLECTOR) return null
  try {
    if (connectLocal(shell, state) !== null) return null
    const config = readAgentConfig(state, agentConfig, say)
    const address = await dialEnrolled({ state, config, say })
    if (address === null) return null
    return { name, outcome: 'ok', found: say('doctor.connection.elsewhere', { address }), mend: '' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const place = error.place === undefined ? '' : `${error.place}: `
    return {
      name,
      outcome: 'failed',
      found: place + reasonOf(error, say),
      mend: say('doctor.connection.mend-elsewhere'),
    }
  }
}
