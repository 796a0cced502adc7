// Owns the laws of doctor's look at the collector's clock, and at what the configs name.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { checkSkew } from '../../../bin/doctor/checks.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

test('only what a slow answer cannot explain is skew, to either side', () => {
  const say = translator('en')
  const [asked, heard] = [100_000, 109_000]
  const found = (told: number) => {
    const { outcome, found: words } = checkSkew(asked, told, heard, say)
    return [outcome, words]
  }
  expect(found(104_000)).toEqual(['ok', '0.0 s apart'])
  expect(found(98_000)).toEqual(['ok', '2.0 s apart'])
  expect(found(97_900)).toEqual(['warning', '2.1 s apart'])
  expect(found(112_000)).toEqual(['warning', '3.0 s apart'])
})

/** What doctor says of a config file in a state folder of its own. */
async function configCheck(name: string, file: string, language = 'en'): Promise<unknown> {
  const words = ['doctor', '--json', '--state', dirname(file), '--agent-config', file, '--collector-config', file]
  const { out } = await runSekisho(words, { LANG: language })
  const checks = out.trimEnd().split('\n')
  return checks.map(line => JSON.parse(line)).find(check => check.name === name)
}

test('an authority of the agent that is no certificate is refused, in the language of who asked', async () => {
  const folder = temporaryFolder()
  const [file, ca] = [join(folder, 'agent.yaml'), join(folder, 'ca.pem')]
  writeFileSync(file, `tls: { ca: ${ca} }\n`)
  const told = (language?: string) => configCheck('doctor.agent-config', file, language)
  writeFileSync(ca, makeAuthority().ca)
  expect(await told()).toMatchObject({ outcome: 'ok' })
  writeFileSync(ca, 'no certificate')
  expect(await told()).toMatchObject({ outcome: 'failed', found: expect.stringContaining(`${ca}: no certificate can`) })
  expect(await told('ja')).toMatchObject({ found: expect.stringContaining('証明書を読み取れません') })
})

test('a certificate that the collector would refuse is refused, in the language of who asked', async () => {
  const folder = temporaryFolder()
  const [file, cert, key] = [join(folder, 'collector.yaml'), join(folder, 'cert.pem'), join(folder, 'key.pem')]
  writeFileSync(file, `tls: { cert: ${cert}, key: ${key} }\n`)
  const told = (language?: string) => configCheck('doctor.collector-config', file, language)
  const right = makeAuthority().certify(['collector.example'])
  writeFileSync(cert, right.cert)
  writeFileSync(key, right.key)
  expect(await told()).toMatchObject({ outcome: 'ok' })
  writeFileSync(key, 'no key')
  expect(await told()).toMatchObject({
    outcome: 'failed',
    found: expect.stringContaining(`${key}: no key can be read`),
  })
  expect(await told('ja')).toMatchObject({ found: expect.stringContaining('鍵を読み取れません') })
})
