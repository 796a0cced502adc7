// Owns a whole house for measurements: a collector in its own process, a host that is enrolled there, a site with its
// release, and an agent in its own process, all by loopback and with default settings unless told otherwise.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { enrolAgent } from '@sekisho/agent/main.ts'
import type { WantedSource } from '@sekisho/agent/watch/wanted.ts'
import { createStatement, signStatement } from '@sekisho/publisher/main.ts'
import type { RootRow } from '@sekisho/shared/api.ts'
import { type Client, openClient } from '@sekisho/shared/client.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { Program } from './program.ts'

const host = 'bench'
/** And its component. */
export const site = 'shop'

export interface House {
  readonly client: Client
  readonly collector: Program
  /** When it answered first, by `performance.now()`. */
  readonly answeredAt: number
  /** The state folder of the host, enrolled. */
  readonly hostState: string
  /** Signs and publishes what the folder holds now. */
  release(tree: string): Promise<void>
  bind(tree: string): Promise<void>
  /** Starts the agent. */
  startAgent(watch: WantedSource): Program
  root(tree: string): Promise<RootRow | null>
  stop(): Promise<void>
}

/**
 * @param collectorIn where the collector's state folder is made; beside the host's unless told
 * @param config the collector's; its defaults unless told
 */
export async function openHouse(folder: string, collectorIn = folder, config: object = {}): Promise<House> {
  const [state, hostState] = [join(collectorIn, 'collector'), join(folder, 'host')]
  mkdirSync(hostState, { recursive: true, mode: 0o700 })
  const configFile = join(folder, 'collector.yaml')
  // What is JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config))
  const words = ['collector', '--port', '0', '--state', state, '--config', configFile]
  const collector = new Program(words, join(folder, 'collector.log'))
  const programs = [collector]
  const client = await openedClient(collector, join(state, 'collector', 'local.json'))
  const answeredAt = performance.now()
  const { token } = await client.makeEnrolment(60)
  await enrolAgent({ state: hostState, token, name: host, tls: undefined })
  await client.addSite(site)
  return {
    client,
    collector,
    answeredAt,
    hostState,
    async release(tree) {
      const key = generateKeyPair()
      await client.trustKey(key.id, host)
      const { statement } = await createStatement({
        source: { directory: tree },
        component: site,
        version: '1',
        now: systemClock.now(),
      })
      await client.publish(signStatement(statement, key), { site })
    },
    bind: tree => client.bindRoot({ host, root: tree, site, profile: 'eccube4', prefix: '' }),
    startAgent(watch) {
      const config = join(folder, 'agent.yaml')
      writeFileSync(config, `watch: ${watch}\n`)
      const agent = new Program(['agent', '--state', hostState, '--config', config], join(folder, 'agent.log'))
      programs.unshift(agent)
      return agent
    },
    async root(tree) {
      const rows = (await client.hosts()).flatMap(({ roots }) => roots)
      return rows.find(({ root }) => root === tree) ?? null
    },
    async stop() {
      for (const program of programs) await program.stop()
    },
  }
}

async function openedClient(collector: Program, file: string): Promise<Client> {
  return collector.until(async () => {
    if (!existsSync(file)) return null
    const client = openClient(JSON.parse(readFileSync(file, 'utf8')))
    return (await client.healthy()) ? client : null
  }, 10)
}

/** Resolves when the root's census is complete at the collector, and the agent watches, or only walks, it. */
export async function whenWatched(house: House, agent: Program, tree: string): Promise<RootRow> {
  return agent.until(async () => {
    const row = await house.root(tree)
    return row?.censusAt && row.phase === 'watching' ? row : null
  })
}
