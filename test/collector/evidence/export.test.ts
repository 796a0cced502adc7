// The laws of an export: whoever receives it can check it with Node and the verifier alone; whatever is changed in it is named,
// also where a collector signed the lie; and no name that somebody else chose leads out of it.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { describe, expect, test } from 'vitest'
import {
  AgentChain,
  absent,
  censusBegin,
  censusEnd,
  entry,
  file,
  finding,
  link,
  unreadable,
} from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { broken, check, copyOf, ExportHouse, filesBelow, rowsOf, signAnew } from '../../support/export-house.ts'
import { by } from '../../support/store-house.ts'

interface ChainEntry {
  host: string
  keys: string[]
  head: { sequence: number; digest: string }
  folder: string
  batches: { file: string; sequence: number; state: string; digest: string; previous: string | null }[]
}

/** Five batches; the incident's findings lie in the second and the fourth, and what lies between is another's. */
async function exported() {
  const house = await new ExportHouse().open()
  await house.send(censusBegin(), censusEnd())
  await house.send(house.deed('a.php'))
  await house.send({ record: 'gap', id: 'g1', root: 0, cause: 'restart', from: 900, to: 950 })
  await house.send(house.deed('b.php', { at: 2_000 }), house.deed('c.php', { at: 2_000 }))
  const incident = await house.incident(3)
  await house.send({
    record: 'span',
    id: 's1',
    root: 0,
    grade: 'proven',
    source: 'fanotify',
    from: 1,
    until: 5,
    ended: false,
  })
  const folder = copyOf(await house.export(incident))
  const [chain] = JSON.parse(readFileSync(join(folder, 'chains.json'), 'utf8')) as ChainEntry[]
  if (chain === undefined) throw new Error('a chain was expected')
  return { house, folder, incident, chain }
}

const batchFile = ({ folder }: ChainEntry, sequence: number) => `${folder}/${sequence}.batch`

function change(folder: string, name: string, edit: (text: string) => string): void {
  const before = readFileSync(join(folder, name), 'utf8')
  const after = edit(before)
  expect(after).not.toBe(before)
  writeFileSync(join(folder, name), after)
}

describe('an exported incident', () => {
  test('is whole to plain Node in an empty folder, with the verifier alone and the key that was told', async () => {
    const { house, folder } = await exported()
    const { code, lines } = check(folder, house.key.id)
    expect(lines.join('\n')).toContain(`signed by collector ${house.key.id}`)
    expect(lines).toContain('ok     that is the key that was given')
    expect(lines.join('\n')).toMatch(/web1, epoch \S+: batches 2 to 4 are as agent [0-9a-f]{64} signed them/)
    expect(lines.join('\n')).toContain('3 findings are the signed records')
    expect(lines.at(-1)).toMatch(/^WHOLE/)
    expect(code).toBe(0)
    const imports = readFileSync(join(folder, 'verify.mjs'), 'utf8').matchAll(/^import .* from '(.*)'$|import\(/gm)
    expect([...imports].map(([, name]) => name).filter(name => !name?.startsWith('node:'))).toEqual([])
  })

  test('holds the batches from the first to the last with a finding, what was decided, and where each finding stands', async () => {
    const { house, folder, incident, chain } = await exported()
    expect(chain.batches.map(({ sequence }) => sequence)).toEqual([2, 3, 4])
    expect(chain.head).toMatchObject({ sequence: 5, digest: house.chain.digest })
    const [first] = chain.batches
    const bytes = readFileSync(join(folder, first?.file ?? ''))
    expect(JSON.parse(bytes.subarray(64).toString())).toMatchObject({ sequence: 2, agent: house.chain.key.id })
    const found = rowsOf<{ path: string; evidence: object }>(folder, 'findings.ndjson')
    expect(found.map(({ path, evidence }) => [path, evidence])).toEqual([
      ['a.php', expect.objectContaining({ sequence: 2, index: 0, file: batchFile(chain, 2) })],
      ['b.php', expect.objectContaining({ sequence: 4, index: 0, file: batchFile(chain, 4) })],
      ['c.php', expect.objectContaining({ sequence: 4, index: 1, file: batchFile(chain, 4) })],
    ])
    expect(JSON.parse(readFileSync(join(folder, 'incident.json'), 'utf8'))).toMatchObject({ id: incident, findings: 3 })
    expect(rowsOf(folder, 'files.ndjson')).toHaveLength(3)
    expect(rowsOf(folder, 'hosts.ndjson')).toMatchObject([{ host: 'web1', keys: [house.chain.key.id] }])
    expect(rowsOf(folder, 'coverage.ndjson')).toMatchObject([
      { row: 'root', host: 'web1', root: '/shop' },
      { row: 'span', grade: 'proven', source: 'fanotify' },
      { row: 'gap', cause: 'restart', maker: 'agent' },
    ])
    const readme = readFileSync(join(folder, 'README.txt'), 'utf8')
    expect(readme).toContain(`node verify.mjs ${house.key.id}`)
    expect(readme).toContain('証拠')
  })

  test('tells of each host how far its clock was from ours when it was last heard, and null where it never was', async () => {
    const { house, incident } = await exported()
    const offsets = async () => {
      const rows = rowsOf<{ clockOffsetMs: number | null }>(await house.export(incident), 'hosts.ndjson')
      return rows.map(({ clockOffsetMs }) => clockOffsetMs)
    }
    expect(await offsets()).toEqual([null])
    for (const [at, receivedAt] of [
      [5_000, 5_900],
      [7_250, 7_000],
    ] as const) {
      const versions = { agent: '1', node: '24', kernel: '6' }
      const program = { files: '0'.repeat(64), config: '0'.repeat(64), at: 1 }
      const of = { epoch: house.chain.epoch, boot: 1, rooms: {}, roots: [], bindings: null, versions, program }
      const heartbeat = { ...of, message: 'heartbeat', at, waiting: { fast: 0, bulk: 0 } } as const
      await house.store.store.agents.heartbeat({ host: house.host.id, heartbeat, receivedAt })
      expect(await offsets()).toEqual([at - receivedAt])
    }
  })

  test.each([[null], ['aiko']])('names in what is signed who made it, where and when (by sudo: %s)', async sudoUser => {
    const { house, incident } = await exported()
    const by = { user: 'sekisho-collector', sudoUser, machine: 'collector1' }
    const folder = await house.export(incident, undefined, undefined, { by })
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object
    expect(manifest).toMatchObject({ incident, madeAt: '1970-01-01T00:00:09.000Z', by, collector: house.key.id })
    change(folder, 'manifest.json', text => text.replace('"sekisho-collector"', '"somebody"'))
    expect(broken(check(folder))).toContainEqual(expect.stringContaining('has not signed it so'))
  })

  test('is for its owner alone, down to each file', async () => {
    const { house, incident } = await exported()
    const folder = await house.export(incident)
    const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777
    expect([modeOf(''), modeOf('chains')]).toEqual([0o700, 0o700])
    expect(new Set(filesBelow(folder).map(modeOf))).toEqual(new Set([0o600]))
  })

  test('carries decisions and the audit trail of its hosts and contents, and nothing of another customer', async () => {
    const { house, incident } = await exported()
    const { store } = house.store
    await store.incidents.writes.declareAware({ ...by, incident, awareAt: 500, note: 'the bank called' })
    const [row] = await house.store.findings()
    await store.releases.markMalicious({ ...by, sha256: row?.sha256 ?? '', reason: 'a shell' })
    const database = new DatabaseSync(house.store.file, { timeout: 5_000 })
    database.exec(`INSERT INTO customer (id, name) VALUES (7, 'other');
      INSERT INTO audit (customer, at, who, from_where, what, detail) VALUES (7, 1, 'x', 'y', 'root.bind', '{"host":"web1"}')`)
    database.close()
    const folder = await house.export(incident)
    const whats = rowsOf<{ what: string; who: string }>(folder, 'audit.ndjson').map(({ what }) => what)
    expect(whats).toEqual(expect.arrayContaining(['host.enrol', 'root.bind', 'incident.aware', 'malicious.add']))
    expect(rowsOf<{ who: string }>(folder, 'audit.ndjson').map(({ who }) => who)).not.toContain('x')
    const told = JSON.parse(readFileSync(join(folder, 'incident.json'), 'utf8')) as IncidentDetail
    expect(told.aware).toMatchObject({ by: 'test' })
    expect(told.history.map(({ what }) => what)).toContain('incident.aware')
  })

  test('carries what was done with a content that was there for a moment only', async () => {
    const house = await new ExportHouse().open()
    const glimpse = { at: 1_000.7, size: 3, digest: file('mid').digest, marks: { version: 1, found: [] } }
    await house.send(house.deed('glimpsed.php', { between: [glimpse] } as never))
    const incident = await house.incident(1)
    await house.store.store.releases.markMalicious({ ...by, sha256: glimpse.digest?.hex ?? '', reason: 'a shell' })
    const lines = rowsOf<{ what: string }>(await house.export(incident), 'audit.ndjson')
    expect(lines.map(({ what }) => what)).toContain('malicious.add')
  })

  test('compares every sort of record with what was made of it', async () => {
    const house = await new ExportHouse().open()
    const glimpse = { at: 1_000.7, size: 3, digest: file('mid').digest, marks: { version: 1, found: [] } }
    await house.send(
      house.deed('glimpsed.php', { between: [glimpse] } as never),
      finding('link.php', null, link('/etc/%0Apasswd')),
      finding('odd.php', file('<?php 1'), file('<?php 2', { mode: 0o4755, mtimeMs: -5e17 })),
      finding('blind.php', file('<?php 1'), unreadable('EACCES', file('<?php 1'))),
      finding('gone.php', file('<?php 1'), absent),
      finding('名前%0A.php', null, file('<?php 3')),
    )
    await house.send(censusBegin(), entry('standing.php', file('<?php 4')), censusEnd())
    const { length } = (await house.store.findings()).filter(({ verdict }) => verdict === 'unauthorised')
    expect(length).toBeGreaterThan(7)
    const rows = await eventually(async () => {
      const { items } = await house.store.store.incidents.reads.incidents({ customer: 1, filter: { state: 'all' } })
      return items.reduce((sum, { findings }) => sum + findings, 0) >= length && items
    })
    for (const { id } of rows) {
      const checked = check(await house.export(id))
      expect(broken(checked)).toEqual([])
      expect(checked.code).toBe(0)
    }
  })

  test('is whole around a refused batch, over epochs and after a host took another key', async () => {
    const house = await new ExportHouse().open()
    await house.send(house.deed('a.php'))
    const refused = house.chain.seal(house.deed('refused.php'))
    await house.store.store.agents.refused({
      ...{ host: house.host.id, digest: refused.digest, bytes: refused.bytes, receivedAt: 3_000 },
      ...{ code: 'batch-malformed', detail: 'a test' },
    })
    await house.send(
      { record: 'tombstone', sequence: 2, digest: refused.digest, code: 'batch-malformed' },
      house.deed('b.php'),
    )
    house.chain.newEpoch()
    await house.send(
      { record: 'gap', id: 'g2', root: 0, cause: 'journal-lost', from: 5, to: null },
      house.deed('c.php'),
    )
    const anew = new AgentChain(['/shop'])
    house.host = await house.store.enrol('web1', anew)
    const old = house.chain
    house.chain = anew
    await house.send(house.deed('d.php'))
    const folder = copyOf(await house.export(await house.incident(4)))
    const checked = check(folder)
    expect(broken(checked)).toEqual([])
    expect(checked.lines.join('\n')).toContain('1 refused ones between')
    expect(rowsOf(folder, 'hosts.ndjson')).toMatchObject([{ keys: [anew.key.id, old.key.id] }])
    const name = filesBelow(folder).find(found => found.includes('refused')) ?? ''
    expect(readFileSync(join(folder, name))).toEqual(refused.bytes)
    rmSync(join(folder, name))
    expect(broken(check(folder))).toEqual([`${name}: it is missing`, expect.stringMatching(/batch 2: it is missing/)])
  })
})

describe('what was changed in an export', () => {
  test('a flipped byte of a batch is named with its file and its place in the chain', async () => {
    const { folder, chain } = await exported()
    const name = batchFile(chain, 3)
    const bytes = readFileSync(join(folder, name))
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(join(folder, name), bytes)
    const checked = check(folder)
    expect(checked.code).toBe(1)
    expect(broken(checked)).toEqual([
      `${name}: its content is another than was exported`,
      expect.stringMatching(/^web1, epoch \S+, batch 3: its content is another than was received$/),
      expect.stringMatching(/^web1, epoch \S+, batch 3: no key of this host signed it$/),
    ])
    expect(checked.lines.at(-1)).toMatch(/^BROKEN in 3 places/)
  })

  test('a removed batch is named, and the findings that lay in it', async () => {
    const { folder, chain } = await exported()
    rmSync(join(folder, batchFile(chain, 2)))
    const checked = check(folder)
    expect(checked.code).toBe(1)
    expect(broken(checked)).toEqual([
      `${batchFile(chain, 2)}: it is missing`,
      expect.stringMatching(/batch 2: it is missing/),
      expect.stringMatching(/^findings.ndjson, finding \d+: its batch does not hold/),
    ])
  })

  test.each([
    ['path', 'a.php', 'A.php', ['path']],
    ['kind', '"kind":"added"', '"kind":"changed"', ['kind']],
    ['time', '"at":"1970-01-01T00:00:01.000Z","id"', '"at":"1970-01-01T00:00:03.000Z","id"', ['at']],
    ['actor', '"user":"www-data"', '"user":"deploy"', ['actor']],
    ['mode', '"mode":"0644"', '"mode":"0600"', ['after']],
  ])('a finding with another %s is named, also where the collector signed it so', async (_what, from, to, named) => {
    const { folder, house } = await exported()
    change(folder, 'findings.ndjson', text => text.replace(from, to))
    const unsigned = check(folder)
    expect(unsigned.code).toBe(1)
    expect(broken(unsigned)[0]).toMatch(/^findings.ndjson: /)
    signAnew(folder, house.key)
    const signed = check(folder, house.key.id)
    expect(signed.code).toBe(1)
    const ofFindings = broken(signed).filter(text => text.startsWith('findings.ndjson'))
    expect(ofFindings.map(text => /finding \d+: (\w+): it says/.exec(text)?.[1])).toEqual(named)
  })

  test('a finding with another sha256 is named by both places in which it says it', async () => {
    const { folder, house } = await exported()
    const [row] = rowsOf<{ sha256: string }>(folder, 'findings.ndjson')
    change(folder, 'findings.ndjson', text => text.replaceAll(row?.sha256 ?? '', 'f'.repeat(64)))
    signAnew(folder, house.key)
    expect(broken(check(folder)).join('\n')).toMatch(/finding \d+: after: it says/)
    change(folder, 'findings.ndjson', text => text.replace('f'.repeat(64), 'e'.repeat(64)))
    signAnew(folder, house.key)
    expect(broken(check(folder)).join('\n')).toMatch(/finding \d+: sha256: it says/)
  })

  test('a changed manifest is named, and one that another key signed where the right key was told', async () => {
    const { folder, house } = await exported()
    const thief = generateKeyPair()
    const resigned = copyOf(folder)
    change(folder, 'manifest.json', text => text.replace('"aiko"', '"somebody"'))
    const changed = check(folder)
    expect(changed.code).toBe(1)
    expect(broken(changed)).toEqual([expect.stringMatching(/^manifest.json: the collector .* has not signed it so$/)])
    signAnew(resigned, thief)
    expect(check(resigned).code).toBe(0)
    const told = check(resigned, house.key.id)
    expect(told.code).toBe(1)
    expect(broken(told)).toEqual([`manifest.json: it names another key than the given ${house.key.id}`])
  })

  test('an added file, an added folder and a link are named', async () => {
    const { folder } = await exported()
    writeFileSync(join(folder, 'note.txt'), 'see also')
    mkdirSync(join(folder, 'chains', 'web2'))
    symlinkSync('/etc/passwd', join(folder, 'chains', 'link'))
    const checked = check(folder)
    expect(checked.code).toBe(1)
    expect(broken(checked).sort()).toEqual([
      'chains/link: additional: the manifest names no such thing',
      'chains/web2: additional: the manifest names no such folder',
      'note.txt: additional: the manifest names no such file',
    ])
  })

  test('a file that became a link to the same content is named', async () => {
    const { folder } = await exported()
    renameSync(join(folder, 'audit.ndjson'), `${folder}.away`)
    symlinkSync(`${folder}.away`, join(folder, 'audit.ndjson'))
    expect(broken(check(folder))).toContain('audit.ndjson: it is no regular file')
    rmSync(`${folder}.away`)
  })

  test('a batch that a collector left out between two is named, and one that it made up', async () => {
    const { folder, house, chain } = await exported()
    const without = copyOf(folder)
    rmSync(join(without, batchFile(chain, 3)))
    const batches = chain.batches.filter(({ sequence }) => sequence !== 3)
    writeFileSync(join(without, 'chains.json'), JSON.stringify([{ ...chain, batches }]))
    signAnew(without, house.key)
    expect(broken(check(without))).toEqual([expect.stringMatching(/^web1, epoch \S+, batch 3: is missing$/)])

    const content = JSON.parse(
      readFileSync(join(folder, batchFile(chain, 3)))
        .subarray(64)
        .toString(),
    ) as object
    const { bytes, digest } = sealBatch(JSON.stringify({ ...content, boot: 9 }), generateKeyPair())
    writeFileSync(join(folder, batchFile(chain, 3)), bytes)
    const made = chain.batches.map(batch => (batch.sequence === 3 ? { ...batch, digest } : batch))
    writeFileSync(join(folder, 'chains.json'), JSON.stringify([{ ...chain, batches: made }]))
    signAnew(folder, house.key)
    expect(broken(check(folder))).toEqual([
      expect.stringMatching(/batch 3: no key of this host signed it$/),
      expect.stringMatching(/batch 4: it does not follow the one before/),
    ])
  })

  test('a manifest that leads out of the folder is named, and nothing there is read', async () => {
    const { folder, house } = await exported()
    signAnew(folder, house.key)
    change(folder, 'manifest.json', text => text.replace('"README.txt"', '"../../etc/passwd"'))
    expect(broken(check(folder))).toContain('manifest.json: it names a file outside the folder: ../../etc/passwd')
  })

  test('what is no export ends with 1 and says so', async () => {
    const { folder } = await exported()
    writeFileSync(join(folder, 'manifest.json'), 'nothing')
    const checked = check(folder)
    expect(checked.code).toBe(1)
    expect(broken(checked)).toEqual([expect.stringMatching(/^manifest.json: /)])
  })
})

describe('names that somebody else chose', () => {
  test.each([['../../../tmp/evil'], ['..'], ['CON'], ['ホスト'.repeat(80)], ['\u202egnp.exe /\\:*?"<>|']])(
    'a host called %s leads nowhere, and its export is whole',
    async name => {
      const house = await new ExportHouse().open(name)
      await house.send(house.deed('a.php'))
      const folder = await house.export(await house.incident(1))
      const [batch] = filesBelow(folder).filter(found => found.endsWith('.batch'))
      expect(batch).toMatch(/^chains\/[a-z0-9%A-F_~-][a-z0-9%A-F._~-]{0,149}\/[0-9a-f-]{36}\/1\.batch$/)
      const checked = check(copyOf(folder))
      expect(broken(checked)).toEqual([])
      expect(checked.lines.join('')).not.toMatch(/[\u202e]/)
    },
  )
})
