// Contents that wait on their host, from end to end: what was there for a moment, or stood there until somebody removed it,
// reaches the owner though the collector asks late and the agent was killed meanwhile. Real processes; needs root.
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Estate, openEstate } from '../support/flow-estate.ts'
import { asRoot } from '../support/kernel.ts'
import { startProgram } from '../support/sekisho.ts'

let estate: Estate
let shop: string
let spool: string

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

/** What nothing covers, wherever it lies. */
const programOf = (size: number) => {
  const head = Buffer.from('<?php system($_GET[0]); __halt_compiler();')
  return Buffer.concat([head, randomBytes(size - head.length)])
}

/** As large as a content may be. */
const released = programOf(maxContentBytes)

/** What the collector has of it, once it is whole. */
async function taken(digest: string): Promise<Buffer> {
  await eventually(async () => {
    const out = await estate.text(['content', 'list', '--sha256', digest, '--json'])
    if (out === '') throw new Error('no finding names it')
    const { state, why, whole } = JSON.parse(out)
    if (state === 'wanted') throw new Error(out)
    expect({ state, why, whole }).toEqual({ state: 'kept', why: null, whole: true })
    return true
  }, 120_000)
  const file = join(estate.folder, `${digest}-${randomBytes(4).toString('hex')}`)
  await estate.text(['content', 'get', digest, '--out', file])
  return readFileSync(file)
}

/** A finding in the agent's journal names it: until then a kill loses the finding, and a gap says so. */
function isTold(digest: string): boolean {
  const journal = new DatabaseSync(join(estate.folder, 'host', 'agent', 'journal.db'), {
    readOnly: true,
    timeout: 5000,
  })
  try {
    const told = journal.prepare(
      `SELECT 1 FROM outbox WHERE instr(body, ?1) > 0
       UNION ALL SELECT 1 FROM batches WHERE instr(bytes, CAST(?1 AS BLOB)) > 0`,
    )
    return told.get(digest) !== undefined
  } finally {
    journal.close()
  }
}

/** Writes it in one process, waits for some milliseconds and removes it. */
function momentary(path: string, content: Buffer, livesMs: number): void {
  const source = join(estate.folder, 'source')
  writeFileSync(source, content)
  const script = `cat "$1" > "$2"; sleep ${livesMs / 1000}; rm "$2"`
  execFileSync('/bin/sh', ['-c', script, 'sh', source, join(shop, path)])
}

beforeAll(async () => {
  estate = await openEstate({ contents: { paceKiB: 65_536 } })
  shop = join(estate.folder, 'shop')
  spool = join(estate.folder, 'host', 'agent', 'spool')
  mkdirSync(join(shop, 'upload'), { recursive: true })
  for (let n = 0; n < 20; n++) writeFileSync(join(shop, `page${n}.php`), `<?php // page ${n}`)
  writeFileSync(join(shop, 'large.php'), released)
  await estate.addSite('shop')
  await estate.release(shop, { component: 'shop', version: '1', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
})

afterAll(() => estate.stop())

describe.skipIf(!asRoot)('a content that waits on its host', () => {
  test('is none of what a first census found', async () => {
    expect(await estate.source(shop)).toBe('fanotify')
    expect(readdirSync(spool)).toEqual([])
    expect(statSync(spool).mode & 0o777).toBe(0o700)
  })

  test('of 20 MB that were there for 5 ms is taken whole', async () => {
    const content = programOf(maxContentBytes)
    momentary('upload/moment.php', content, 5)
    expect((await taken(sha256(content))).equals(content)).toBe(true)
  })

  test('is none where more than 20 MB were there for a moment, and that they begin as what is released permits nothing', async () => {
    await estate.change('large.php', () => unlinkSync(join(shop, 'large.php')))
    const past = estate.heard.length
    momentary('large.php', Buffer.concat([released, randomBytes(1024 ** 2)]), 5)
    await estate.hears('large.php', past)
    // They are read one after the other: by then the first was, if at all.
    const next = programOf(2 * 1024 ** 2)
    momentary('upload/next.php', next, 5)
    await taken(sha256(next))
    expect(readdirSync(spool)).not.toContain(sha256(released))
    const all = await estate.history('large.php')
    // On a busy machine it may have been met while it was there.
    const since = all
      .slice(all.findIndex(({ kind }) => kind === 'removed') + 1)
      .filter(({ kind }) => kind !== 'removed')
    expect(since.length).toBeGreaterThan(0)
    for (const { verdict, between } of since)
      expect({ verdict, between }).toEqual({ verdict: 'unauthorised', between: [] })
  })

  test('is taken though the agent was killed and the file removed before the collector asked', async () => {
    const shell = `<?php /* ${'waits until asked '.repeat(1000)} */ system($_GET[0]);`
    const large = programOf(3 * 1024 * 1024)
    estate.collector.signal('SIGSTOP')
    onTestFinished(() => estate.collector.signal('SIGCONT'))
    writeFileSync(join(shop, 'upload/shell.php'), shell)
    momentary('upload/large.php', large, 5)
    // Of what was closed elsewhere the kernel's reader has nothing: its finding says that it is there.
    const moved = programOf(2 * 1024 * 1024)
    writeFileSync(join(estate.folder, 'prepared'), moved)
    renameSync(join(estate.folder, 'prepared'), join(shop, 'upload/moved.php'))
    const waiting = [sha256(shell), sha256(large), sha256(moved)]
    await eventually(() => waiting.every(digest => readdirSync(spool).includes(digest) && isTold(digest)))
    unlinkSync(join(shop, 'upload/shell.php'))
    unlinkSync(join(shop, 'upload/moved.php'))
    for (const name of readdirSync(spool)) {
      expect(name).toMatch(/^[0-9a-f]{64}$/)
      expect(statSync(join(spool, name)).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(spool, name)).includes('waits until asked')).toBe(false)
    }
    estate.agent.signal('SIGKILL')
    await estate.agent.ended
    const agent = startProgram(['agent', '--state', join(estate.folder, 'host')])
    onTestFinished(async () => void (await agent.stop()))
    estate.collector.signal('SIGCONT')
    expect((await taken(sha256(shell))).toString()).toBe(shell)
    expect((await taken(sha256(large))).equals(large)).toBe(true)
    expect((await taken(sha256(moved))).equals(moved)).toBe(true)
  })
})
