// The local token is shown to the local collector and to nobody else.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { lockState } from '@sekisho/shared/state.ts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { runSekisho } from '../support/shell.ts'

/** A stranger on the port that `local.json` names, and what it was shown. */
async function openStranger() {
  const shown: (string | undefined)[] = []
  const server = createServer((request, response) => {
    shown.push(request.headers.authorization)
    response.writeHead(500).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const bound = server.address()
  const state = temporaryFolder()
  mkdirSync(join(state, 'collector'))
  const address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  writeFileSync(join(state, 'collector', 'local.json'), JSON.stringify({ address, token: 'sekisho_secret' }))
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
