import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { makeSigningKey } from '../../../publisher/sign/sign.ts'
import { installedSystem } from '../../support/dpkg-system.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

async function released() {
  const folder = temporaryFolder()
  const [shop, file, state] = [join(folder, 'shop'), join(folder, 'shop.json'), join(folder, 'state')]
  mkdirSync(shop)
  writeFileSync(join(shop, 'index.php'), '<?php')
  const { id } = makeSigningKey(state, 'release')
  const named = ['--component', 'shop', '--release', '1.0', '--out', file, '--state', state]
  await runSekisho(['release', 'create', shop, ...named])
  return { shop, file, id, verify: (...words: string[]) => runSekisho(['release', 'verify', file, shop, ...words]) }
}

describe('sekisho release verify', () => {
  test('ends with 0 when the folder is as listed, and names the key that signed', async () => {
    const { id, verify } = await released()
    const { code, out } = await verify('--key', id)
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain(`shop 1.0 is signed by the given key ${id}`)
    expect(out).toContain('1 file, all as listed')
  })

  test('without a key it says that nothing proves who made the release', async () => {
    const { id, verify } = await released()
    const { code, out } = await verify()
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('No key was given, so only the content was compared')
    expect(out).toContain(id)
  })

  test('ends with 7 when the folder differs, and prints each difference as NDJSON where asked', async () => {
    const { shop, verify } = await released()
    writeFileSync(join(shop, 'shell.php'), 'x')
    const { code, out } = await verify('--json')
    expect(code).toBe(exitCodes.differs)
    const rows = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toMatchObject([
      { row: 'difference', path: 'shell.php', difference: 'extra', expected: null },
      { row: 'result', component: 'shop', signer: null, same: 1, differences: 1 },
    ])
    expect((await verify()).out).toContain('extra  shell.php')
  })

  test('says of a release of packages that it is weak', async () => {
    const system = installedSystem()
    const [file, state] = [join(system, 'host.json'), join(system, 'state')]
    makeSigningKey(state, 'release')
    const named = ['--component', 'host', '--release', '1', '--out', file, '--state', state, '--prefix', 'x']
    await runSekisho(['release', 'create', '--dpkg', system, '--root', '/usr/bin', ...named])
    const verified = (...words: string[]) => runSekisho(['release', 'verify', file, join(system, 'usr'), ...words])
    expect((await verified()).out).toContain('It is weak')
    const { verify } = await released()
    expect((await verify()).out).not.toContain('It is weak')
    expect(JSON.parse((await verified('--json')).out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ weak: true })
  })

  test('ends with 4 when no given key signed it, and with 2 for what is no key', async () => {
    const { verify } = await released()
    expect((await verify('--key', '0'.repeat(64))).code).toBe(exitCodes.refused)
    expect((await verify('--key', 'nonsense')).code).toBe(exitCodes.usage)
    expect((await verify('--keys', '/missing')).code).toBe(exitCodes.usage)
  })
})
