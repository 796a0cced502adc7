// Owns the laws of how a collector is started: a config that cannot be used is refused before anything is opened or made.
import { readdirSync } from 'node:fs'
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { startCollector } from '@sekisho/collector/main.ts'
import { openLog } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

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
