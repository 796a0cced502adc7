// The laws of `sekisho evidence`: heads that it prints are heads that it takes, and what is broken is said with its place and
// an exit code of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { file, finding } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'
import { StoreHouse } from '../../support/store-house.ts'

async function state(batches: number): Promise<string> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'collector'))
  const house = await new StoreHouse(join(folder, 'collector', 'store.db')).open()
  const { chain, host } = await house.shop()
  for (let at = 1; at <= batches; at++) await house.send(host, chain.seal(finding('index.php', null, file(`${at}`))))
  await house.store.stop()
  return folder
}

const run = (folder: string, ...words: string[]) => runSekisho(['evidence', ...words], { SEKISHO_STATE: folder })

describe('sekisho evidence', () => {
  test('verify finds the state folder whole, and says what only heads can show', async () => {
    const { code, out } = await run(await state(3), 'verify')
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('Whole: 3 batches in 1 chain')
    expect(out).toContain('--heads')
  })

  test('verify takes the heads that heads has printed', async () => {
    const folder = await state(3)
    const heads = join(temporaryFolder(), 'heads.jsonl')
    writeFileSync(heads, (await run(folder, 'heads')).out)
    expect(await run(folder, 'verify', '--heads', heads)).toMatchObject({ code: exitCodes.ok })
    const { out } = await run(folder, 'verify', '--heads', heads, '--json')
    expect(JSON.parse(out)).toEqual({ row: 'result', chains: 1, batches: 3, heads: 1, breaks: 0 })
  })

  test('verify names what is broken, in words and in JSON, and ends with a code of its own', async () => {
    const folder = await state(3)
    const database = new DatabaseSync(join(folder, 'collector', 'store.db'))
    database.exec('DELETE FROM evidence WHERE sequence = 2')
    database.close()
    const { code, out } = await run(folder, 'verify')
    expect(code).toBe(exitCodes.broken)
    expect(out).toMatch(/web1, epoch \S+, batch 2: is missing\n.*Broken in 1 places/)
    const [first, result] = (await run(folder, 'verify', '--json')).out.trim().split('\n')
    expect(JSON.parse(first ?? '')).toMatchObject({ row: 'break', what: 'missing', host: 'web1', sequence: 2 })
    expect(JSON.parse(result ?? '')).toMatchObject({ row: 'result', breaks: 1 })
  })

  test('verify names the line of the heads that is none, and a database that is not there', async () => {
    const folder = await state(1)
    const heads = join(temporaryFolder(), 'heads.jsonl')
    writeFileSync(heads, `${(await run(folder, 'heads')).out}\n{"host":"web1"}\n`)
    expect(await run(folder, 'verify', '--heads', heads)).toEqual({
      code: exitCodes.usage,
      out: '',
      err: `sekisho: ${heads}: line 3 is no head: expected a JSON object with customer, host, epoch, sequence and digest\n`,
    })
    const missing = await run(folder, 'verify', '--database', '/nonexistent/store.db')
    expect(missing.code).not.toBe(exitCodes.ok)
    expect(missing.err).toContain('/nonexistent/store.db')
  })
})
