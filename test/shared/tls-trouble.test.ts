// The laws of what an error of TLS says: which trouble it is, and none where it is another matter.
import { tlsTroubleOf } from '@sekisho/shared/tls-trouble.ts'
import { expect, test } from 'vitest'

const coded = (code: string, more: object = {}, message = '') => Object.assign(new Error(message), { code, ...more })

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'name'],
  ['CERT_NOT_YET_VALID', 'expired'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'plain'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'old'],
])('%s is the trouble "%s"', (code, what) => {
  expect(tlsTroubleOf(coded(code))).toEqual({ what, names: '-' })
})

test('what nodemailer coded anew, and what came while writing, is known all the same', () => {
  expect(tlsTroubleOf(coded('ETLS', { originalCode: 'CERT_HAS_EXPIRED' }))?.what).toBe('expired')
  const writing = 'write EPROTO 80:error:0A00010B:SSL routines:tls_validate:wrong version number:record.c:3:'
  expect(tlsTroubleOf(coded('EPROTO', {}, writing))?.what).toBe('plain')
})

test('the names of a certificate for others are told, and no more of them than fits a line', () => {
  const cert = { subjectaltname: `DNS:${'a'.repeat(500)}` }
  expect(tlsTroubleOf(coded('ERR_TLS_CERT_ALTNAME_INVALID', { cert }))?.names).toHaveLength(200)
})

test('an error of something else is no trouble of TLS', () => {
  expect([tlsTroubleOf(coded('ECONNREFUSED')), tlsTroubleOf(new Error('x')), tlsTroubleOf(null)]).toEqual([
    null,
    null,
    null,
  ])
})
