// The laws of doctor on a host whose collector is elsewhere: it dials where the host is enrolled, trusts what the agent trusts,
// and never advises to start a collector here.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { sekisho, startProgram } from '../../support/sekisho.ts'
import { runSekisho } from '../../support/shell.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url))

function fileOf(text: string): string {
  const file = join(temporaryFolder(), 'some.yaml')
  writeFileSync(file, text)
  return file
}

/** A host of a collector that speaks TLS, as it lies on a web server. */
async function enrolledHost() {
  const tls = `tls: { cert: ${fixture('server.pem')}, key: ${fixture('server.key')} }\n`
  const [atCollector, state] = [join(temporaryFolder(), 'state'), join(temporaryFolder(), 'state')]
  const words = ['collector', '--state', atCollector, '--config', fileOf(`listen: { port: 0 }\n${tls}`)]
  const collector = startProgram(words)
  onTestFinished(() => void collector.stop())
  const [, address = ''] = /agents dial (\S+)/.exec(await collector.says('Collector running')) ?? []
  const token = (await sekisho(['enroll', 'token', '--state', atCollector])).trim()
  const trusting = fileOf(`tls: { ca: ${fixture('ca.pem')} }\n`)
  await sekisho(['enroll', token, '--name', 'web1', '--state', state, '--config', trusting])
  const connection = async (config: string, ...more: string[]) => {
    const { out } = await runSekisho(['doctor', '--json', '--state', state, '--agent-config', config, ...more])
    const checks = out.trimEnd().split('\n')
    return checks.map(line => JSON.parse(line)).find(({ name }) => name === 'doctor.connection')
  }
  return { collector, address, trusting, connection, atCollector }
}

test('a host that is enrolled elsewhere is well where that collector answers and proves its key', async () => {
  const { address, trusting, connection, atCollector } = await enrolledHost()
  const { outcome, found, mend } = await connection(trusting)
  expect([outcome, mend]).toEqual(['ok', ''])
  expect(found).toContain(`enrolled at ${address}, which answers and proves its key`)
  // It was dialled as a host, and counts for no connection of it.
  expect(JSON.parse(await sekisho(['hosts', '--json', '--state', atCollector]))).toMatchObject({ state: 'enrolled' })
})

test('where that collector is not reached, its address is named, and nobody is told to start one here', async () => {
  const { collector, address, trusting, connection } = await enrolledHost()
  await collector.stop()
  const { outcome, found, mend } = await connection(trusting)
  expect(outcome).toBe('failed')
  expect(found).toContain(address)
  expect(mend).toContain('runs there')
  expect(mend).not.toContain('sekisho collector')
})

test('where its certificate is not trusted, that is said, whether the host is enrolled there or an option names it', async () => {
  const { address, connection } = await enrolledHost()
  const untrusting = fileOf(`tls: { ca: ${fixture('other.pem')} }\n`)
  expect((await connection(untrusting)).found).toContain('the authority in tls.ca has not signed')
  const named = await connection(untrusting, '--collector', address, '--token-file', fileOf('sekisho_token'))
  expect(named.found).toContain('NODE_EXTRA_CA_CERTS')
  expect(named.mend).not.toContain('start it')
})
