// Owns what `up` sets up where it is not there yet, in an order that any run may take up again: enrolment, site, the demo's
// release, binding. Each step looks first, so that starting again continues.

import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readEnrolment } from '@sekisho/agent/identity/enrolment.ts'
import { enrolAgent } from '@sekisho/agent/main.ts'
import type { RunningCollector } from '@sekisho/collector/main.ts'
import { createStatement, sendRelease, signStatement } from '@sekisho/publisher/main.ts'
import type { RootRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { openKeyFile } from '@sekisho/shared/keyfile.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { makeStateFolder } from '@sekisho/shared/state.ts'
import type { Shell } from '../command.ts'
import { demoComponent, demoKeyName, demoVersion } from '../demo/shop.ts'
import { trustedKey } from '../signing.ts'
import { type Place, profileFor, siteFor } from './place.ts'

const enrolmentMinutes = 5
/** The example as it is released: what lies in the watched copy may have been attacked meanwhile. */
const demoSource = fileURLToPath(new URL('../demo/shop', import.meta.url))

export interface UpOptions {
  readonly profile?: string
  readonly site?: string
  readonly name?: string
}

export interface Prepared {
  readonly host: string
  readonly site: string
  readonly profile: { readonly name: string; readonly title: string }
  /** The root as the collector knew it from an earlier start. */
  readonly before: RootRow | null
}

/** Makes the collector know this host, the folder, and what may be there. */
export async function prepare(
  shell: Shell,
  at: { readonly state: string; readonly place: Place },
  collector: RunningCollector,
  client: Client,
  options: UpOptions,
): Promise<Prepared> {
  const { state, place } = at
  const host = await enrolled({ state, say: shell.terminal.say }, collector, client, options.name)
  const hosts = await client.hosts()
  const bound = hosts.find(row => row.host === host)?.roots.find(row => row.root === place.root)
  const site = siteFor(place, hosts, bound, options.site)
  const profile = profileFor(place.folder, options.profile ?? bound?.profile, shell.terminal.say)
  if (!(await client.sites()).some(row => row.site === site)) await client.addSite(site)
  if (place.demo) await releaseDemo(shell, state, site, client)
  if (bound?.site !== site || bound.profile !== profile.name)
    await client.bindRoot({ host, root: place.root, site, profile: profile.name, prefix: bound?.prefix ?? '' })
  return { host, site, profile, before: bound ?? null }
}

/** This host's name at the embedded collector, enrolled there if it is not, or not by the address that it has now. */
async function enrolled(
  { state, say }: { readonly state: string; readonly say: Say },
  collector: RunningCollector,
  client: Client,
  name: string | undefined,
): Promise<string> {
  makeStateFolder(join(state, 'agent'))
  const key = openKeyFile(join(state, 'agent', 'host.key'))
  const known = (await client.hosts()).find(row => row.key === key.id && row.state !== 'revoked')
  const address = readEnrolment(join(state, 'agent', 'enrolment.json'))?.address
  if (known !== undefined && address === collector.ws) return known.host
  const { token } = await client.makeEnrolment(enrolmentMinutes)
  const { host } = await enrolAgent({
    state,
    token,
    name: known?.host ?? name ?? hostname(),
    tls: undefined,
    beside: collector.beside,
    sameKey: known !== undefined,
    say,
  })
  return host
}

async function releaseDemo(shell: Shell, state: string, site: string, client: Client): Promise<void> {
  const published = await client.releases()
  if (published.some(row => row.component === demoComponent && row.version === demoVersion)) return
  const key = await trustedKey(state, demoKeyName, client)
  const words = { component: demoComponent, version: demoVersion, now: shell.clock.now() }
  const { statement } = await createStatement({ source: { directory: demoSource }, ...words })
  const row = await sendRelease(client, signStatement(statement, key), { site, prefix: '' })
  shell.terminal.tell('up.demo-released', { component: row.component, version: row.version, files: row.files })
}
