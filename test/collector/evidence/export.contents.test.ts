// The laws of contents in an export: what was kept of an incident's files goes with it, inert and checked against what agents
// signed; what is not there has a reason; each that leaves is a line in the audit trail; and what is changed is named.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import type { ExportedAudit } from '../../../collector/handover.export.ts'
import { file, finding } from '../../support/batches.ts'
import { broken, check, copyOf, ExportHouse, filesBelow, rowsOf, signAnew } from '../../support/export-house.ts'
import { ExportVaultHouse } from '../../support/export-vault.ts'
import { phpFpm } from '../../support/incident-house.ts'

interface Line {
  sha256: string
  file: string | null
  why: string | null
  size: number
  bytes: number
  whole: boolean
  from: string | null
  doneAt: string | null
  taken: { host: string; path: string; stat: { uid: number; mode: string }; actor: { user: string } } | null
  cards: { count: number } | null
  shownBy: number
  places: { finding: number; what: string; host: string; root: string; path: string }[]
}

const shell = Buffer.from('<?php system($_GET[0]);')
const later = Buffer.from('<?php eval($_POST[0]);')
const attributes = { told: 'listed' as const, list: [{ name: 'user.note', size: 7, value: 'planted' }], more: 0 }
const unasked = '<?php // released, and never asked for'
const released = Buffer.from('<?php // as released')
/** What one actor does within minutes is one incident. */
const deed = (path: string, before: Observation | null, after: Observation, wish = {}) =>
  finding(path, before, after, { actor: { ...phpFpm, startedAt: 900.5 }, ...wish } as Partial<WireRecord>)
const seen = (bytes: Buffer, wish = {}) => file(bytes.toString(), wish)

async function opened(...records: Parameters<ExportHouse['send']>) {
  const house = await new ExportHouse().open()
  const vault = new ExportVaultHouse(house)
  await house.store.publish({ 'b.php': released.toString(), 'c.php': unasked })
  await house.send(...records)
  return { house, vault, incident: await house.incident(records.length) }
}

/** A shell that came, and was exchanged; and a file of the release that was changed. */
async function exported() {
  const { house, vault, incident } = await opened(
    deed('a.php', null, seen(shell)),
    deed('a.php', seen(shell), seen(later), { at: 1_500 }),
    deed('b.php', seen(released), seen(shell), { at: 1_600 }),
  )
  await vault.keep(shell, { attributes })
  await vault.keep(later)
  await vault.keepReleased(released)
  return { house, vault, incident, folder: copyOf(await house.export(incident)) }
}

const linesOf = (folder: string) => rowsOf<Line>(folder, 'contents.ndjson')
const lineOf = (folder: string, digest: string) => linesOf(folder).find(({ sha256 }) => sha256 === digest)
const binary = (bytes: Buffer) => `contents/${sha256Hex(bytes)}.bin`

function looksIn(folder: string): ExportedAudit[] {
  return rowsOf<ExportedAudit>(folder, 'audit.ndjson').filter(({ what }) => what === 'content.download')
}

function rewrite(folder: string, edit: (lines: Line[]) => Line[]): void {
  const text = edit(linesOf(folder)).map(line => `${JSON.stringify(line)}\n`)
  writeFileSync(join(folder, 'contents.ndjson'), text.join(''))
}

describe('contents in an export', () => {
  test('are there byte for byte, what was found and what stood before, under names that nothing takes for its own', async () => {
    const { folder } = await exported()
    const names = filesBelow(folder).filter(name => name.startsWith('contents/'))
    expect(names).toEqual([shell, later, released].map(binary).sort())
    for (const bytes of [shell, later, released]) {
      expect(readFileSync(join(folder, binary(bytes)))).toEqual(bytes)
      expect(statSync(join(folder, binary(bytes))).mode & 0o777).toBe(0o600)
    }
    const checked = check(folder)
    expect(broken(checked)).toEqual([])
    expect(checked.lines).toContain('ok     3 contents of files have the sha256 that findings say, whole')
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toMatch(
      /may be malicious[\s\S]*may hold passwords[\s\S]*不正なプログラム[\s\S]*パスワードや鍵/,
    )
  })

  test('are listed with when and from which host they were taken, whose they were, who wrote them, and each finding', async () => {
    const { folder } = await exported()
    const [first, second, third] = rowsOf<{ id: number }>(folder, 'findings.ndjson').map(({ id }) => id)
    const at = { host: 'web1', root: '/shop' }
    expect(lineOf(folder, sha256Hex(shell))).toMatchObject({
      ...{ file: binary(shell), why: null, size: shell.length, bytes: shell.length, whole: true, from: 'host' },
      doneAt: '1970-01-01T00:00:04.000Z',
      taken: { host: 'web1', stat: { uid: 33, mode: '0644' }, actor: { user: 'www-data' }, attributes },
      shownBy: 3,
      places: [
        { finding: first, what: 'found', ...at, path: 'a.php' },
        { finding: second, what: 'before', ...at, path: 'a.php' },
        { finding: third, what: 'found', ...at, path: 'b.php' },
      ],
    })
    expect(lineOf(folder, sha256Hex(released))).toMatchObject({ from: 'release', taken: null, whole: true })
  })

  test('that came with a release of the provider are there as what stood before, and as nothing else', async () => {
    const { house, vault, incident } = await opened(
      deed('b.php', seen(released), seen(shell)),
      deed('d.php', null, seen(later)),
    )
    await vault.keepReleased(released, 0)
    await vault.keepReleased(later, 0)
    const folder = copyOf(await house.export(incident))
    expect(readFileSync(join(folder, binary(released)))).toEqual(released)
    expect(lineOf(folder, sha256Hex(released))).toMatchObject({ from: 'release', whole: true, why: null, taken: null })
    expect(lineOf(folder, sha256Hex(later))).toMatchObject({ file: null, why: 'waiting' })
    expect(broken(check(folder, house.key.id))).toEqual([])
  })

  test('have their own size, whatever a host says of one, and the verifier names the finding that says another', async () => {
    const { house, vault, incident } = await opened(
      deed('a.php', null, seen(shell, { size: 10 })),
      deed('b.php', null, seen(shell)),
      deed('c.php', null, seen(shell, { size: 99 })),
    )
    await vault.keep(shell)
    const folder = copyOf(await house.export(incident))
    expect(lineOf(folder, sha256Hex(shell))).toMatchObject({ size: shell.length, bytes: shell.length, whole: true })
    const checked = check(folder, house.key.id)
    expect(broken(checked)).toEqual([])
    const [first] = rowsOf<{ id: number }>(folder, 'findings.ndjson').map(({ id }) => id)
    expect(checked.lines).toContain(
      `note   contents.ndjson, ${sha256Hex(shell)}: it has ${shell.length} bytes, and its host says 10 in finding ${first} (findings that say another size: 2)`,
    )
  })

  test('have one line each where they are not there, with the reason, and no byte of them leaves', async () => {
    const [dump, env, waiting, order] = ['4111111111111111 dump', 'SECRET=1', '<?php // w', '<?php // order']
    const { house, vault, incident } = await opened(
      deed('dump.txt', null, file(`<?php ${dump}`)),
      deed('.env.php', null, file(`<?php ${env}`)),
      deed('c.php', file(unasked), file(waiting)),
      deed('empty.php', null, file('')),
      deed('order.php', null, file(order)),
    )
    const [dumped, secret] = [sha256Hex(`<?php ${dump}`), sha256Hex(`<?php ${env}`)]
    await vault.giveUp(dumped, 'cards', { count: 412, shown: ['411111******1111'] })
    await vault.giveUp(secret, 'settings')
    await vault.giveUp(sha256Hex(order), 'profile')
    const folder = copyOf(await house.export(incident))
    expect(lineOf(folder, dumped)).toMatchObject({ file: null, why: 'cards', bytes: 0, cards: { count: 412 } })
    const whys = [secret, ...[waiting, unasked, '', order].map(text => sha256Hex(text))].map(
      one => lineOf(folder, one)?.why,
    )
    expect(whys).toEqual(['settings', 'waiting', 'not-taken', 'empty', 'profile'])
    expect(filesBelow(folder).filter(name => name.startsWith('contents/'))).toEqual([])
    const checked = check(folder)
    expect(broken(checked)).toEqual([])
    expect(checked.lines).toContain('note   1 contents are not there: cards')
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8')
    expect(readme).toMatch(
      /6 contents of files[\s\S]*cards: 1[\s\S]*is not kept\. One exception: of a file\n {2}above 20 MB the first part/,
    )
    expect(readme).toMatch(/ {2}profile: 1\n[\s\S]*keep: false\)[^\n]*\(profile\)[\s\S]*keep: false\)[^\n]*\(profile\)/)
  })

  test('of which only the first part was taken are told from whole ones', async () => {
    const digest = sha256Hex('all of it')
    const record = finding(
      'big.bin',
      null,
      seen(shell, { size: 30_000_000, digest: { algorithm: 'sha256', hex: digest } }),
    )
    const hostile = finding('a.bin', null, seen(shell, { size: 10, digest: { algorithm: 'sha256', hex: digest } }))
    const { house, vault, incident } = await opened(hostile, record)
    const first = Buffer.alloc(300_000, 7)
    await vault.keep(first, { whole: false, digest })
    const folder = copyOf(await house.export(incident))
    expect(lineOf(folder, digest)).toMatchObject({ size: 30_000_000, bytes: 300_000, whole: false })
    expect(readFileSync(join(folder, `contents/${digest}.bin`))).toEqual(first)
    const checked = check(folder)
    expect(broken(checked)).toEqual([])
    expect(checked.lines).toContain("note   of 1 more only the first part is there, which is the collector's word")
  })

  test('stand in the audit trail, each as a look of whoever exported, and no look where they are left out', async () => {
    const { house, incident, folder } = await exported()
    expect(looksIn(folder)).toEqual([])
    const again = await house.export(incident, undefined, null)
    const looks = looksIn(again)
    expect(looks).toHaveLength(3)
    expect(looks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ who: 'local:aiko', from: 'local' },
          detail: { sha256: sha256Hex(shell), bytes: shell.length, exportOf: incident },
        }),
      ]),
    )
    expect(linesOf(again).map(({ file: name, why }) => [name, why])).toEqual(Array(3).fill([null, 'left-out']))
    expect(existsSync(join(again, 'contents'))).toBe(false)
    expect(broken(check(again))).toEqual([])
    expect(looksIn(await house.export(incident, undefined, null))).toHaveLength(3)
  })

  test('are looks of the user whom the system names, and whoever became that by sudo stands beside', async () => {
    const { house, incident } = await exported()
    const by = { user: 'sekisho-collector', sudoUser: 'aiko', machine: 'collector1' }
    await house.export(incident, undefined, { password: null }, { by })
    const [look] = looksIn(await house.export(incident, undefined, null)).slice(-1)
    expect(look).toMatchObject({ who: 'local:sekisho-collector', detail: { sudoUser: 'aiko', exportOf: incident } })
  })

  test('bring every earlier look at them along, also at what stood before, and none at another', async () => {
    const { house, vault, incident } = await exported()
    const look = (bytes: Buffer) =>
      vault.sql(`INSERT INTO audit (customer, at, who, from_where, what, detail)
        VALUES (1, 5000, 'person:mika', '::1', 'content.download', '{"sha256":"${sha256Hex(bytes)}"}')`)
    for (const bytes of [shell, released, Buffer.from('of another incident')]) look(bytes)
    const looks = looksIn(await house.export(incident, undefined, null)).filter(({ who }) => who === 'person:mika')
    expect(looks.map(({ detail }) => detail)).toEqual([shell, released].map(bytes => ({ sha256: sha256Hex(bytes) })))
  })

  test('do not leave where the look at them cannot be written down, and then nothing is exported', async () => {
    const { house, vault, incident, folder } = await exported()
    vault.sql(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    const failed = await house.export(incident, `${folder}.again`).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Failure)
    expect((failed as Failure).message).toMatch(/audit trail.*no room.*copy of the state folder/)
    expect(existsSync(`${folder}.again`)).toBe(false)
  })

  test('are left out where one part is damaged, and the others are there', async () => {
    const { house, vault, incident } = await exported()
    vault.sql(`UPDATE content_part SET bytes = zeroblob(length(bytes))
      WHERE content = (SELECT id FROM content WHERE sha256 = '${sha256Hex(later)}')`)
    const folder = copyOf(await house.export(incident))
    expect(lineOf(folder, sha256Hex(later))).toMatchObject({ file: null, why: 'damaged', bytes: 0 })
    expect(existsSync(join(folder, binary(later)))).toBe(false)
    expect(existsSync(join(folder, binary(shell)))).toBe(true)
    expect(broken(check(folder))).toEqual([])
  })

  test('closed under another digest than their own are left out as damaged', async () => {
    const { house, vault, incident } = await exported()
    const digest = sha256Hex('something else')
    await house.send(deed('c.php', null, file('something else'), { at: 1_700 }))
    await house.incident(4)
    await vault.keep(shell, { digest })
    const folder = copyOf(await house.export(incident))
    expect(lineOf(folder, digest)).toMatchObject({ file: null, why: 'damaged' })
    expect(existsSync(join(folder, `contents/${digest}.bin`))).toBe(false)
  })
})

describe('a changed content of an export', () => {
  test('is named for one byte in it, and for one in the list', async () => {
    const { folder } = await exported()
    const inList = copyOf(folder)
    const bytes = readFileSync(join(folder, binary(shell)))
    bytes[3] = (bytes[3] ?? 0) ^ 1
    writeFileSync(join(folder, binary(shell)), bytes)
    expect(broken(check(folder))).toEqual([`${binary(shell)}: its content is another than was exported`])
    const list = readFileSync(join(inList, 'contents.ndjson'))
    list[list.indexOf('web1')] = 0x76
    writeFileSync(join(inList, 'contents.ndjson'), list)
    expect(broken(check(inList))[0]).toBe('contents.ndjson: its content is another than was exported')
  })

  test('is named also where the collector signed it so', async () => {
    const { house, folder } = await exported()
    const lies: [string, (copy: string) => void, RegExp][] = [
      ['bytes', copy => writeFileSync(join(copy, binary(shell)), later.subarray(0, 22)), /bytes, and its file has/],
      [
        'same size',
        copy => writeFileSync(join(copy, binary(shell)), Buffer.alloc(shell.length)),
        /\.bin: its sha256 is/,
      ],
      ['gone', copy => rmSync(join(copy, binary(shell))), /its file is missing/],
      ['no line', copy => rewrite(copy, ([_first, ...rest]) => rest), /findings show .* it has no line/],
      ['more', copy => writeFileSync(join(copy, 'contents', 'x.bin'), ''), /x.bin: contents.ndjson does not list it/],
      ['twice', copy => rewrite(copy, lines => [...lines, ...lines.slice(0, 1)]), /there are two of it/],
      [
        'place',
        copy =>
          rewrite(copy, ([first, ...rest]) => {
            const places = first?.places.map(place => ({ ...place, path: 'innocent.php' }))
            return [{ ...first, places } as Line, ...rest]
          }),
        /finding \d+ does not show it there/,
      ],
      [
        'count',
        copy => rewrite(copy, lines => lines.map(line => ({ ...line, shownBy: 1 }))),
        /1 findings show it, and/,
      ],
      [
        'part',
        copy => rewrite(copy, lines => lines.map(line => ({ ...line, whole: false, size: 1 }))),
        /bytes of 1 are not what it says/,
      ],
      [
        'foreign',
        copy => rewrite(copy, lines => [...lines, { ...lines[0], sha256: 'f'.repeat(64), file: null } as Line]),
        /f{64}: no finding shows it/,
      ],
    ]
    for (const [_what, lie, named] of lies) {
      const copy = copyOf(folder)
      lie(copy)
      signAnew(copy, house.key)
      const checked = check(copy, house.key.id)
      expect(checked.code).toBe(1)
      expect(broken(checked).join('\n')).toMatch(named)
    }
  })
})

test('an export of before there were contents in them is checked as ever, and one of a later format is refused', async () => {
  const { house, folder } = await exported()
  const asFormat = (copy: string, format: number) => {
    const manifest = join(copy, 'manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"format": 2', `"format": ${format}`))
    signAnew(copy, house.key)
    return check(copy, house.key.id)
  }
  const later = copyOf(folder)
  for (const name of ['contents.ndjson', 'contents']) rmSync(join(folder, name), { recursive: true })
  const before = asFormat(folder, 1)
  expect(broken(before)).toEqual([])
  expect(before.code).toBe(0)
  expect(broken(asFormat(later, 3))).toEqual(['manifest.json: it has format 3, and this verifier knows 1 and 2'])
})
