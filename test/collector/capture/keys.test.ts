// The laws of the keys of contents: the first line closes and each opens, a part opens only at its own place, nothing is
// guessed where a key is missing, and no text of ours ever tells one.
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { locales } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { ContentKeys } from '../../../collector/capture/keys.ts'
import { file, finding } from '../../support/batches.ts'
import { CaptureHouse, honest, sha256Of, shellOf } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { by } from '../../support/store-house.ts'

const place = { customer: 1, sha256: 'a'.repeat(64), from: 0 }
const bytes = Buffer.from('<?php system($_GET[0]);')
const line = () => randomBytes(32).toString('hex')

function keysIn(...lines: string[]) {
  const path = join(temporaryFolder(), 'content.key')
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 })
  return path
}

function load(path: string, needed: readonly string[] = [], own = false): ContentKeys {
  const keys = new ContentKeys({ file: path, own, credentials: null })
  keys.load(needed)
  return keys
}

describe('the keys of contents', () => {
  test('are made at first for their owner alone, and never again once something was closed with one', () => {
    const path = join(temporaryFolder(), 'content.key')
    const part = load(path, [], true).close(place, bytes)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(load(path, [part.key], true).open(place, part)).toEqual(bytes)
    const gone = join(temporaryFolder(), 'content.key')
    const keys = load(gone, [part.key], true)
    expect(existsSync(gone)).toBe(false)
    expect(keys.trouble).toMatchObject({ code: 'content-key-missing', place: gone })
    expect(() => keys.close(place, bytes)).toThrow('there is no such file')
  })

  test('turn: a new first line closes, and the old one opens what it closed', () => {
    const [old, fresh] = [line(), line()]
    const before = load(keysIn(old)).close(place, bytes)
    const keys = load(keysIn('# turned on 29 November', fresh, '', old), [before.key])
    const after = keys.close(place, bytes)
    expect(keys.trouble).toBeNull()
    expect(after.key).not.toBe(before.key)
    expect([before, after].map(part => keys.open(place, part))).toEqual([bytes, bytes])
    const without = load(keysIn(fresh), [before.key, after.key])
    expect(without.trouble?.message).toContain(before.key)
    expect(without.usable).toBe(true)
    expect(without.open(place, after)).toEqual(bytes)
    expect(() => without.open(place, before)).toThrow(before.key)
  })

  test('open a part at its own place alone, and only as it was closed', () => {
    const keys = load(keysIn(line()))
    const part = keys.close(place, bytes)
    const others = [{ customer: 2 }, { sha256: 'b'.repeat(64) }, { from: 262_144 }]
    for (const other of others) expect(() => keys.open({ ...place, ...other }, part)).toThrow('not as it was kept')
    for (const at of [0, part.bytes.length - 1]) {
      const bent = Buffer.from(part.bytes)
      bent[at] = (bent[at] ?? 0) ^ 1
      expect(() => keys.open(place, { ...part, bytes: bent })).toThrow('not as it was kept')
    }
    expect(() => keys.open(place, { ...part, bytes: part.bytes.subarray(0, 8) })).toThrow('not as it was kept')
  })

  test('close the same bytes never twice alike', () => {
    const keys = load(keysIn(line()))
    const parts = Array.from({ length: 50 }, () => keys.close(place, bytes))
    expect(new Set(parts.map(({ nonce }) => Buffer.from(nonce).toString('hex'))).size).toBe(50)
    expect(new Set(parts.map(part => Buffer.from(part.bytes).toString('hex'))).size).toBe(50)
    expect(parts.every(({ nonce }) => nonce.length === 12)).toBe(true)
  })

  test('that others could read, that are none, or too short are refused, without a word of what stands there', () => {
    const open = keysIn(line())
    chmodSync(open, 0o644)
    const short = 'c0ffee'.repeat(9)
    const texts = [open, keysIn(line(), short), keysIn('# none')].map(path => {
      const { usable, trouble } = load(path)
      expect(usable).toBe(false)
      return `${trouble?.code} ${trouble?.message}`
    })
    expect(texts[0]).toMatch(/key-unusable .*mode 0644/)
    expect(texts[1]).toMatch(/key-unusable line 2 is no key/)
    expect(texts[2]).toMatch(/key-unusable it holds no key/)
    expect(texts.join()).not.toContain(short)
  })

  test('of systemd are taken as its folder holds them, which lets nobody else in', () => {
    const path = keysIn(line())
    chmodSync(path, 0o440)
    const keys = new ContentKeys({ file: path, own: false, credentials: join(path, '..') })
    keys.load([])
    expect(keys.usable).toBe(true)
  })

  test('have a name that is no part of them', () => {
    const key = line()
    const { key: id } = load(keysIn(key)).close(place, bytes)
    expect(key).not.toContain(id)
    expect(createHash('sha256').update(Buffer.from(key, 'hex')).digest('hex')).not.toContain(id)
  })
})

describe('a collector whose key is gone', () => {
  test('says which, asks nobody, and goes on once it is back', async () => {
    const house = await new CaptureHouse().open()
    const [first, second] = [shellOf(100), shellOf(200)]
    const { chain, host } = await house.host('web1', honest(first))
    const seen = (shell: Buffer) =>
      file('', { size: shell.length, digest: { algorithm: 'sha256', hex: sha256Of(shell) } })
    await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(first))))
    await house.settled(sha256Of(first))
    await house.stop()
    const key = readFileSync(house.keyFile, 'utf8')
    writeFileSync(house.keyFile, 'damaged')
    const again = await new CaptureHouse({ folder: house.folder, limits: { keyLookMs: 20 } }).open()
    const agent = await again.connect(chain, honest(second))
    await again.stores.send(host, chain.seal(finding('upload/y.php', null, seen(second))))
    await eventually(async () => (await again.rows()).length === 2)
    await eventually(() => again.capture.report().phase === 'keyless')
    const told = await Promise.all(locales.map(async locale => (await again.capture.summary(1, locale)).trouble))
    expect(told).toEqual([
      `${again.keyFile}: line 1 is no key: 64 hex digits, as of openssl rand -hex 32`,
      `${again.keyFile}: 1行目が鍵ではありません。openssl rand -hex 32で作る16進64桁が必要です`,
    ])
    await expect(again.capture.take(by, sha256Of(first))).rejects.toMatchObject({ code: 'content-key-missing' })
    expect(agent.orders).toEqual([])
    writeFileSync(again.keyFile, key)
    expect(await again.settled(sha256Of(second))).toMatchObject({ state: 'kept' })
    expect(await again.capture.take(by, sha256Of(first))).toEqual(first)
  })
})
