// The local token is shown to the local collector and to nobody else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { lockState } from '@sekisho/shared/state.ts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { runSekisho } from '../support/shell.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name))

/** A stranger on the port that `local.json` names, and what it was shown; by TLS where a pin is named, of which it has no key. */
async function openStranger(pin?: string) {
  const shown: (string | undefined)[] = []
  const hear: RequestListener = (request, response) => {
    shown.push(request.headers.authorization)
    response.writeHead(500).end()
  }
  const identity = { cert: fixture('other.pem'), key: fixture('other.key') }
  const server = pin === undefined ? createServer(hear) : createSecureServer(identity, hear)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const bound = server.address()
  const state = temporaryFolder()
  mkdirSync(join(state, 'collector'))
  const scheme = pin === undefined ? 'http' : 'https'
  const address = `${scheme}://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  writeFileSync(join(state, 'collector', 'local.json'), JSON.stringify({ address, token: 'sekisho_secret', pin }))
  return { state, shown }
}

test('what a killed collector left behind leads nobody to show its token to whoever listens there now', async () => {
  const { state, shown } = await openStranger()
  const { code, err } = await runSekisho(['hosts', '--state', state], { LANG: 'C' })
  expect(code).toBe(exitCodes.unreachable)
  expect(err).toContain('no collector runs on this state folder')
  expect(shown).toEqual([])
})

test('while a collector holds the folder, commands speak with it', async () => {
  const { state, shown } = await openStranger()
  const lock = lockState(state, 'collector')
  onTestFinished(() => lock.release())
  await runSekisho(['hosts', '--state', state], { LANG: 'C' })
  expect(shown).toEqual(['Bearer sekisho_secret'])
})

test.each([
  ['C', /nothing was sent: .* restart the collector so that it writes its certificate anew/],
  ['ja_JP.UTF-8', /何も送信していません。.*コレクターを再起動して/],
])(
  'where another certificate is shown than the collector wrote down, a command and doctor say what mends it: %s',
  async (language, told) => {
    const { state, shown } = await openStranger('f'.repeat(64))
    const lock = lockState(state, 'collector')
    onTestFinished(() => lock.release())
    const { code, err } = await runSekisho(['hosts', '--state', state], { LANG: language })
    expect([code, shown]).toEqual([exitCodes.unreachable, []])
    expect(err).toMatch(told)
    expect((await runSekisho(['doctor', '--state', state], { LANG: language })).out).toMatch(told)
  },
)

test.each([
  ['C', 'it is damaged: restart the collector, which writes it anew'],
  ['ja_JP.UTF-8', '壊れています。コレクターを再起動すると作り直されます'],
])(
  'what a collector left and somebody damaged is told with its place, and none of what it holds: %s',
  async (LANG, told) => {
    const state = temporaryFolder()
    const lock = lockState(state, 'collector')
    onTestFinished(() => lock.release())
    const file = join(state, 'collector', 'local.json')
    writeFileSync(file, '{"token":"sekisho_secret"')
    const { code, out, err } = await runSekisho(['hosts', '--state', state], { LANG })
    expect([code, out, err]).toEqual([exitCodes.usage, '', `sekisho: ${file}: ${told}\n`])
  },
)
