// The laws of `sekisho collector`: the commands beside it need neither its public address nor its certificate, and a start
// that fails leaves nothing behind.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { isRunning } from '@sekisho/shared/state.ts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { sekisho, startProgram } from '../../support/sekisho.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url))
const selfSigned = `tls: { cert: ${fixture('other.pem')}, key: ${fixture('other.key')} }\n`
const leadsNowhere = 'publicAddress: wss://sekisho.invalid\n'

function collectorWith(config: string) {
  const folder = temporaryFolder()
  const state = join(folder, 'state')
  const file = join(folder, 'collector.yaml')
  writeFileSync(file, config)
  return { state, collector: startProgram(['collector', '--state', state, '--config', file]) }
}

test.each([
  { what: 'a certificate that nobody vouches for', config: selfSigned, url: /^https:\/\/127\.0\.0\.1:\d+\// },
  { what: 'a public address that leads nowhere', config: leadsNowhere, url: /^https:\/\/sekisho\.invalid\// },
  { what: 'both', config: selfSigned + leadsNowhere, url: /^https:\/\/sekisho\.invalid\// },
])('with $what it runs, answers the commands beside it, and stops in order', async ({ config, url }) => {
  const { state, collector } = collectorWith(`listen: { port: 0 }\n${config}`)
  await collector.says('Collector running')
  expect(JSON.parse(await sekisho(['link', '--json', '--state', state])).url).toMatch(url)
  collector.signal('SIGTERM')
  expect(await collector.ended).toEqual({ code: exitCodes.ok, signal: null })
  expect(collector.said()).toContain('Stopped.')
})

test('whoever names its public address beside it is led to it by the way that stays on this machine', async () => {
  const { state, collector } = collectorWith(`listen: { port: 0 }\n${leadsNowhere}`)
  await collector.says('Collector running')
  const named = ['--state', state, '--collector', 'https://sekisho.invalid']
  expect(JSON.parse(await sekisho(['status', '--json', ...named])).version).toMatch(/^\d/)
  await collector.stop()
})

test('where it cannot listen it ends with its reason and leaves its folder to the next', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise(resolve => other.once('listening', resolve))
  const bound = other.address()
  const port = typeof bound === 'object' ? bound?.port : undefined
  const { state, collector } = collectorWith(`listen: { port: ${port} }\n${selfSigned}`)
  expect(await collector.ended).toEqual({ code: exitCodes.usage, signal: null })
  expect(collector.said()).toContain('another program listens there')
  expect(isRunning(state, 'collector')).toBe(false)
})
