// Owns the laws of how a collector is started: a config that cannot be used is refused before anything is opened or made, and
// what a killed one left for commands is gone before any of them could trust it. And of the token that it makes for them.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { startCollector } from '@sekisho/collector/main.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { openLog } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { isRunning } from '@sekisho/shared/state.ts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { runSekisho } from '../support/shell.ts'

const missing = '/nowhere/file.pem'
const mail = { name: 'staff', host: 'mail.example', from: 'a@b.example', to: ['c@d.example'] }

test.each([
  ['the authority of a channel', { notify: { language: 'en', email: [{ ...mail, ca: missing }] } }],
  ['its certificate', { tls: { cert: missing, key: missing } }],
])('%s that cannot be read is refused in the language of who starts it, and nothing is made', async (_what, words) => {
  const state = temporaryFolder()
  const config = CollectorConfigSchema.parse(words)
  const start = async () => startCollector({ state, config, log: openLog('collector', 'warn'), say: translator('ja') })
  await expect(start).rejects.toMatchObject({
    code: 'config-invalid',
    place: expect.stringContaining(missing),
    message: expect.stringContaining('読み取れません'),
  })
  expect(readdirSync(state)).toEqual([])
})

test('where a killed collector was found is forgotten as soon as the next holds the folder, also where that cannot listen', async () => {
  const stranger = createServer()
  await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void stranger.close())
  const { port } = stranger.address() as AddressInfo
  const state = temporaryFolder()
  const left = join(state, 'collector', 'local.json')
  mkdirSync(join(state, 'collector'), { mode: 0o700 })
  writeFileSync(left, JSON.stringify({ address: `http://127.0.0.1:${port}`, token: 'sekisho_secret' }))
  const config = CollectorConfigSchema.parse({ listen: { host: '127.0.0.1', port } })
  const starting = startCollector({ state, config, log: openLog('collector', 'warn') })
  expect([isRunning(state, 'collector'), existsSync(left)]).toEqual([true, false])
  await expect(starting).rejects.toMatchObject({ code: 'config-invalid', place: `127.0.0.1:${port}` })
  expect([isRunning(state, 'collector'), existsSync(left)]).toEqual([false, false])
})

test('the token of a collector’s own machine is revoked by nobody; replaced by a start without its file, the one before can be', async () => {
  const state = temporaryFolder()
  const start = () => {
    const config = CollectorConfigSchema.parse({ listen: { host: '127.0.0.1', port: 0 } })
    return startCollector({ state, config, log: openLog('collector', 'error') })
  }
  const sekisho = (...words: string[]) => runSekisho(['token', ...words, '--state', state], { LANG: 'C' })
  let running = await start()
  onTestFinished(async () => void (await running.stop()))
  const { id } = JSON.parse((await sekisho('list', '--json')).out)
  for (const named of ['local', id]) {
    const { code, err } = await sekisho('revoke', named)
    expect([code, err]).toEqual([
      exitCodes.refused,
      expect.stringContaining(`${id}: this is the collector's own token`),
    ])
  }
  await running.stop()
  rmSync(join(state, 'collector', 'local.token'))
  running = await start()
  expect((await sekisho('revoke', 'local')).err).toContain('by its id:')
  expect((await sekisho('revoke', id)).out).toContain(`The token local (${id}, admin) is revoked`)
  const rows = (await sekisho('list', '--json')).out.trimEnd().split('\n')
  expect(rows.map(row => JSON.parse(row).revoked?.by)).toEqual([undefined, 'token:local'])
})
