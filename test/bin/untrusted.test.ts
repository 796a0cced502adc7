// The laws of a collector whose certificate nobody known has signed: that is said to whoever dials it, with what mends it, and
// that mends it.
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { type Program, sekisho, startProgram } from '../support/sekisho.ts'
import { runSekisho } from '../support/shell.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
const pin = new X509Certificate(readFileSync(fixture('server.pem'))).fingerprint256.replaceAll(':', '').toLowerCase()
const otherPin = 'f'.repeat(64)
const shared = mkdtempSync(join(tmpdir(), 'sekisho-untrusted-'))
const state = join(shared, 'state')
const english = { LANG: 'C' }
const japanese = { LANG: 'ja_JP.UTF-8' }
let collector: Program
let remote: string[]

beforeAll(async () => {
  const config = join(shared, 'collector.yaml')
  writeFileSync(config, `listen: { port: 0 }\ntls: { cert: ${fixture('server.pem')}, key: ${fixture('server.key')} }\n`)
  collector = startProgram(['collector', '--state', state, '--config', config])
  const [, address = ''] = /running at (\S+),/.exec(await collector.says('Collector running')) ?? []
  const file = join(shared, 'token')
  writeFileSync(file, await sekisho(['token', 'create', 'reader', '--role', 'read', '--state', state]))
  remote = ['--collector', address, '--token-file', file, '--state', join(shared, 'nothing')]
})

afterAll(async () => {
  await collector.stop()
  rmSync(shared, { recursive: true, force: true })
})

describe('a command that names such a collector', () => {
  test.each([
    [english, 'no known authority has signed the certificate', 'Start it with'],
    [japanese, '既知の認証局が署名したものではありません', '起動するか'],
  ])('says so with what mends it, and not that none runs, by %o', async (environment, reason, misled) => {
    const { code, err } = await runSekisho(['hosts', ...remote], environment)
    expect(code).toBe(exitCodes.unreachable)
    expect(err).toContain(reason)
    expect(err).toContain('NODE_EXTRA_CA_CERTS')
    expect(err).toContain('tls.pin')
    expect(err).not.toContain(misled)
  })

  test('reaches it where NODE_EXTRA_CA_CERTS names the authority', async () => {
    expect(await sekisho(['hosts', '--json', ...remote], { NODE_EXTRA_CA_CERTS: fixture('ca.pem') })).toBe('')
  })
})

describe('a host that is enrolled at such a collector', () => {
  async function enrol(tls: string, environment: Readonly<Record<string, string>>) {
    const folder = temporaryFolder()
    const config = join(folder, 'agent.yaml')
    writeFileSync(config, tls)
    const token = (await sekisho(['enroll', 'token', '--state', state])).trim()
    const words = ['enroll', token, '--name', 'web1', '--state', join(folder, 'state'), '--config', config]
    return runSekisho(words, environment)
  }

  const otherAuthority = `tls: { ca: ${fixture('other.pem')} }`
  const otherCertificate = `tls: { pin: ${otherPin} }`
  test.each([
    ['nothing', '', english, ['no known authority has signed', 'tls.ca', 'tls.pin']],
    ['nothing', '', japanese, ['既知の認証局が署名したものではありません', 'tls.ca', 'tls.pin']],
    ['another authority', otherAuthority, english, ['the authority in tls.ca has not signed', 'tls.pin']],
    ['another authority', otherAuthority, japanese, ['tls.caの認証局が署名したものではありません', 'tls.pin']],
    ['another certificate', otherCertificate, english, ['the certificate is not the pinned one', 'tls.pin']],
    ['another certificate', otherCertificate, japanese, ['証明書がtls.pinのものと違います']],
  ])('and whose config trusts %s is told what is wrong and what to set: %#', async (_, tls, environment, parts) => {
    const { code, err } = await enrol(tls, environment)
    expect(code).toBe(exitCodes.unreachable)
    for (const part of parts) expect(err).toContain(part)
    expect(err).not.toMatch(/that the collector runs|コレクターの起動/)
  })

  test.each([
    ['the authority', `tls: { ca: ${fixture('ca.pem')} }`],
    ['the certificate', `tls: { pin: ${pin} }`],
  ])('and whose config trusts %s belongs to it', async (_, tls) => {
    expect(await enrol(tls, english)).toMatchObject({ code: exitCodes.ok, err: '' })
  })
})
