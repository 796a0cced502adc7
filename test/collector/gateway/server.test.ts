import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLoopback } from '@sekisho/shared/loopback.ts'
import { expect, onTestFinished, test } from 'vitest'
import { closeServer, type ListenOptions, listen, makeServer } from '../../../collector/gateway/server.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8')
const tls = { cert: fixture('server.pem'), key: fixture('server.key') }

async function open(options: Partial<ListenOptions>, secure = false) {
  const server = makeServer({ tls: secure ? tls : null })
  onTestFinished(() => closeServer(server))
  return listen(server, { host: '127.0.0.1', port: 0, allowPlain: false, ...options })
}

test.each(['0.0.0.0', '::', '192.0.2.1', 'collector.example'])(
  'listening on %s without TLS is refused, with how to mend it',
  async host => {
    await expect(open({ host })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/tls.*127\.0\.0\.1.*allowPlain/),
    })
  },
)

test('listening beyond loopback works with TLS, or where it is explicitly allowed', async () => {
  expect((await open({ host: '0.0.0.0' }, true)).port).toBeGreaterThan(0)
  expect((await open({ host: '0.0.0.0', allowPlain: true })).port).toBeGreaterThan(0)
})

test('a port that is taken is said to be taken', async () => {
  const { port } = await open({})
  await expect(open({ port })).rejects.toMatchObject({ code: 'config-invalid', message: /another program/ })
})

test('loopback is what the standards call so, and no name that merely looks like it', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true)
  expect(['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example', 'localhost.example', ''].some(isLoopback)).toBe(false)
})
