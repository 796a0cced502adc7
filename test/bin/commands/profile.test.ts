// Owns the laws of `sekisho profile`: it explains in words and in JSON, by shipped profiles and by one's own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

describe('sekisho profile', () => {
  test('test names the rule that decides, and what it says', async () => {
    const { code, out } = await runSekisho(['profile', 'test', 'html/upload/save_image/a.jpg', '--profile', 'eccube4'])
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('of eccube4 decides, the first that fits: html/upload/**')
    expect(out).toContain('digest: sha256')
  })

  test('test in JSON gives a line for each path', async () => {
    const paths = ['src/Eccube/Service/Payment/Method/Cash.php', 'var/log/a.log']
    const { out } = await runSekisho(['profile', 'test', ...paths, '--profile', 'eccube4', '--json'])
    const rows = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toMatchObject([
      { profile: 'eccube4', path: paths[0], where: { class: 'code', payment: true } },
      { profile: 'eccube4', path: paths[1], where: { class: 'log' }, digest: 'xxh64', keep: false },
    ])
  })

  test('a folder of one’s own is listed and tested, and a profile that is not there is named with those that are', async () => {
    const folder = join(temporaryFolder(), 'own')
    mkdirSync(folder)
    writeFileSync(join(folder, 'minato.yaml'), 'name: minato\ntitle: Minato\nextends: php\n')
    const listed = await runSekisho(['profile', 'list', '--profiles', folder])
    expect(listed.out).toContain('minato')
    expect(listed.out).toContain('eccube2')
    const unknown = await runSekisho(['profile', 'test', 'a', '--profile', 'minto', '--profiles', folder])
    expect(unknown.code).not.toBe(exitCodes.ok)
    expect(unknown.err).toContain('minato')
  })
})
