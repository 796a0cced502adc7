// The laws of extended attributes: what a real file has is told by its descriptor, so many and so much of each, and neither
// secrets nor card numbers leave with them. On real files; where this file system has no attributes, that is said.
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import {
  contentPartBytes,
  maxAttributes,
  maxAttributesBytes,
  maxAttributeValue,
  maxContentFrameBytes,
} from '@sekisho/shared/content-limits.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { compileRedact } from '@sekisho/shared/redact.ts'
import { type ContentAttributes, ContentAttributesSchema } from '@sekisho/shared/wire.content.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AttributeCalls, ListedNames } from '../../../agent/contents/attribute-calls.ts'
import { readAttributes, toldAttributes } from '../../../agent/contents/attributes.ts'
import { Contents } from '../../../agent/contents/contents.ts'
import type { KeptContent } from '../../../agent/handover.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { setAttribute, whyNoAttributes } from '../../support/set-attribute.ts'

const redact = compileRedact(['x-shop-token:SECRET'])
const missing = whyNoAttributes()
if (missing !== null) console.warn(`SKIPPED: no extended attributes can be set in temporary folders: errno ${missing}`)
/** struct vfs_cap_data of include/uapi/linux/capability.h, revision 2: cap_net_bind_service, permitted and effective. */
const capability = Buffer.from('0100000200040000000000000000000000000000', 'hex')
/** include/uapi/linux/posix_acl_xattr.h: rw for the owner and for user 65534, r for the group, r for others, under a mask. */
const acl = Buffer.from(
  '0200000001000600ffffffff02000600feff000004000400ffffffff10000600ffffffff20000400ffffffff',
  'hex',
)

function fileWith(...attributes: [name: string, value: string | Buffer][]): string {
  const file = join(temporaryFolder(), 'x.php')
  writeFileSync(file, '<?php x')
  for (const [name, value] of attributes) expect(setAttribute(file, name, Buffer.from(value))).toBeNull()
  return file
}

function told(file: string, calls?: AttributeCalls) {
  const descriptor = openSync(file, 'r')
  try {
    return toldAttributes(readAttributes(descriptor, Number.POSITIVE_INFINITY, calls), redact)
  } finally {
    closeSync(descriptor)
  }
}

const fake = (list: () => Buffer[] | number, get: AttributeCalls['get'] = () => Buffer.of()): AttributeCalls => {
  const listed = (names: Buffer[], most: number): ListedNames => ({ names: names.slice(0, most), count: names.length })
  return {
    list: (_descriptor, most) => {
      const names = list()
      return typeof names === 'number' ? names : listed(names, most)
    },
    get,
  }
}

describe.skipIf(missing !== null)('extended attributes of a real file', () => {
  test('are told with name, size and value, whatever their bytes are', () => {
    const file = fileWith(['user.note', 'by 太郎\n'], ['user.bytes', Buffer.from('00ff41', 'hex')], ['user.empty', ''])
    const all = told(file)
    expect(all).toMatchObject({ told: 'listed', more: 0 })
    expect(all.told === 'listed' && all.list.filter(({ name }) => name.startsWith('user.'))).toEqual([
      { name: 'user.note', size: 10, value: 'by 太郎%0A' },
      { name: 'user.bytes', size: 3, value: '%00%FFA' },
      { name: 'user.empty', size: 0, value: '' },
    ])
  })

  test('hold access control lists, which a mode does not show', () => {
    const all = told(fileWith(['system.posix_acl_access', acl]))
    expect(all.told === 'listed' && all.list).toContainEqual(
      expect.objectContaining({ name: 'system.posix_acl_access', size: acl.length }),
    )
  })

  const isRoot = process.getuid?.() === 0
  if (!isRoot) console.warn('SKIPPED: capabilities of files can be set by root alone')
  test.skipIf(!isRoot)('hold capabilities, which let a program do what its user may not', () => {
    expect(told(fileWith(['security.capability', capability]))).toMatchObject({
      list: expect.arrayContaining([expect.objectContaining({ name: 'security.capability', size: 20 })]),
    })
  })

  test('leave the host without card numbers and secrets', () => {
    const card = '4111 1111 1111 1111'
    const file = fileWith(
      ['user.dump', `x ${card} x`],
      ['user.wide', Buffer.from(card, 'utf16le')],
      ['user.login', 'mysql --password=tanuki7 shop'],
      ['user.own', 'x-shop-token:tanuki7'],
      ['user.4111111111111111', 'x'],
    )
    const text = JSON.stringify(told(file))
    expect(text).not.toMatch(/4111|4%001|tanuki7/)
    expect(text).toContain('"name":"user.dump","size":23,"value":null')
    expect(text).toContain('"name":"user.wide","size":38,"value":null')
    expect(text).toContain('--password=[…]')
  })

  test('go with the first part of a content, also of one that is kept while the file is there', async () => {
    const root = join(temporaryFolder(), 'shop')
    mkdirSync(root)
    const bytes = randomBytes(contentPartBytes + 1)
    const file = join(root, 'x.php')
    writeFileSync(file, bytes)
    expect(setAttribute(file, 'user.note', Buffer.from('planted'))).toBeNull()
    const sha256 = sha256Hex(bytes)
    let kept: KeptContent | null = null
    const contents = new Contents({
      ...{ roots: () => [root as PathText], stays: () => false, kept: async () => kept },
      spool: { of: async () => null, asked: () => {} },
      ...{ clock: new ManualClock(), redact },
    })
    onTestFinished(() => contents.stop())
    const ask = (from: number) =>
      contents.answer({ what: 'content', root: root as PathText, path: 'x.php' as PathText, sha256, from })
    const note = { told: 'listed', list: expect.arrayContaining([{ name: 'user.note', size: 7, value: 'planted' }]) }
    expect(await ask(0)).toMatchObject({ outcome: 'part', attributes: note })
    expect(await ask(contentPartBytes)).not.toHaveProperty('attributes')
    contents.stop()
    const [name, beginning] = [Buffer.from('user.note'), Buffer.from('--password=k')]
    kept = { bytes, attributes: { told: 'listed', list: [{ name, size: 12, beginning }], more: 0 } }
    const shown = { name: 'user.note', size: 12, value: '--password=[…]' }
    const atClose: ContentAttributes = { told: 'listed', list: [shown], more: 0 }
    expect(await ask(0)).toMatchObject({ outcome: 'part', attributes: note })
    contents.stop()
    rmSync(file)
    expect(await ask(0)).toMatchObject({ outcome: 'part', attributes: atClose })
    contents.stop()
    writeFileSync(file, 'another')
    expect(setAttribute(file, 'user.note', Buffer.from('of another'))).toBeNull()
    expect(await ask(0)).toMatchObject({ outcome: 'part', attributes: atClose })
  })
})

describe('extended attributes', () => {
  test('that cannot be told are said to be so, and why', () => {
    const file = fileWith()
    const { ENOTSUP, EACCES, ENODATA } = constants.errno
    const descriptor = openSync(file, 'r')
    expect(readAttributes(descriptor, 1, null)).toEqual({ told: 'no-calls' })
    closeSync(descriptor)
    expect(
      told(
        file,
        fake(() => ENOTSUP),
      ),
    ).toEqual({ told: 'unsupported' })
    expect(
      told(
        file,
        fake(() => EACCES),
      ),
    ).toEqual({ told: 'unreadable' })
    const gone = fake(
      () => [Buffer.from('user.gone')],
      () => ENODATA,
    )
    expect(told(file, gone)).toEqual({ told: 'listed', list: [{ name: 'user.gone', size: 0, value: null }], more: 0 })
  })

  test.each([
    ['many', 2000, 5, 'a'],
    ['long', 60, 65_536, '\u0001'],
    ['of quotes', 60, 65_536, '"'],
    ['few and long', 8, 65_536, '漢'],
  ])('that are %s stay within a frame that an older collector takes, and the others are counted', (...given) => {
    const [_what, count, length, sign] = given
    const names = Array.from({ length: count }, (_, at) => Buffer.from(`user.${'n'.repeat(length > 5 ? 240 : 1)}${at}`))
    const value = Buffer.from(sign.repeat(length)).subarray(0, length)
    const all = told(
      fileWith(),
      fake(
        () => names,
        () => value,
      ),
    )
    if (all.told !== 'listed') throw new Error('a list was expected')
    expect(ContentAttributesSchema.parse(all)).toEqual(all)
    expect(all.list.length).toBeGreaterThan(0)
    expect(all.list.length).toBeLessThanOrEqual(maxAttributes)
    expect(all.list.length + all.more).toBe(count)
    expect(Buffer.byteLength(JSON.stringify(all.list))).toBeLessThanOrEqual(maxAttributesBytes + 2)
    for (const { value: shown } of all.list) expect(shown?.length ?? 0).toBeLessThanOrEqual(maxAttributeValue)
    const bytes = Buffer.alloc(contentPartBytes).toString('base64')
    const answer = { outcome: 'part', size: 2 ** 53 - 1, from: 0, bytes, attributes: all }
    const frame = JSON.stringify({ message: 'content', order: 'x'.repeat(64), answer })
    expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(maxContentFrameBytes)
  })

  test('are looked through no further than they are told, however many and long they are', () => {
    let looked = 0
    const counted: typeof redact = texts => {
      looked += texts.join('').length
      return redact(texts)
    }
    const names = Array.from({ length: 32 }, (_, at) => Buffer.from(`user.${at}`))
    const calls = fake(
      () => names,
      () => Buffer.alloc(65_536, 'passw=a '),
    )
    const all = toldAttributes(readAttributes(0, Number.POSITIVE_INFINITY, calls), counted)
    expect(all).toMatchObject({
      told: 'listed',
      list: expect.arrayContaining([expect.objectContaining({ size: 65_536 })]),
    })
    expect(looked).toBeLessThan(32 * 400)
  })

  test('take no more than is left to read, and the others are counted', () => {
    const got: string[] = []
    const names = Array.from({ length: 40 }, (_, at) => Buffer.from(`user.${at}`))
    const calls = fake(
      () => names,
      (_descriptor, name) => {
        got.push(String(name))
        return Buffer.alloc(100)
      },
    )
    expect(readAttributes(0, 201, calls)).toMatchObject({ told: 'listed', more: 37 })
    expect(readAttributes(0, 0, calls)).toEqual({ told: 'listed', list: [], more: 40 })
    expect(got).toEqual(['user.0', 'user.1', 'user.2'])
  })

  test.each([
    ['a card number', `${'x'.repeat(190)} 4111 1111 1111 1111 ${'x'.repeat(60_000)}`, /4111/],
    [
      'a card number in UTF-16',
      Buffer.from(`${'x'.repeat(30)} 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-0 ${'x'.repeat(999)}`, 'utf16le'),
      /1%00-/,
    ],
    [
      'the user of a URL',
      `${'x'.repeat(180)} https://tanuki7${'0a'.repeat(600)}@h.example/ ${'x'.repeat(60_000)}`,
      /tanuki/,
    ],
  ])('do not tell the half of %s whose end is not told', (_what, value, secret) => {
    const calls = fake(
      () => [Buffer.from('user.x')],
      () => Buffer.from(value),
    )
    const all = told(fileWith(), calls)
    expect(all).toMatchObject({ told: 'listed', more: 0 })
    expect(JSON.stringify(all.told === 'listed' && all.list.map(one => one.value))).not.toMatch(secret)
  })
})
