// Contents of what nobody released, from end to end: what a script held that lived for a moment is in the owner's hands, a dump
// of card numbers is nowhere, and large files do not grow without end. Real processes; needs root where the kernel must tell.
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Estate, openEstate } from '../support/flow-estate.ts'
import { asRoot } from '../support/kernel.ts'
import { filesIn } from '../support/remains.ts'

let estate: Estate
let shop: string

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const write = (path: string, content: string | Buffer) => writeFileSync(join(shop, path), content)

interface Told {
  readonly state: string
  readonly why: string | null
  readonly whole: boolean
  readonly size: number
  readonly bytes: number
  readonly cards: { readonly count: number; readonly shown: readonly string[] } | null
}

/** What became of the content, once something has: 20 MB take 20 s at the usual pace. */
async function told(digest: string): Promise<Told> {
  const limitMs = 240_000
  return eventually(async () => {
    const out = await estate.text(['content', 'list', '--sha256', digest, '--json'])
    const [row] = out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as Told]))
    return row === undefined || row.state === 'wanted' ? undefined : row
  }, limitMs)
}

async function taken(digest: string): Promise<Buffer> {
  const file = join(estate.folder, `${digest}-${randomBytes(4).toString('hex')}`)
  await estate.text(['content', 'get', digest, '--out', file])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  return readFileSync(file)
}

/** Every byte that collector and agent have on the disk, logs included. */
function onTheDisk(): Buffer {
  const files = ['collector', 'host'].flatMap(part => filesIn(join(estate.folder, part)))
  const logs = Buffer.from(estate.agent.said() + estate.collector.said())
  return Buffer.concat([...files.map(({ bytes }) => bytes), logs])
}

beforeAll(async () => {
  estate = await openEstate()
  shop = join(estate.folder, 'shop')
  mkdirSync(join(shop, 'upload'), { recursive: true })
  write('index.php', '<?php // index')
  await estate.addSite('shop')
  await estate.release(shop, { component: 'shop', version: '1', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
})

afterAll(() => estate.stop())

describe('a content that nobody released', () => {
  test('is kept whole, encrypted, and handed out to whoever may ask', async () => {
    const shell = `<?php /* ${'dropped and found '.repeat(20_000)} */ system($_GET[0]);`
    write('upload/shell.php', shell)
    expect(await told(sha256(shell))).toMatchObject({
      state: 'kept',
      whole: true,
      size: shell.length,
      bytes: shell.length,
    })
    expect((await taken(sha256(shell))).toString()).toBe(shell)
    expect(onTheDisk().includes('dropped and found dropped and found')).toBe(false)
  })

  test.skipIf(!asRoot)('is kept also where it was there for a moment only', async () => {
    const source = await estate.source(shop)
    expect(source).toBe('fanotify')
    const shell = '<?php system($_GET["moment"]);'
    execFileSync('/bin/sh', ['-c', 'printf %s "$1" > upload/m.php; rm upload/m.php', 'sh', shell], { cwd: shop })
    expect(await told(sha256(shell))).toMatchObject({ state: 'kept', whole: true })
    expect((await taken(sha256(shell))).toString()).toBe(shell)
  })

  test('is nowhere where it holds card numbers, which are counted and masked', async () => {
    const dump = ['4111111111111111', '5555 5555 5555 4444', '378282246310005'].join(' 09/27\n')
    write('upload/save.php', `<?php // ${dump}`)
    const digest = sha256(`<?php // ${dump}`)
    expect(await told(digest)).toMatchObject({
      ...{ state: 'withheld', why: 'cards', bytes: 0 },
      cards: { count: 3, shown: ['411111******1111', '555555******4444', '378282*****0005'] },
    })
    const everything = onTheDisk()
    for (const number of ['4111111111111111', '5555 5555 5555 4444', '5555555555554444', '378282246310005'])
      expect(everything.includes(number)).toBe(false)
  })

  test('of a file that somebody writes to all the time is its beginning, as a finding read it', async () => {
    const script = 'while :; do echo "<?php // $((n = n + 1))"; sleep 0.01; done > grow.php'
    const writer = spawn('/bin/sh', ['-c', script], { cwd: shop })
    onTestFinished(() => void writer.kill('SIGKILL'))
    const row = await eventually(async () => {
      const rows = (await estate.text(['content', 'list', '--json'])).split('\n').filter(text => text !== '')
      return rows.map(text => JSON.parse(text)).find(({ path, state }) => path === 'grow.php' && state === 'kept')
    }, 120_000)
    writer.kill('SIGKILL')
    const bytes = await taken(row.sha256)
    expect(row).toMatchObject({ whole: true, size: bytes.length, sha256: sha256(bytes) })
    expect(readFileSync(join(shop, 'grow.php')).subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  test('of one byte more than is kept, nearly all of it a hole, is its beginning alone, and says so', async () => {
    write('upload/big.php', '<?php // big')
    truncateSync(join(shop, 'upload/big.php'), maxContentBytes + 1)
    const digest = await eventually(async () => {
      const standing = await estate.standing('upload/big.php')
      // Its first look may have come before it had grown.
      return standing?.size === maxContentBytes + 1 && (standing.sha256 ?? undefined)
    })
    const row = await told(digest)
    expect(row).toMatchObject({ state: 'kept', whole: false, size: maxContentBytes + 1, bytes: maxContentBytes })
  })
})
