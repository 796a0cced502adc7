import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { readEnvelope, sendRelease } from '../../publisher/send/send.ts'
import { temporaryFolder } from '../support/folder.ts'

describe('sending a release', () => {
  test('the envelope goes out byte for byte, with site and prefix', async () => {
    const file = join(temporaryFolder(), 'shop.json')
    const text = JSON.stringify(signEnvelope(Buffer.from('{}'), generateKeyPair()))
    writeFileSync(file, text)
    const sent: unknown[] = []
    const row = { id: 7 } as ReleaseRow
    const client = {
      publish: (...call: unknown[]) => {
        sent.push(call)
        return Promise.resolve(row)
      },
    }
    expect(await sendRelease(client, readEnvelope(file), { site: 'shop', prefix: 'html' })).toBe(row)
    expect(sent).toEqual([[Buffer.from(text), { site: 'shop', prefix: 'html' }]])
  })

  test('what is no signed release is refused before anything is sent', () => {
    const file = join(temporaryFolder(), 'page.html')
    writeFileSync(file, '<html>')
    expect(() => readEnvelope(file)).toThrow(expect.objectContaining({ code: 'release-refused', place: file }))
    expect(() => readEnvelope(`${file}.missing`)).toThrow('there is no such file')
  })

  test('a prefix that leads out of the site is refused before anything is sent', async () => {
    const client = { publish: () => Promise.reject(new Error('must not be asked')) }
    await expect(sendRelease(client, Buffer.from('{}'), { site: null, prefix: '../other' })).rejects.toMatchObject({
      code: 'release-refused',
      place: '../other',
    })
  })
})
