// The laws of `sekisho incidents`: a sentence for people, JSON for programs, and that a person's look is told as one.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { incidentDetail, incidentFileRow } from '../../support/incident-rows.ts'
import { runSekisho } from '../../support/shell.ts'

async function open() {
  const house = await openApiHouse()
  house.store.incidents.rows.push(incidentDetail)
  house.store.incidents.files.push(incidentFileRow)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  const run = (line: string, more: readonly string[] = []) =>
    runSekisho(['incidents', ...line.split(' ').filter(word => word !== ''), ...more], {
      ...environment,
      SEKISHO_STATE: '/nonexistent',
    })
  const written = () => house.store.written.filter(([name]) => /ncident|Aware/.test(name))
  return { run, written }
}

describe('sekisho incidents', () => {
  test.each(['', 'list'])('says each in a sentence, with the word "%s" or none', async word => {
    const { run } = await open()
    const { code, out } = await run(word)
    expect(code).toBe(exitCodes.ok)
    expect(JSON.parse((await run(word, ['--json'])).out)).toMatchObject({ id: 1 })
    expect(out).toMatch(
      /1 {2}critical {2}open +planted file +At .* php-fpm \(www-data\) wrote item.php into the upload folder/,
    )
  })

  test('show tells its history and why each file stands in it, and that somebody looked', async () => {
    const { run, written } = await open()
    const { out } = await run('show 1')
    expect(out).toContain('incident.acknowledge  token:sato  on it')
    expect(out).toContain('no moment of awareness declared')
    expect(out).toContain('the same content is in incidents of 2 other customers')
    expect(out).toMatch(/\[31\] .*web1:\/srv\/shop\/upload\/2026\/item.php {2}×3 {2}it is still there/)
    expect(out).toContain('the same chain of processes, within 10 minutes (4 findings)')
    expect(written()).toMatchObject([['openIncident', { incident: 1 }]])
  })

  test('show in JSON gives a line for the incident and one for each file, and is nobody’s look', async () => {
    const { run, written } = await open()
    const { out } = await run('show 1 --json')
    expect(
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).id),
    ).toEqual([1, 31])
    expect(written()).toEqual([])
  })

  test('acknowledge, contain, close, aware, split and merge are asked as they were typed', async () => {
    const { run, written } = await open()
    await run('acknowledge 1', ['--note', 'on it'])
    await run('contain 1')
    await run('close 1 --outcome false-alarm')
    await run('aware 1 --at 2026-11-25T14:05:00+09:00')
    const { out } = await run('split 1 31 32')
    await run('merge 1 2 3')
    expect(out).toContain('incident 2 holds what was taken out of 1')
    expect(written()).toMatchObject([
      ['acknowledgeIncident', { incident: 1, note: 'on it' }],
      ['containIncident', { incident: 1, note: '' }],
      ['closeIncident', { outcome: 'false-alarm' }],
      ['declareAware', { awareAt: Date.UTC(2026, 10, 25, 5, 5) }],
      ['splitIncident', { files: [31, 32] }],
      ['mergeIncidents', { incidents: [2, 3] }],
    ])
  })

  test('refuses an incident that there is not, an outcome that there is not, and closing without one', async () => {
    const { run } = await open()
    expect((await run('show 9')).code).toBe(exitCodes.refused)
    expect((await run('close 1')).code).toBe(exitCodes.usage)
    const misspelt = await run('close 1 --outcome malicous')
    expect(misspelt.code).toBe(exitCodes.usage)
    expect(misspelt.err).toContain('malicious')
  })
})
