// The laws of `sekisho content`: it says what is here and what is not and why, and writes a content only where it is new,
// nobody else reads it, and no web server finds it.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import type { ContentDoors } from '../../../collector/handover.capture.ts'
import { openApiHouse } from '../../support/api-house.ts'
import { contentRow, differenceRow, noContents, notKept } from '../../support/content-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

const shell = Buffer.from('<?php system($_GET[0]);\n\0\xff', 'latin1')
const dump: ContentRow = {
  ...contentRow,
  ...{ sha256: 'f'.repeat(64), state: 'withheld', why: 'cards', bytes: 0, path: 'upload/\u202egpj.txt', growing: true },
  cards: { count: 512, shown: ['411111******1111'] },
}

async function* sealedWith(password: string) {
  yield Buffer.from(`sealed with ${password}`)
}

async function open(trouble: string | null = null) {
  const rows = [contentRow, dump]
  const contents: ContentDoors = {
    ...noContents,
    reads: {
      ...noContents.reads,
      contents: async ({ filter }) => ({
        items: rows.filter(({ state }) => filter.state === undefined || state === filter.state),
        next: null,
      }),
      content: async ({ sha256 }) => rows.find(row => row.sha256 === sha256) ?? null,
    },
    summary: async () => ({
      states: { kept: 1, withheld: 1, missed: 3 },
      whys: { cards: 1, 'over-budget': 3 },
      ...{ bytes: 40, budget: 2 * 1024 ** 3, trouble },
    }),
    take: async (_by, sha256) => (sha256 === contentRow.sha256 ? shell : null),
    takeSealed: async (_by, sha256, password) => (sha256 === contentRow.sha256 ? sealedWith(password) : null),
    difference: async (_by, finding) => (finding === 7 ? differenceRow : finding === 8 ? notKept : null),
  }
  const house = await openApiHouse({ doors: { contents } })
  const state = temporaryFolder()
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const run = (words: readonly string[], more: Record<string, string> = {}) =>
    runSekisho(['content', ...words], { ...environment, SEKISHO_STATE: state, ...more })
  return { run, state }
}

describe('sekisho content', () => {
  test.each([[[]], [['list']]])(
    'says of each what is here of it, or why nothing is, and what all take: %j',
    async words => {
      const { run } = await open()
      const { code, out } = await run(words)
      expect(code).toBe(exitCodes.ok)
      expect(out).toMatch(/e{64} {2}kept +critical +web1:\/srv\/shop\/upload\/item.php/)
      expect(out).toMatch(/f{64} {2}withheld .*a probable card dump/)
      expect(out).not.toContain('\u202e')
      expect(out).toContain('1 kept, 0 wanted, 1 withheld, 3 missed; 1 of 2048 MiB in use')
      expect(out).toContain('3 were missed because there was no room')
      expect((await run(words, { LANG: 'ja_JP.UTF-8' })).out).toContain('容量 1 / 2048 MiB')
    },
  )

  test('lists in JSON one row a line and nothing else, as narrowed', async () => {
    const { run } = await open()
    const { out } = await run(['list', '--in', 'withheld', '--json'])
    expect(JSON.parse(out)).toEqual(dump)
  })

  test('shows one with its owner and its masked numbers, and says when a key is missing', async () => {
    const { run } = await open('/state/content.key: there is no such file')
    const { out } = await run(['show', contentRow.sha256])
    expect(out).toContain('40 bytes, as their digest says')
    expect(out).toContain('owner 33:33, mode 0644')
    expect(out).toContain('Extended attributes\n  user.note (12 bytes): by [card] %00\n')
    expect(out).toContain('  security.capability (20 bytes): not shown')
    expect(out).toContain('More of them that are not told: 3')
    expect(out).not.toContain('still being written to')
    const grown = (await run(['show', dump.sha256])).out
    expect(grown).toContain('512; such as 411111******1111')
    expect(grown).toContain('the beginning of a file that was still being written to when it was read')
    expect((await run([])).out).toContain('A key is missing or wrong')
    expect((await run(['show', 'a'.repeat(64)])).code).toBe(exitCodes.refused)
    expect((await run(['show', 'a'])).code).toBe(exitCodes.usage)
  })

  test('writes one out byte by byte, for its owner alone, and over nothing that is there', async () => {
    const { run } = await open()
    const file = join(temporaryFolder(), 'case.bin')
    const { code, out } = await run(['get', contentRow.sha256, '--out', file])
    expect([code, out]).toEqual([exitCodes.ok, expect.stringContaining('It may be malicious')])
    expect(readFileSync(file)).toEqual(shell)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await run(['get', contentRow.sha256, '--out', file])
    expect(again.code).not.toBe(exitCodes.ok)
    expect(again.err).toContain('it is there already, and is not overwritten')
    const link = join(temporaryFolder(), 'link.bin')
    symlinkSync(join(temporaryFolder(), 'elsewhere'), link)
    expect((await run(['get', contentRow.sha256, '--out', link])).err).toContain('it is there already')
  })

  test('writes one out as an archive under the password of a file that only its owner reads', async () => {
    const { run } = await open()
    const [file, word] = ['case.zip', 'password'].map(name => join(temporaryFolder(), name)) as [string, string]
    writeFileSync(word, 'kitsune & tanuki 7\n', { mode: 0o600 })
    const get = (...words: string[]) => run(['get', contentRow.sha256, '--out', file, ...words])
    const { code, out, err } = await get('--zip', '--password-file', word)
    expect([code, out]).toEqual([exitCodes.ok, expect.stringContaining('7-Zip opens it with the password')])
    expect(out + err).not.toContain('tanuki')
    expect(readFileSync(file, 'utf8')).toBe('sealed with kitsune & tanuki 7')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    for (const words of [['--zip'], ['--password-file', word]])
      expect((await get(...words)).err).toContain('an archive needs both --zip and --password-file')
    writeFileSync(word, 'tanuki7')
    const short = await get('--zip', '--password-file', word)
    expect([short.code, short.err]).toEqual([exitCodes.usage, expect.stringContaining('8 to 99 signs of ASCII')])
    expect(short.err).not.toContain('tanuki7')
    chmodSync(word, 0o644)
    for (const [named, says] of [
      [`${word}.gone`, 'there is no such file'],
      [word, 'others can use it (mode 0644)'],
    ] as const) {
      const { code, err } = await get('--zip', '--password-file', named)
      expect([code, err]).toEqual([
        exitCodes.usage,
        expect.stringContaining(`${named}: the password file cannot be used: ${says}`),
      ])
    }
  })

  test('writes nothing where nothing was kept, or into a root that an agent here watches', async () => {
    const { run, state } = await open()
    const above = temporaryFolder()
    const root = join(above, 'shop')
    mkdirSync(root)
    const bindings = { version: 1, roots: [{ root, site: 'shop', prefix: '', profile: 'php' }], profiles: [] }
    const none = join(temporaryFolder(), 'none.bin')
    expect((await run(['get', dump.sha256, '--out', none])).code).toBe(exitCodes.refused)
    expect(existsSync(none)).toBe(false)
    mkdirSync(join(state, 'agent'))
    writeFileSync(join(state, 'agent', 'bindings.json'), JSON.stringify(bindings))
    const inside = join(root, 'x.bin')
    const { err } = await run(['get', contentRow.sha256, '--out', inside])
    expect(err).toContain(`it lies in the watched root ${root}`)
    expect(existsSync(inside)).toBe(false)
    // A folder above the root is no part of it.
    expect((await run(['get', contentRow.sha256, '--out', join(above, 'x.bin')])).code).toBe(exitCodes.ok)
  })

  test('shows a difference line by line, with its sides, what was masked and what was cut', async () => {
    const { run } = await open()
    const { code, out } = await run(['diff', '7'])
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('released in shop 1.4.0 → what was found')
    expect(out).toContain(
      '@@ from line 1, now 1 @@\n <b>pay</b>\n-send(x)\n+⟨900 bytes⟩steal([card]⟨U+202E⟩)⟨12 bytes⟩\n',
    )
    expect(out).toContain('Masked because they could be card numbers: 1.')
    expect(JSON.parse((await run(['diff', '7', '--json'])).out)).toEqual(differenceRow)
    expect((await run(['diff', '7'], { LANG: 'ja_JP.UTF-8' })).out).toContain('リリース shop 1.4.0 の内容')
  })

  test('says why there is no difference, and refuses what is no finding', async () => {
    const { run } = await open()
    const { out } = await run(['diff', '8'])
    expect(out).toContain(`released in shop 1.4.0, sha256 ${'a'.repeat(64)}`)
    expect(out).toContain('Nothing that it could be compared with is kept.')
    expect(out).toContain('can be given with "sekisho release contents"')
    expect((await run(['diff', '9'])).code).toBe(exitCodes.refused)
    const wrong = await run(['diff', 'web1'])
    expect([wrong.code === exitCodes.ok, wrong.err]).toEqual([false, expect.stringContaining('or a host and a path')])
  })
})
