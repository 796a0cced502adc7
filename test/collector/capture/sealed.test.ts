// The laws of a content that leaves under a password: what the archive holds is the content, the look is in the audit trail, and
// the password is in nothing that is written.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { finding } from '../../support/batches.ts'
import { CaptureHouse, honest, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { by } from '../../support/store-house.ts'
import { unzipped } from '../../support/unzip.ts'

const password = 'kitsune & tanuki 7'

test('a content that leaves under a password is whole, a look, and to nobody of another customer', async () => {
  const house = await new CaptureHouse().open()
  const shell = shellOf(300_000)
  const { chain, host } = await house.host('web1', honest(shell))
  await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
  const sha256 = sha256Of(shell)
  await house.settled(sha256)
  expect(await house.capture.takeSealed({ ...by, customer: 2 }, sha256, password)).toBeNull()
  const archive = await house.capture.takeSealed(by, sha256, password)
  const pieces: Uint8Array[] = []
  for await (const piece of archive ?? []) pieces.push(piece)
  expect(await unzipped(Buffer.concat(pieces), password)).toEqual([[`${sha256}.bin`, shell]])
  await house.stop()
  const database = new DatabaseSync(join(house.folder, 'store.db'), { readOnly: true })
  const audited = database.prepare(`SELECT who, detail FROM audit WHERE what = 'content.download'`).all()
  database.close()
  expect(audited.map(row => ({ ...row }))).toEqual([
    { who: 'test', detail: JSON.stringify({ sha256, bytes: shell.length }) },
  ])
  const files = readdirSync(house.folder).map(name => readFileSync(join(house.folder, name)))
  expect(files.filter(bytes => bytes.includes(password))).toEqual([])
})
