// The laws of handing on contents: the bytes that were asked for and no others, at most so many, and never what is secret by
// its nature. On real files.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentPartBytes, maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { compileRedact } from '@sekisho/shared/redact.ts'
import type { ContentAnswer } from '@sekisho/shared/wire.content.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Contents } from '../../../agent/contents/contents.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const any = sha256('whatever')

function shop() {
  const folder = temporaryFolder()
  const root = join(folder, 'shop')
  mkdirSync(join(root, 'upload'), { recursive: true })
  const kept = new Map<string, Buffer>()
  const spooled = new Map<string, Buffer>()
  const askedFor: string[] = []
  const clock = new ManualClock()
  const contents = new Contents({
    roots: () => [root as PathText],
    stays: (_root, path) => path.startsWith('secret/'),
    kept: async digest => {
      const bytes = kept.get(digest)
      return bytes === undefined ? null : { bytes, attributes: { told: 'unsupported' } }
    },
    spool: {
      of: async digest => {
        const bytes = spooled.get(digest)
        return bytes === undefined ? null : { bytes, attributes: { told: 'unreadable' } }
      },
      asked: digest => askedFor.push(digest),
    },
    clock,
    redact: compileRedact(),
  })
  onTestFinished(() => contents.stop())
  const wish = (path: string, digest: string, from = 0, of = root) => {
    return { what: 'content', root: of as PathText, path: path as PathText, sha256: digest, from } as const
  }
  const ask = (path: string, digest: string, from = 0, of = root) => contents.answer(wish(path, digest, from, of))
  /** As a collector asks that takes the beginning of what has grown. */
  const askBeginning = (path: string, digest: string, size: number, from = 0) =>
    contents.answer({ ...wish(path, digest, from), size })
  /** And as one that has done so within the hour. */
  const askWhole = (path: string, digest: string, size: number) =>
    contents.answer({ ...wish(path, digest), size, whole: true })
  const write = (path: string, content: string | Buffer) => {
    writeFileSync(join(root, path), content)
    return sha256(content)
  }
  /** As a collector asks: part after part. */
  const whole = async (path: string, digest: string) => {
    const parts: Buffer[] = []
    for (let from = 0; ; ) {
      const answer = await ask(path, digest, from)
      if (answer?.outcome !== 'part') return answer
      const part = Buffer.from(answer.bytes, 'base64')
      parts.push(part)
      from += part.length
      if (part.length === 0 || from >= Math.min(answer.size, maxContentBytes)) return Buffer.concat(parts)
    }
  }
  return { folder, root, kept, spooled, askedFor, clock, ask, askBeginning, askWhole, write, whole }
}

const sizeOf = (answer: ContentAnswer | null) => (answer?.outcome === 'part' ? answer.size : answer)

describe('a content', () => {
  test('is handed on whole, in parts, whatever its bytes are', async () => {
    const { write, whole, ask } = shop()
    const content = Buffer.alloc(3 * contentPartBytes + 17, '<?php \0\xff')
    const digest = write('upload/x.php', content)
    expect(await whole('upload/x.php', digest)).toEqual(content)
    expect(await ask('upload/x.php', digest, content.length + 5)).toMatchObject({ outcome: 'part', bytes: '' })
    expect(await whole('upload/empty', write('upload/empty', ''))).toEqual(Buffer.alloc(0))
  })

  test('stays the one that was asked for while it is handed on, whatever becomes of the file', async () => {
    const { root, write, ask, clock } = shop()
    const digest = write('upload/x.php', Buffer.alloc(contentPartBytes + 1, 'a'))
    await ask('upload/x.php', digest)
    writeFileSync(join(root, 'upload/x.php'), 'another')
    expect(await ask('upload/x.php', digest, contentPartBytes)).toMatchObject({
      bytes: Buffer.from('a').toString('base64'),
    })
    clock.advance(60_000)
    expect(await ask('upload/x.php', digest, contentPartBytes)).toEqual({ outcome: 'withheld', why: 'changed' })
  })

  test('of a file that has grown is its beginning, for whoever would take that, and only where that is the content', async () => {
    const { root, write, ask, askBeginning, clock } = shop()
    const content = Buffer.alloc(contentPartBytes + 1, 'a')
    const digest = write('upload/x.php', content)
    expect(await askBeginning('upload/x.php', digest, content.length)).not.toHaveProperty('grown')
    appendFileSync(join(root, 'upload/x.php'), 'more')
    clock.advance(60_000)
    expect(await ask('upload/x.php', digest)).toEqual({ outcome: 'withheld', why: 'changed' })
    const rest = { bytes: Buffer.from('a').toString('base64'), size: content.length, grown: true }
    expect(await askBeginning('upload/x.php', digest, content.length, contentPartBytes)).toMatchObject(rest)
    clock.advance(60_000)
    write('upload/x.php', Buffer.alloc(2 * contentPartBytes, 'b'))
    const changed = { outcome: 'withheld', why: 'changed' }
    expect(await askBeginning('upload/x.php', digest, content.length)).toEqual(changed)
    write('upload/x.php', 'a')
    expect(await askBeginning('upload/x.php', digest, content.length)).toEqual(changed)
  })

  const bytesRead = () => Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
  test('of a file whose size tells that it is another one is not looked for in it', async () => {
    const { root, write, askBeginning, askWhole } = shop()
    const length = 8 * 1024 * 1024
    const digest = write('upload/x.php', Buffer.alloc(length, 'a'))
    expect(await askWhole('upload/x.php', digest, length)).toMatchObject({ outcome: 'part', size: length })
    const changed = { outcome: 'withheld', why: 'changed' }
    const before = bytesRead()
    expect(await askBeginning('upload/x.php', any, length + 1)).toEqual(changed)
    appendFileSync(join(root, 'upload/x.php'), 'more')
    expect(await askWhole('upload/x.php', any, length)).toEqual(changed)
    expect(bytesRead() - before).toBeLessThan(length / 2)
  })

  test('of a file that is gone or another one by now comes from what was kept of it', async () => {
    const { kept, write, whole } = shop()
    const digest = sha256('<?php gone')
    kept.set(digest, Buffer.from('<?php gone'))
    expect(await whole('upload/gone.php', digest)).toEqual(Buffer.from('<?php gone'))
    write('upload/x.php', 'another')
    expect(await whole('upload/x.php', digest)).toEqual(Buffer.from('<?php gone'))
  })

  test('that nobody has in memory comes from the spool, part after part from wherever it stopped, which hears of each', async () => {
    const { kept, spooled, askedFor, clock, ask, whole } = shop()
    const content = Buffer.alloc(2 * contentPartBytes + 5, '<?php //spooled ')
    const digest = sha256(content)
    spooled.set(digest, content)
    expect(await whole('upload/gone.php', digest)).toEqual(content)
    expect(askedFor).toEqual([digest, digest, digest])
    clock.advance(60_000)
    const rest = await ask('upload/gone.php', digest, 2 * contentPartBytes)
    expect(rest).toMatchObject({ size: content.length, bytes: content.subarray(-5).toString('base64') })
    expect(await ask('upload/gone.php', digest)).toMatchObject({ attributes: { told: 'unreadable' } })
    const inMemory = sha256('<?php //both')
    kept.set(inMemory, Buffer.from('<?php //both'))
    spooled.set(inMemory, Buffer.from('another'))
    expect(await whole('upload/both.php', inMemory)).toEqual(Buffer.from('<?php //both'))
    spooled.set(any, Buffer.from('not that'))
    expect(await ask('upload/gone.php', any)).toEqual({ outcome: 'withheld', why: 'gone' })
    expect(askedFor).not.toContain(any)
  })

  test('is withheld where it is gone, changed, no file or behind a link', async () => {
    const { folder, root, ask, write } = shop()
    write('upload/x.php', 'x')
    mkdirSync(join(folder, 'outside/deep'), { recursive: true })
    for (const path of ['secret', 'deep/secret']) writeFileSync(join(folder, 'outside', path), 'secret')
    symlinkSync(join(folder, 'outside'), join(root, 'out'))
    symlinkSync('x.php', join(root, 'upload/link'))
    execFileSync('mkfifo', [join(root, 'upload/pipe')])
    const why = async (path: string, digest = any) => {
      const answer = await ask(path, digest)
      return answer?.outcome === 'withheld' ? answer.why : answer
    }
    expect(await why('upload/none.php')).toBe('gone')
    expect(await why('upload/x.php/below')).toBe('gone')
    expect(await why('upload/x.php')).toBe('changed')
    expect(await why('upload')).toBe('no-file')
    expect(await why('')).toBe('no-file')
    expect(await why('upload/pipe')).toBe('no-file')
    expect(await why('upload/link', sha256('x'))).toBe('no-file')
    for (const path of ['out/secret', 'out/deep/secret'])
      expect([path, await why(path, sha256('secret'))]).toEqual([path, 'gone'])
  })

  test('of a path that its profile keeps on the host is withheld, whatever lies there, was kept of it or is being handed on', async () => {
    const { root, kept, write, ask } = shop()
    mkdirSync(join(root, 'secret'))
    const withheld = { outcome: 'withheld', why: 'settings', by: 'profile' }
    const digest = write('secret/shadow', 'root:$6$')
    write('upload/copy', 'root:$6$')
    expect(await ask('upload/copy', digest)).toMatchObject({ outcome: 'part' })
    expect(await ask('secret/shadow', digest)).toEqual(withheld)
    kept.set(sha256('gone'), Buffer.from('gone'))
    expect(await ask('secret/gone', sha256('gone'))).toEqual(withheld)
  })

  test('of what is no root of this host is nobody’s to ask for', async () => {
    const { folder, ask, write } = shop()
    const digest = write('upload/x.php', 'x')
    expect(await ask('shop/upload/x.php', digest, 0, folder)).toBeNull()
    expect(await ask('etc/hostname', any, 0, '/')).toBeNull()
  })

  test('of a file that is larger than what is ever sent, or has holes of terabytes, is its beginning', async () => {
    const { root, write, ask, whole } = shop()
    write('upload/big', 'begins so')
    truncateSync(join(root, 'upload/big'), 10 * 1024 ** 3)
    expect(sizeOf(await ask('upload/big', any))).toBe(10 * 1024 ** 3)
    const beginning = await whole('upload/big', any)
    expect(Buffer.isBuffer(beginning) && beginning.length).toBe(maxContentBytes)
    expect(Buffer.isBuffer(beginning) && beginning.subarray(0, 9).toString()).toBe('begins so')
  })

  test('of a file that grows all the time comes to an end', async () => {
    const { root, write, ask } = shop()
    write('upload/log', Buffer.alloc(1024 * 1024))
    let isGrowing = true
    const growing = (async () => {
      while (isGrowing) {
        appendFileSync(join(root, 'upload/log'), Buffer.alloc(512 * 1024))
        await new Promise(resolve => setImmediate(resolve))
      }
    })()
    expect(await ask('upload/log', any)).toEqual({ outcome: 'withheld', why: 'changed' })
    isGrowing = false
    await growing
  })

  test('with three card numbers never leaves the host, on the disk or kept, and two are no dump', async () => {
    const { kept, ask, write } = shop()
    const cards = ['4111111111111111', '5555 5555 5555 4444', '378282246310005']
    const dump = cards.join('\n')
    const digest = write('upload/dump.txt', dump)
    const cardsFound = { count: 3, shown: ['411111******1111', '555555******4444', '378282*****0005'] }
    const withheld = { outcome: 'withheld', why: 'cards', cards: cardsFound }
    expect(await ask('upload/dump.txt', digest)).toEqual(withheld)
    kept.set(digest, Buffer.from(dump))
    expect(await ask('upload/gone.txt', digest)).toEqual(withheld)
    const two = cards.slice(1).join('\n')
    expect(await ask('upload/two.txt', write('upload/two.txt', two))).toMatchObject({ outcome: 'part' })
  })

  test('of settings never leaves the host', async () => {
    const { kept, ask, write } = shop()
    const digest = write('.env', 'DATABASE_PASSWORD=secret')
    kept.set(digest, Buffer.from('DATABASE_PASSWORD=secret'))
    for (const path of ['.env', 'upload/.env.local', '.env~', '.env-old', '.env_bak', '#.env#', '.#.env'])
      expect(await ask(path, digest)).toEqual({ outcome: 'withheld', why: 'settings' })
  })
})
