// Owns the laws of how an agent is started and enrolled: what is wrong is refused before anything is dialled or made.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgentConfigSchema } from '@sekisho/agent/config.ts'
import { enrolAgent, startAgent } from '@sekisho/agent/main.ts'
import { openLog } from '@sekisho/shared/log.ts'
import { formatEnrolmentToken, generateKeyPair } from '@sekisho/shared/proof.ts'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

const tokenFor = (address: string) =>
  formatEnrolmentToken({ address, collector: generateKeyPair().id, id: 'one', secret: 'a'.repeat(43) })

// 192.0.2.0/24 is nobody's (RFC 5737); nothing is dialled, because the refusal comes first.
test('an agent speaks to another machine without TLS only where its config allows it', async () => {
  const state = temporaryFolder()
  const enrolling = enrolAgent({ state, token: tokenFor('ws://192.0.2.1:4649'), name: 'web1', tls: undefined })
  await expect(enrolling).rejects.toMatchObject({ code: 'config-invalid', place: 'ws://192.0.2.1:4649' })
  expect(existsSync(join(state, 'agent'))).toBe(false)
})

test('a collector on this machine may be spoken to without TLS', async () => {
  const enrolling = enrolAgent({
    state: temporaryFolder(),
    token: tokenFor('ws://127.0.0.1:9'),
    name: 'web1',
    tls: undefined,
  })
  // Nobody listens on the discard port: it was dialled.
  await expect(enrolling).rejects.toMatchObject({ code: 'link-down' })
})

test('an authority that is no certificate is refused before anything is dialled, made or started', async () => {
  const state = temporaryFolder()
  const tls = { ca: join(temporaryFolder(), 'ca.pem') }
  writeFileSync(tls.ca, 'no certificate')
  const refusal = { code: 'config-invalid', place: tls.ca }
  const enrolling = enrolAgent({ state, token: tokenFor('wss://127.0.0.1:9'), name: 'web1', tls })
  await expect(enrolling).rejects.toMatchObject(refusal)
  const config = AgentConfigSchema.parse({ tls })
  await expect(async () => startAgent({ state, config, log: openLog('agent', 'warn') })).rejects.toMatchObject(refusal)
  expect(existsSync(join(state, 'agent'))).toBe(false)
})
