// The laws of a copy of the database: all of one moment while it is written to, one file for its owner alone, and nothing in it
// that opens a door.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import { copyDatabase, lookAtDatabase } from '../../../collector/store/copy.ts'
import { file, finding, sha256 } from '../../support/batches.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

test('a copy that is taken while batches arrive is of one moment, and its evidence is whole', async () => {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const send = (n: number) => house.send(host, chain.seal(finding(`f${n}.php`, null, file('x'.repeat(n)))))
  for (let n = 0; n < 20; n++) await send(n)
  const target = join(temporaryFolder(), 'copy.db')
  let copied = false
  const copying = copyDatabase(house.file, target, () => {}).finally(() => (copied = true))
  let sent = 20
  while (!copied) await send(sent++)
  await copying
  expect(sent).toBeGreaterThan(20)
  const facts = lookAtDatabase(target)
  const [head] = facts.heads
  expect(facts.batches).toBeGreaterThanOrEqual(20)
  expect(facts.batches).toBeLessThanOrEqual(sent)
  expect(facts).toMatchObject({ findings: facts.batches, hosts: 1 })
  expect(head).toMatchObject({ customer: 'default', host: 'web1', sequence: facts.batches })
  const check = openEvidenceCheck(target, () => 5_000)
  expect([...check.breaks(facts.heads, () => {})]).toEqual([])
  check.close()
})

test('a copy is one file, and nobody but its owner reads it', async () => {
  const house = await new StoreHouse().open()
  await house.shop()
  const folder = temporaryFolder()
  await copyDatabase(house.file, join(folder, 'copy.db'), () => {})
  lookAtDatabase(join(folder, 'copy.db'))
  expect(readdirSync(folder)).toEqual(['copy.db'])
  expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600)
})

test('a copy holds no invitation, session or link, nor the token of its machine, not even as remains', async () => {
  const house = await new StoreHouse().open()
  const { writes } = house.store
  const secrets = ['pending-invitation', 'session', 'link', 'of this machine'].map(sha256)
  const [invitation = '', session = '', link = '', local = ''] = secrets
  const later = { ...by, expiresAt: 9_000_000 }
  await writes.addEnrolment({ ...later, id: 'waits', secret: invitation })
  await writes.addSession({ ...later, digest: session, name: 'aiko', role: 'admin', person: null })
  await writes.addLink({ ...later, digest: link })
  await writes.addToken({ ...by, digest: local, name: 'local', role: 'admin', expiresAt: null })
  const kept = sha256('ci')
  await writes.addToken({ ...by, digest: kept, name: 'ci', role: 'publish', expiresAt: null })
  const held = (path: string, text: string) => readFileSync(path).includes(text)
  await house.store.stop()
  for (const secret of secrets) expect(held(house.file, secret), 'the source holds it').toBe(true)
  const target = join(temporaryFolder(), 'copy.db')
  await copyDatabase(house.file, target, () => {})
  for (const secret of secrets) expect(held(target, secret), secret).toBe(false)
  expect(held(target, kept)).toBe(true)
})

test('a database that a newer version wrote, or that is damaged, is not taken for a copy', async () => {
  const house = await new StoreHouse().open()
  const target = join(temporaryFolder(), 'copy.db')
  await copyDatabase(house.file, target, () => {})
  expect(lookAtDatabase(target).heads).toEqual([])
  const bytes = readFileSync(target)
  // https://www.sqlite.org/fileformat2.html#user_version_number
  const newer = Buffer.from(bytes)
  newer.writeUInt32BE(999, 60)
  writeFileSync(target, newer)
  expect(() => lookAtDatabase(target)).toThrow(expect.objectContaining({ code: 'schema-newer' }))
  writeFileSync(target, Buffer.from(bytes).fill(0xff, 4096, 8192))
  expect(() => lookAtDatabase(target)).toThrow()
})
