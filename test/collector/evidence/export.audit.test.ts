// The law of exports and the audit trail: none leaves without a line in it, whether contents are in it, and whether a collector
// runs; where none can be written nothing leaves. And of what an export says about who had to agree.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { ExportedAudit } from '../../../collector/handover.export.ts'
import { ExportHouse, rowsOf } from '../../support/export-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { by } from '../../support/store-house.ts'

async function opened() {
  const house = await new ExportHouse().open()
  await house.send(house.deed('upload/x.php'))
  return { house, incident: await house.incident(1), out: join(temporaryFolder(), 'export') }
}

function sql(house: ExportHouse, text: string): unknown[] {
  const database = new DatabaseSync(house.store.file, { timeout: 5_000 })
  try {
    return database.prepare(text).all()
  } finally {
    database.close()
  }
}

const trailOf = (house: ExportHouse) =>
  sql(house, `SELECT customer, at, who, from_where, detail FROM audit WHERE what = 'evidence.export' ORDER BY id`)

const exportsIn = (folder: string) =>
  rowsOf<ExportedAudit>(folder, 'audit.ndjson').filter(({ what }) => what === 'evidence.export')

describe('an export', () => {
  test.each([
    ['left-out', null],
    ['open', { password: null }],
    ['sealed', { password: 'a gate and a permit' }],
  ] as const)(
    'whose contents are %s is one line of the audit trail, which it carries itself',
    async (how, contents) => {
      const { house, incident, out } = await opened()
      const by = { user: 'sekisho-collector', sudoUser: 'aiko', machine: 'collector1' }
      await house.export(incident, out, contents, { by })
      const [line, ...more] = trailOf(house)
      expect(more).toEqual([])
      expect(line).toMatchObject({ customer: 1, at: 9_000, who: 'local:sekisho-collector', from_where: 'local' })
      const detail = { contents: how, exportOf: incident, sudoUser: 'aiko' }
      expect(JSON.parse((line as { detail: string }).detail)).toEqual(detail)
      expect(exportsIn(out)).toMatchObject([{ who: 'local:sekisho-collector', detail }])
    },
  )

  test('while no collector runs is a line as well, which the next one has', async () => {
    const { house, incident, out } = await opened()
    await house.store.store.stop()
    await house.export(incident, out, null)
    await house.store.open()
    expect(trailOf(house)).toHaveLength(1)
    const again = await house.export(incident, undefined, null)
    expect(exportsIn(again)).toHaveLength(2)
  })

  test('whose line cannot be written is not made, also without contents, and says how to make one all the same', async () => {
    const { house, incident, out } = await opened()
    sql(house, `CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    const exporting = house.export(incident, out, null)
    await expect(exporting).rejects.toThrow(/audit trail.*no room.*copy of the state folder/)
    expect(existsSync(out)).toBe(false)
  })

  test('of an incident that there is not, or into a folder that is there, leaves no line', async () => {
    const { house, incident, out } = await opened()
    await expect(house.export(incident + 1, out, null)).rejects.toThrow('there is no incident')
    await house.export(incident, out, null)
    await expect(house.export(incident, out, null)).rejects.toMatchObject({ code: 'folder-taken' })
    expect(trailOf(house)).toHaveLength(1)
  })

  test('says of each of its sites whether approvals there wait for a second person, and since when not', async () => {
    const { house, incident } = await opened()
    const { writes } = house.store.store.approvals
    await house.store.store.writes.addSite({ ...by, name: 'elsewhere' })
    await writes.setFourEyes({ ...by, site: 'elsewhere', on: false })
    const told = async () => {
      const folder = await house.export(incident, undefined, null)
      const readme = readFileSync(join(folder, 'README.txt'), 'utf8')
      const lines = rowsOf<ExportedAudit>(folder, 'audit.ndjson').filter(({ what }) => what === 'site.four-eyes')
      return [
        rowsOf(folder, 'sites.ndjson'),
        readme.includes('one person alone approved payment files on: shop\n'),
        lines,
      ]
    }
    expect(await told()).toEqual([[{ site: 'shop', fourEyes: true }], false, []])
    await writes.setFourEyes({ ...by, site: 'shop', on: false })
    const off = expect.objectContaining({ who: 'test', detail: { site: 'shop', on: false, before: true } })
    expect(await told()).toEqual([[{ site: 'shop', fourEyes: false }], true, [off]])
    await writes.setFourEyes({ ...by, site: 'shop', on: 'always' })
    expect(await told()).toMatchObject([[{ site: 'shop', fourEyes: 'always' }], false, [off, {}]])
  })
})
