// The laws of the spool: what is kept until the collector has asked or not, for how long, in how much room, and that nothing lies
// there which may never leave the host. On real files.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Log, silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Shelf } from '../../../agent/contents/shelf.ts'
import { type Offered, Spool, type SpoolOptions } from '../../../agent/contents/spool.ts'
import { defaultSpoolLimits } from '../../../agent/contents/spool-limits.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const root = '/shop' as PathText
const attributes: ContentAttributes = {
  told: 'listed',
  list: [{ name: 'user.note', size: 7, value: 'planted' }],
  more: 0,
}
const { graceMs, askedMs, findingMs, burstBytes, bytesOfFile, bytesPerSecond, tellMs } = defaultSpoolLimits
const keepMs = 7 * 24 * 3_600_000

const key = randomBytes(32)

interface How {
  readonly folder?: string
  readonly key?: Uint8Array
  readonly limits?: Partial<SpoolOptions['limits']>
}

/** On which something else happens while a content is written. */
class BusyShelf extends Shelf {
  during = async () => {}

  override async put(...content: Parameters<Shelf['put']>) {
    const bytes = await super.put(...content)
    await this.during()
    return bytes
  }
}

function open(how: How = {}) {
  const folder = how.folder ?? join(temporaryFolder(), 'spool')
  const clock = new ManualClock()
  const standing = { connected: true, told: true }
  const staying = new Set<string>()
  const room = { bytes: Number.MAX_SAFE_INTEGER, error: null as Error | null }
  const said: { readonly code?: unknown }[] = []
  const log: Log = {
    ...silentLog,
    warn: (_message, more = {}) => said.push(more),
    error: (_message, { code } = {}) => said.push({ code }),
  }
  const shelf = new BusyShelf(folder, how.key ?? key)
  const spool = new Spool({
    shelf,
    limits: { ...defaultSpoolLimits, ...how.limits },
    keepMs,
    room: () => {
      if (room.error !== null) throw room.error
      return room.bytes
    },
    standing: () => standing,
    stays: (_root, path) => staying.has(path),
    clock,
    log,
  })
  onTestFinished(() => spool.stop())
  const offered = (content: string | Buffer, rank: 0 | 1 = 0, path = 'x.php') => {
    const bytes = Buffer.from(content)
    const places = [{ root, path: path as PathText }]
    const read = async () => ({ bytes, attributes })
    return { sha256: sha256(bytes), size: bytes.length, rank, places, read } satisfies Offered
  }
  /** Written, or passed over: `put` waits for it. */
  const put = async (...wanted: Parameters<typeof offered>) => {
    const one = offered(...wanted)
    await spool.put(one, await one.read())
    return one.sha256
  }
  const names = () => readdirSync(folder).sort()
  /** Seconds go by, on the line or not. */
  const pass = async (ms: number) => {
    clock.advance(ms)
    await spool.tick()
  }
  return { folder, clock, shelf, standing, staying, room, said, spool, offered, put, names, pass }
}

describe('a content in the spool', () => {
  test('is handed out as it was, and lies there closed under its sha256 alone, for its owner alone', async () => {
    const { folder, spool, put, names } = open()
    const digest = await put('<?php system($_GET[0]);', 0, 'up/evil name.php')
    expect(await spool.of(digest)).toEqual({ bytes: Buffer.from('<?php system($_GET[0]);'), attributes })
    expect(names()).toEqual([digest])
    expect(statSync(join(folder, digest)).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    const lying = readFileSync(join(folder, digest))
    for (const plain of ['system', 'evil', 'planted', '/shop']) expect(lying.includes(plain)).toBe(false)
    expect(await spool.of(sha256('another'))).toBeNull()
  })

  test('is handed out while it is being written, and not where there is no room for it', async () => {
    const { room, spool, put } = open()
    const content = Buffer.alloc(3_000_000, '<?php //slow ')
    const writing = put(content, 1)
    await Promise.resolve()
    expect((await spool.of(sha256(content)))?.bytes.equals(content)).toBe(true)
    await writing
    room.bytes = 0
    await put('<?php //none', 1)
    expect(await spool.of(sha256('<?php //none'))).toBeNull()
  })

  test('goes when everything was told and nobody has asked for it for its term on the line, and does not come back', async () => {
    const { standing, put, names, pass } = open()
    standing.told = false
    const digest = await put('<?php //permitted')
    await pass(2 * graceMs)
    expect(names()).toEqual([digest])
    standing.told = true
    await pass(1000)
    // Off the line nobody can ask.
    standing.connected = false
    await pass(2 * graceMs)
    standing.connected = true
    await pass(graceMs - 1)
    expect(names()).toEqual([digest])
    await pass(1)
    expect(names()).toEqual([])
    await put('<?php //permitted', 1)
    expect(names()).toEqual([])
  })

  test('whose finding may not be written down yet does not count as told', async () => {
    const { put, names, pass } = open()
    await put('<?php //new')
    await pass(findingMs - 1)
    await pass(graceMs)
    expect(names()).toHaveLength(1)
    await pass(graceMs)
    expect(names()).toEqual([])
  })

  test('that is asked for stays until nobody has asked for it any more for a while', async () => {
    const { spool, put, names, pass } = open()
    const digest = await put('<?php //asked')
    await pass(findingMs)
    await pass(graceMs - 1)
    spool.asked(digest)
    await pass(askedMs - 1)
    spool.asked(digest)
    await pass(askedMs - 1)
    expect(names()).toEqual([digest])
    await pass(1)
    expect(names()).toEqual([])
  })

  test('that could not be told of for its whole term goes', async () => {
    const { standing, put, names, pass } = open()
    standing.connected = false
    await put('<?php //old')
    await pass(keepMs - 1)
    expect(names()).toHaveLength(1)
    await pass(1)
    expect(names()).toEqual([])
  })

  test('outlives its agent, and what was cut short, changed or closed with another key does not', async () => {
    const { folder, spool, put } = open()
    const large = randomBytes(3 * 1024 * 1024 + 17)
    const kept = await put(large, 1)
    const [changed, cut] = [await put('<?php //changed'), await put('<?php //cut')]
    await spool.stop()
    const flip = readFileSync(join(folder, changed))
    flip[flip.length - 20] = (flip[flip.length - 20] ?? 0) ^ 1
    writeFileSync(join(folder, changed), flip)
    writeFileSync(join(folder, cut), readFileSync(join(folder, cut)).subarray(0, 40))
    writeFileSync(join(folder, `${sha256('half')}.new`), 'half')
    const again = open({ folder })
    await again.spool.open()
    expect(again.said).toEqual([{ spoiled: 1, unread: 0 }])
    expect(again.names()).toEqual([kept, changed].sort())
    expect((await again.spool.of(kept))?.bytes.equals(large)).toBe(true)
    expect(await again.spool.of(changed)).toBeNull()
    expect(again.names()).toEqual([kept])
    await again.spool.stop()
    const other = open({ folder, key: randomBytes(32) })
    await other.spool.open()
    expect(other.names()).toEqual([])
  })

  test('is none that may never leave the host: card numbers, settings, what a profile keeps there, or another content', async () => {
    const { said, spool, offered, put, pass, names, staying } = open()
    staying.add('secret/x.php')
    await put(['4111111111111111', '5555 5555 5555 4444', '378282246310005'].join('\n'), 1, 'dump.txt')
    await put('KEY=value', 1, '.env')
    await put('<?php //stays', 1, 'secret/x.php')
    const other = offered('<?php //other')
    await spool.put({ ...other, sha256: sha256('lie') }, await other.read())
    expect(names()).toEqual([])
    // Of the last alone it is nobody's will that it is not here.
    await pass(1000)
    expect(said).toEqual([{ code: 'spool-full', room: 0, pace: 0, gone: 1, disk: 0 }])
    const two = await put('4111111111111111 5555555555554444', 1, 'two.txt')
    expect(names()).toEqual([two])
  })

  test('goes as soon as a profile says that it stays on the host, also where it came with an earlier life', async () => {
    const { folder, spool, put, staying, names } = open()
    const [goes, stays] = [await put('<?php //a', 0, 'a.php'), await put('<?php //b', 0, 'b.php')]
    staying.add('a.php')
    await spool.rulesChanged()
    expect(names()).toEqual([stays])
    expect(await spool.of(goes)).toBeNull()
    await spool.stop()
    const again = open({ folder })
    again.staying.add('b.php')
    await again.spool.open()
    expect(again.names()).toEqual([])
  })

  test('goes also where a profile says so while it is being written', async () => {
    const { shelf, spool, put, staying, names } = open()
    shelf.during = async () => {
      expect(names()).toHaveLength(1)
      staying.add('a.php')
      await spool.rulesChanged()
    }
    const digest = await put('<?php //a', 1, 'a.php')
    expect(names()).toEqual([])
    expect(await spool.of(digest)).toBeNull()
    expect(spool.report()).toMatchObject({ phase: 'empty', depth: 0 })
  })
})

describe('the room of the spool', () => {
  const content = (mark: string) => Buffer.alloc(100_000, `<?php //${mark} `)
  const roomFor = (count: number) => count * (100_000 + bytesOfFile)

  test('is not left by what is gone for anything, and by what stood there only for what is gone, the oldest first', async () => {
    const { clock, room, said, spool, put, names, pass } = open()
    room.bytes = roomFor(4)
    const old = await put(content('old'))
    clock.advance(1)
    const young = await put(content('young'))
    const gone = await put(content('gone'), 1)
    // A quarter is kept for what is gone.
    await put(content('no room'))
    expect(names()).toEqual([old, young, gone].sort())
    expect(spool.report()).toMatchObject({ phase: 'full', depth: 3 })
    const second = await put(content('second'), 1)
    const third = await put(content('third'), 1)
    expect(names()).toEqual([young, gone, second, third].sort())
    const fourth = await put(content('fourth'), 1)
    expect(names()).toEqual([gone, second, third, fourth].sort())
    await put(content('fifth'), 1)
    expect(names()).toEqual([gone, second, third, fourth].sort())
    await pass(1000)
    expect(said).toEqual([{ code: 'spool-full', room: 4, pace: 0, gone: 0, disk: 0 }])
    await pass(tellMs)
    expect(said).toHaveLength(1)
    expect(spool.report().phase).toBe('keeping')
  })

  test('counts what is gone by now as gone, though it stood there when it was kept', async () => {
    const { room, offered, spool, put, names } = open()
    room.bytes = roomFor(2)
    const first = await put(content('first'))
    spool.offer(offered(content('first'), 1))
    await put(content('second'), 1)
    await put(content('third'), 1)
    expect(names()).toEqual([first, sha256(content('second'))].sort())
  })

  test('is none where the disk has none, and what lies there stays', async () => {
    const { room, put, names } = open()
    const digest = await put('<?php //early')
    room.bytes = 0
    await put('<?php //late', 1)
    expect(names()).toEqual([digest])
  })

  test('that cannot be used is told once, and once it can be, contents are kept again', async () => {
    const blocked = join(temporaryFolder(), 'file')
    writeFileSync(blocked, '')
    const { said, spool, put, pass } = open({ folder: blocked })
    await spool.open()
    await put('<?php //one')
    await put('<?php //two')
    await pass(1000)
    expect(said.filter(({ code }) => code === 'spool-unusable')).toHaveLength(1)
    expect(spool.report().phase).toBe('full')
    expect(said.at(-1)).toEqual({ code: 'spool-full', room: 0, pace: 0, gone: 0, disk: 2 })
    rmSync(blocked)
    const digest = await put('<?php //two')
    expect((await spool.of(digest))?.bytes.toString()).toBe('<?php //two')
  })

  test('of which the disk says nothing is none, each content counts, and it is told again once it could be used between', async () => {
    const { room, said, spool, put, pass, names } = open()
    const unusable = () => said.filter(({ code }) => code === 'spool-unusable')
    room.error = new Error('EIO')
    await put('<?php //one')
    await put('<?php //two', 1)
    expect(unusable()).toHaveLength(1)
    expect(spool.report().phase).toBe('full')
    await pass(1000)
    expect(said.at(-1)).toEqual({ code: 'spool-full', room: 0, pace: 0, gone: 0, disk: 2 })
    await put('<?php //three')
    expect(unusable()).toHaveLength(1)
    room.error = null
    const digest = await put('<?php //three')
    expect(names()).toEqual([digest])
    room.error = new Error('EIO')
    await put('<?php //four')
    expect(unusable()).toHaveLength(2)
  })

  test('is filled at a pace: a burst at once, the rest as fast as it may, what is gone first', async () => {
    const { clock, offered, spool, names } = open()
    const size = burstBytes / 8
    const all = Array.from({ length: 7 }, (_, index) => offered(Buffer.alloc(size, `${index}`)))
    for (const one of all) await spool.put(one, await one.read())
    // A quarter is left to what is gone.
    expect(names()).toEqual(
      all
        .slice(0, 5)
        .map(({ sha256 }) => sha256)
        .sort(),
    )
    for (const one of all) spool.offer(one)
    const gone = offered(Buffer.alloc(size, 'gone'), 1)
    spool.offer(gone)
    await eventually(() => names().includes(gone.sha256))
    expect(names()).not.toContain(all[6]?.sha256)
    clock.advance((3 * (size + bytesOfFile) * 1000) / bytesPerSecond)
    await eventually(() => names().length === 8)
  })

  test('is none for what lies so deep that its place has no room in the head, and it counts', async () => {
    const { said, put, pass, names } = open()
    await put('<?php //deep', 1, 'folder/'.repeat(20_000))
    await pass(1000)
    expect(names()).toEqual([])
    expect(said).toEqual([{ code: 'spool-full', room: 1, pace: 0, gone: 0, disk: 0 }])
  })

  test('has a queue with an end, and what does not get in is counted', async () => {
    const { said, spool, offered, pass } = open({ limits: { waiting: 2, burstBytes: 0 } })
    for (const mark of ['a', 'b', 'c', 'd']) spool.offer(offered(content(mark)))
    await pass(1)
    expect(said).toEqual([{ code: 'spool-full', room: 0, pace: 2, gone: 0, disk: 0 }])
  })

  test('is told with what waited for its pace when the agent stops, whenever it was told last', async () => {
    const { said, spool, offered, put, pass } = open({ limits: { waiting: 2, burstBytes: 0 } })
    await put(content('what was left of the pace'), 1)
    for (const mark of ['a', 'b', 'c']) spool.offer(offered(content(mark), 1))
    await pass(1)
    expect(said).toEqual([{ code: 'spool-full', room: 0, pace: 1, gone: 0, disk: 0 }])
    spool.offer(offered(content('d'), 1))
    spool.offer(offered(content('e')))
    await pass(1)
    await spool.stop()
    expect(said).toHaveLength(2)
    expect(said[1]).toEqual({ code: 'spool-full', room: 0, pace: 4, gone: 0, disk: 0 })
    await spool.stop()
    expect(said).toHaveLength(2)
    expect(spool.report().depth).toBe(1)
  })
})
