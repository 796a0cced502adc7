// Owns the laws of doctor's look at the collector's clock, and at what the configs name.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
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

interface Told {
  readonly name: string
  readonly outcome: string
  readonly found: string
  readonly mend: string
}

async function checksOf(words: readonly string[], language: string): Promise<readonly Told[]> {
  const { out } = await runSekisho(words, { LANG: language })
  const checks = out.trimEnd().split('\n')
  return checks.map(line => JSON.parse(line))
}

/** What doctor says of a config file in a state folder of its own. */
async function configCheck(name: string, file: string, language = 'en'): Promise<unknown> {
  const words = ['doctor', '--json', '--state', dirname(file), '--agent-config', file, '--collector-config', file]
  return (await checksOf(words, language)).find(check => check.name === name)
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

/** All that doctor says of the state folder in which the collector's config lies. */
function checksBeside(file: string, language = 'en'): Promise<readonly Told[]> {
  return checksOf(['doctor', '--json', '--state', dirname(file)], language)
}

test('what is wrong in the collector’s config is told once, whatever else is read from it', async () => {
  const file = join(temporaryFolder(), 'collector.yaml')
  writeFileSync(file, 'notify: { syslog: [{ name: siem, host: siem.example, most: plenty }] }\n')
  const told = (await checksBeside(file)).filter(({ found }) => found.includes('most'))
  expect(told.map(({ name, outcome }) => [name, outcome])).toEqual([['doctor.collector-config', 'failed']])
})

describe('doctor on who is told of incidents', () => {
  const notify = async (file: string, language?: string) =>
    (await checksBeside(file, language)).find(({ name }) => name === 'doctor.notify')

  test.each([
    ['en', 'nobody is told of incidents'],
    ['ja', '誰にも通知されません'],
  ])('warns where nobody is, with a channel to add that settles it: %s', async (language, words) => {
    const folder = temporaryFolder()
    const [file, url] = [join(folder, 'collector.yaml'), join(folder, 'ping.url')]
    writeFileSync(url, 'https://watch.example/ping', { mode: 0o600 })
    writeFileSync(file, `notify: { ping: { urlFile: ${url} } }\n`)
    const told = await notify(file, language)
    expect(told).toMatchObject({ outcome: 'warning', found: expect.stringContaining(words) })
    writeFileSync(file, `notify:\n  ${/email: \[\{.*\}\]/.exec(told?.mend ?? '')?.[0]}\n`)
    expect(await notify(file)).toMatchObject({ outcome: 'ok', found: 'duty (email)' })
  })

  test('says where there is no config what one would have to say, and nothing where there is no collector', async () => {
    const file = join(temporaryFolder(), 'collector.yaml')
    expect(await notify(file)).toBeUndefined()
    mkdirSync(join(dirname(file), 'collector'))
    const { mend } = (await notify(file)) ?? { mend: '' }
    expect(mend).toContain('--collector-config')
    writeFileSync(file, /notify: \{.*\}/.exec(mend)?.[0] ?? '')
    expect(await notify(file)).toMatchObject({ outcome: 'ok', found: 'duty (email)' })
  })
})
