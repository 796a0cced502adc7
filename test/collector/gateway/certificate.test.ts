// Owns the laws of how the collector's certificate is read: what TLS cannot be spoken with is refused, and the file is named.
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { readCertificate } from '../../../collector/gateway/certificate.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { temporaryFolder } from '../../support/folder.ts'

const { certify } = makeAuthority()
const right = certify(['collector.example'])
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' }
const sealed = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString()

function written(texts: { readonly cert?: string; readonly key?: string }) {
  const folder = temporaryFolder()
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  for (const part of ['cert', 'key'] as const) {
    const text = texts[part]
    if (text !== undefined) writeFileSync(files[part], text)
  }
  return files
}

test('a certificate and its key are read as they are', () => {
  expect(readCertificate(written(right), translator('en'))).toEqual(right)
})

test.each([
  [
    'a certificate that is not there',
    { key: right.key },
    'cert',
    /"tls\.cert" cannot be read: ENOENT/,
    /読み取れません/,
  ],
  ['a key that is not there', { cert: right.cert }, 'key', /"tls\.key" cannot be read: ENOENT/, /読み取れません/],
  ['what is no certificate', { ...right, cert: 'no PEM' }, 'cert', /BEGIN CERTIFICATE/, /使用できる証明書/],
  ['what is no key', { ...right, key: right.cert }, 'key', /BEGIN PRIVATE KEY/, /鍵を読み取れません/],
  ['an empty certificate', { ...right, cert: '' }, 'cert', /BEGIN CERTIFICATE/, /使用できる証明書/],
  ['an empty key', { ...right, key: '' }, 'key', /BEGIN PRIVATE KEY/, /鍵を読み取れません/],
  ['a key with a passphrase', { ...right, key: sealed }, 'key', /without a passphrase/, /パスフレーズなし/],
  [
    'a key of another',
    { ...right, key: certify(['b.example']).key },
    'key',
    /not the one of .*cert\.pem/,
    /cert\.pem の/,
  ],
] as const)('%s is refused, naming the file, in the language of who asked', (_what, texts, part, en, ja) => {
  const files = written(texts)
  const refusal = (text: RegExp) =>
    expect.objectContaining({ code: 'config-invalid', place: files[part], message: expect.stringMatching(text) })
  const reading = (locale: 'en' | 'ja') => () => readCertificate(files, translator(locale))
  expect(reading('en')).toThrow(refusal(en))
  expect(reading('ja')).toThrow(refusal(ja))
})
