// The laws of grouping: what belongs together, that the order of arrival makes no difference, and that incidents learn of
// verdicts that were taken anew.

import type { Severity } from '@sekisho/shared/verdict.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FindingFact } from '../../../collector/handover.incidents.ts'
import { bulkFrom } from '../../../collector/incidents/kind.ts'
import { linksOf, sortOf } from '../../../collector/incidents/links.ts'
import { partFrom, partOf } from '../../../collector/incidents/part.ts'
import * as counting from '../../../collector/store/incidents.ts'
import {
  authorised,
  type Deed,
  dropped,
  grouped,
  IncidentHouse,
  minute,
  phpFpm,
  rsync,
  unauthorised,
} from '../../support/incident-house.ts'

const attack = { severity: 'critical', reasons: dropped, actor: phpFpm } as const

describe('findings are one incident', () => {
  test('when one chain of processes made them within minutes, whichever of its processes it was', () => {
    const shell = {
      ...phpFpm,
      pid: 900,
      executable: '/usr/bin/dash',
      name: undefined,
      parents: [{ pid: 813, executable: '/usr/sbin/php-fpm8.2' }, ...phpFpm.parents],
    }
    const house = grouped(
      { path: 'upload/item.php', ...attack },
      { path: 'payment/Module.php', at: 9 * minute, actor: shell, payment: true, severity: 'critical' },
      { path: 'app/late.php', at: 30 * minute, actor: phpFpm },
    )
    expect(house.members).toEqual([[1, 2], [3]])
    expect(house.all[0]).toMatchObject({
      kind: 'planted',
      severity: 'critical',
      files: 2,
      lead: { path: 'upload/item.php' },
    })
  })

  test('when nobody knows who made them, by root and time alone', () => {
    const house = grouped(
      { path: 'a' },
      { path: 'b', at: 5 * minute },
      { path: 'c', root: 2, at: minute },
      { path: 'd', at: 20 * minute },
    )
    expect(house.members).toEqual([[1, 2], [3], [4]])
  })

  test('when an attack was only in part seen to be somebody’s', () => {
    const house = grouped(
      { path: 'payment/Module.php', payment: true, severity: 'critical' },
      { path: 'upload/item.php', at: minute, ...attack },
      { path: 'src/lib.php', at: minute },
      { path: 'payment/other.php', at: minute, payment: true, severity: 'critical', actor: rsync },
    )
    expect(house.members).toEqual([[1, 2, 3], [4]])
  })

  test('when the same executable lies on several hosts of a customer, and another customer sees a count alone', () => {
    const deed = { ...attack, content: '<?php eval' }
    const house = grouped(
      { path: 'upload/a.php', ...deed },
      { path: 'upload/deep/b.php', ...deed, root: 2, at: 90 * 24 * 60 * minute },
      { path: 'upload/c.php', ...deed, root: 3 },
    )
    expect(house.members).toEqual([[1, 2], [3]])
    expect(house.all.map(({ hosts, elsewhere }) => [hosts, elsewhere])).toEqual([
      [['web1', 'web2'], 1],
      [['web1'], 1],
    ])
  })

  test('when a removed file comes back, and it counts up instead of adding', () => {
    const drop = { path: 'upload/item.php', content: 'x', ...attack }
    const times = Array.from({ length: 60 }, (_, second) => ({ ...drop, at: second * 1_000 }))
    const later = { ...drop, at: 400 * minute, actor: rsync }
    const [incident, ...others] = grouped(...times, later).all
    expect(others).toEqual([])
    expect(incident).toMatchObject({ files: 1, findings: 61, kinds: { added: 61 } })
  })

  test('when they are many changes by one actor: an unreleased deployment, with its counts', () => {
    const deeds = Array.from(
      { length: 40 },
      (_, n): Deed => ({
        path: `src/${n}.php`,
        kind: n < 30 ? 'changed' : 'added',
        actor: rsync,
        at: n * 100,
      }),
    )
    const [incident, ...others] = grouped(...deeds).all
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'deployment', files: 40, kinds: { changed: 30, added: 10 } })
  })

  test('when they are the first census of a host, save its critical files, which are one each', () => {
    const census = (path: string, wish: Partial<Deed> = {}): Deed => ({
      path,
      noticed: 'census',
      severity: 'medium',
      ...wish,
    })
    const house = grouped(
      census('index.php'),
      census('upload/a.php', { ...attack, actor: 'unknown' }),
      census('lib.php', { at: 30 * minute }),
      census('upload/b.php', { ...attack, actor: 'unknown' }),
    )
    expect(house.members).toEqual([[1, 3], [2], [4]])
    expect(house.all.map(({ kind }) => kind)).toEqual(['census', 'planted', 'planted'])
  })

  test('when the shop’s own pages installed a plugin or edited a template: each is called what it is', () => {
    const house = grouped(
      { path: 'app/Plugin/Coupon/Plugin.php', actor: phpFpm },
      { path: 'html/plugin/Coupon/a.js', actor: phpFpm },
      { path: 'app/template/default/index.twig', actor: phpFpm, kind: 'changed' },
      { path: 'app/Customize/x.php', actor: phpFpm },
      { path: 'app/Plugin/Coupon/other.php', actor: rsync },
    )
    expect(house.members).toEqual([[1, 2], [3], [4], [5]])
    expect(house.all.map(({ kind, plugin }) => [kind, plugin])).toEqual([
      ['plugin', 'Coupon'],
      ['template', null],
      ['change', null],
      ['change', null],
    ])
  })
})

describe('what of an incident becomes critical is told of', () => {
  const hour = 60 * minute
  const upgrade = (at = 0) =>
    Array.from({ length: bulkFrom + 2 }, (_, n): Deed => ({ path: `src/${n}.php`, kind: 'changed', actor: rsync, at }))
  const skimmed = { path: 'src/payment.php', kind: 'changed', payment: true, severity: 'critical' } as const
  const shell = { path: 'upload/a.php', ...attack }
  const alarmsOf = (house: IncidentHouse) =>
    house.connection
      .all<{ incident: number; cause: string; severity: string }>(
        'SELECT incident, cause, severity FROM alarm ORDER BY id',
      )
      .map(({ incident, cause, severity }) => `${incident} ${cause} ${severity}`)

  test('in a deployment from which a planted file that was told of was taken out again', () => {
    const house = grouped(...upgrade())
    house.put({ ...shell, actor: 'unknown', at: minute })
    house.group()
    house.put({ ...shell, path: 'upload/b.php', actor: rsync, at: minute })
    house.group()
    expect(house.all.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['deployment', 'high'],
      ['planted', 'critical'],
    ])
    const before = ['1 new high', '2 new critical', '3 new critical']
    expect(alarmsOf(house)).toEqual(before)
    house.put({ ...skimmed, actor: rsync, at: 2 * minute })
    house.put({ ...skimmed, path: 'src/checkout.php', actor: rsync, at: 2 * minute })
    house.group()
    expect(alarmsOf(house)).toEqual([...before, '1 worse critical'])
  })

  test('in a deployment that began with a planted file', () => {
    const house = grouped({ ...shell, actor: rsync })
    for (const deed of upgrade()) house.put(deed)
    house.group().put({ ...skimmed, actor: rsync, at: minute })
    house.group()
    expect(alarmsOf(house)).toEqual(['1 new critical', '2 new critical', '1 worse critical'])
  })

  test('though what was critical in it before was put apart by hand', () => {
    const house = grouped({ ...shell }, { path: 'a.php', actor: phpFpm })
    const file = house.connection.one<{ id: number }>(`SELECT id FROM incident_file WHERE path = 'upload/a.php'`)
    const by = { customer: 1, who: 'token:sato', from: '192.0.2.1', at: hour, note: '' }
    house.desk.commit(() => house.keeper.splitIncident({ ...by, incident: 1, files: [file?.id ?? 0] }))
    house.put({ ...skimmed, actor: phpFpm, at: minute })
    expect(house.group().all.map(({ id, severity }) => `${id} ${severity}`)).toEqual(['1 critical', '2 critical'])
    expect(alarmsOf(house)).toEqual(['1 new critical', '1 worse critical'])
  })

  test('though what was critical in it before is another sort of thing now, which went elsewhere', () => {
    const house = grouped(...upgrade())
    const id = house.put({ ...skimmed, actor: rsync, at: minute })
    house.group().revise(id, unauthorised({ severity: 'critical', reasons: dropped }))
    expect(house.group().members.map(({ length }) => length)).toEqual([bulkFrom + 2, 1])
    house.put({ ...skimmed, path: 'src/checkout.php', actor: rsync, at: 2 * minute })
    house.group()
    expect(alarmsOf(house)).toEqual(['1 new high', '1 worse critical', '2 new critical', '1 worse critical'])
  })

  test('once, also where it becomes another sort of thing and stays', () => {
    const house = grouped({ path: 'a.php', actor: phpFpm })
    const id = house.put({ ...skimmed, actor: phpFpm, at: minute })
    house.group().revise(id, unauthorised({ severity: 'critical', reasons: dropped }))
    expect(house.group().all).toMatchObject([{ id: 1, kind: 'planted', findings: 2 }])
    expect(alarmsOf(house)).toEqual(['1 new high', '1 worse critical'])
  })
})

describe('an incident', () => {
  test('is closed as authorised after the fact by a release that holds all of it, and opened again when it is taken back', () => {
    const house = grouped({ path: 'a.php' }, { path: 'b.php' })
    house.revise(1, authorised)
    expect(house.group().all).toMatchObject([{ state: 'open', open: 1 }])
    house.revise(2, authorised)
    const [closed, ...others] = house.group().all
    expect(others).toEqual([])
    expect(closed).toMatchObject({ state: 'closed', outcome: 'authorised', open: 0, findings: 2 })
    const line = { what: 'incident.close', who: 'allowlist', detail: { outcome: 'authorised' } }
    expect(closed?.history).toMatchObject([line])
    house.revise(2, unauthorised({}))
    expect(house.group().all).toMatchObject([{ state: 'open', outcome: null, open: 1 }])
  })

  test('that was critical stays open though a release came: whether that was all right is for a person to say', () => {
    const house = grouped({ path: 'upload/x.php', ...attack })
    house.revise(1, authorised)
    expect(house.group().all).toMatchObject([{ state: 'open', open: 0, severity: 'critical' }])
  })

  test('stays open when its file is removed', () => {
    const house = grouped({ path: 'upload/x.php', content: 'x', ...attack })
    house.put({ path: 'upload/x.php', content: 'x', kind: 'removed', actor: phpFpm, at: minute, severity: 'high' })
    expect(house.group().all).toMatchObject([{ state: 'open', open: 2, lead: { standing: 'gone' } }])
  })

  test('is made of a finding that only a later verdict found unauthorised', () => {
    const house = new IncidentHouse()
    const id = house.put({ path: 'a.php' })
    house.connection.exec(
      `INSERT INTO judgement (id, verdict, severity, reasons, noted) VALUES (99, 'authorised', 'none', '', 0)`,
    )
    house.connection.run('UPDATE said SET judgement = 99, open = 0, noted = 0 WHERE finding = ?', id)
    expect(house.group().all).toEqual([])
    house.revise(id, unauthorised({}))
    expect(house.group().all).toMatchObject([{ findings: 1, open: 1 }])
  })

  test('says why each of its files stands in it', () => {
    const house = grouped(
      { path: 'a.php', actor: rsync },
      { path: 'b.php', actor: rsync },
      { path: 'b.php', actor: rsync, at: 1 },
    )
    const links = house.connection.all<{ key: string; findings: number }>(
      'SELECT key, findings FROM incident_link ORDER BY findings',
    )
    expect(links.map(({ key, findings }) => [key.split(':')[0], findings])).toContainEqual(['actor', 3])
  })
})

const deeds: fc.Arbitrary<Deed> = fc.record({
  path: fc
    .tuple(
      fc.constantFrom('src/', 'src/', '', 'lib/', 'lib/', 'pay/', 'pay/deep/', 'pay/deep/er/'),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([folder, n]) => `${folder}${n}.php`),
  content: fc.oneof(fc.constant('same'), fc.integer({ min: 0, max: 30 }).map(String)),
  between: fc.constantFrom<string[][]>([], [], [], ['same'], ['same', 'other']),
  kind: fc.constantFrom('added', 'changed', 'removed', 'metadata', 'rewritten'),
  root: fc.constantFrom(1, 1, 1, 2, 3),
  at: fc.integer({ min: 0, max: 8 }).map(step => step * 4 * minute),
  actor: fc.constantFrom('unknown', 'unknown', phpFpm, rsync),
  severity: fc.constantFrom('critical', 'high', 'medium'),
  reasons: fc.constantFrom<Deed['reasons'][]>(['unknown-file'], ['content-differs'], dropped),
  noticed: fc.constantFrom('watch', 'watch', 'watch', 'census'),
  payment: fc.boolean(),
}) as fc.Arbitrary<Deed>

/**
 * Just below and above what is a deployment, so that it is crossed by whatever comes last. In the third all is critical, and
 * alone in its part.
 */
const upgrades = fc
  .tuple(
    fc.constantFrom(0, bulkFrom - 1, bulkFrom + 1, bulkFrom + 1),
    fc.constantFrom<Deed['actor'][]>('unknown', rsync),
    fc.constantFrom<[string, Severity][]>(['lib/', 'high'], ['lib/', 'critical'], ['lib/N/', 'critical']),
  )
  .map(([count, actor, [folder, severity]]) =>
    Array.from(
      { length: count },
      (_, n): Deed => ({ path: `${folder.replace('N', `${n}`)}${n}.php`, actor: actor ?? rsync, severity }),
    ),
  )
const histories = fc
  .tuple(fc.array(deeds, { minLength: 5, maxLength: 25 }), upgrades)
  .map(([some, bulk]) => [...some, ...bulk])
  .chain(all => fc.tuple(...all.map(deed => fc.tuple(fc.constant(deed), fc.integer(), fc.boolean()))))

/** Who shares a link with whom, asked of every pair; then what no deployment does is taken out of what is one. */
function expected(facts: readonly FindingFact[]): number[][] {
  const parts: FindingFact[][] = []
  for (const fact of facts) {
    const joined = parts.filter(part => part.some(other => linked(fact, other)))
    for (const part of joined) parts.splice(parts.indexOf(part), 1)
    parts.push([...joined.flat(), fact])
  }
  return parts.flatMap(apart).map(part => part.map(({ id }) => id).sort((one, other) => one - other))
}

function linked(one: FindingFact, other: FindingFact): boolean {
  return linksOf(one).some(link => {
    const same = linksOf(other).some(({ key }) => key === link.key)
    return same && Math.abs(one.at - other.at) <= (link.windowMs ?? Number.POSITIVE_INFINITY)
  })
}

function apart(part: readonly FindingFact[]): FindingFact[][] {
  const changes = part.filter(isChange)
  if (new Set(changes.map(pathKey)).size < bulkFrom) return [[...part]]
  const stray = strays(changes)
  const isHidden = (fact: FindingFact) => sortOf(fact) === 'planted' || (isChange(fact) && stray.has(pathKey(fact)))
  return [part.filter(fact => !isHidden(fact)), part.filter(isHidden)].filter(({ length }) => length > 0)
}

/**
 * Critical paths in parts where little else changed, or where little else changed once more; none where nothing else is there in
 * which they could be hidden.
 */
function strays(changes: readonly FindingFact[]): ReadonlySet<string> {
  const parts = Map.groupBy(changes, ({ root, profile, path }) => JSON.stringify([root, partOf(profile, path)]))
  const found = [...parts.values()].flatMap(facts => {
    const paths = [...Map.groupBy(facts, pathKey).values()]
    const alone = paths.length < partFrom ? paths : paths.filter(isChangedAgain)
    return alone.length < partFrom ? alone.filter(isGrave).flatMap(([fact]) => (fact ? [pathKey(fact)] : [])) : []
  })
  return changes.every(fact => found.includes(pathKey(fact))) ? new Set() : new Set(found)
}

function isGrave(facts: readonly FindingFact[]): boolean {
  return facts.some(fact => fact.worst === 'critical' && sortOf(fact) !== 'gone')
}

function isChangedAgain(facts: readonly FindingFact[]): boolean {
  const contents = facts.flatMap(({ digest, glimpsed }) => (digest === null ? [] : [digest, ...glimpsed]))
  return new Set(contents).size > 1
}

function isChange(fact: FindingFact): boolean {
  return sortOf(fact) !== 'planted' && sortOf(fact) !== 'census'
}

function pathKey({ root, path }: FindingFact): string {
  return `${root} ${path}`
}

test('which incidents there are does not depend on the order in which their findings came, nor on the pieces', () => {
  fc.assert(
    fc.property(histories, told => {
      const house = new IncidentHouse()
      const order = told.map((_, index) => index).sort((one, other) => (told[one]?.[1] ?? 0) - (told[other]?.[1] ?? 0))
      const ids = new Map<number, number>()
      for (const index of order) {
        const [deed, , now] = told[index] ?? []
        if (deed === undefined) continue
        ids.set(house.put(deed), index)
        if (now) house.group()
      }
      house.group()
      const facts = [...ids.keys()].map(id => house.fact(id))
      const byIndex = (parts: number[][]) =>
        parts
          .map(part => part.map(id => ids.get(id) ?? -1).sort((a, b) => a - b))
          .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
      expect(byIndex(house.members)).toEqual(byIndex(expected(facts)))
      // What is counted as findings come is what the findings are.
      for (const { id, findings, open, files, kinds, severity, firstAt, lastAt, lead } of house.all) {
        const before = { findings, open, files, kinds, severity, firstAt, lastAt, lead: lead.id }
        const { countAnew } = counting
        countAnew(house.desk, id)
        const anew = house.all.find(other => other.id === id)
        expect(anew && { ...pick(anew), lead: anew.lead.id }).toEqual(before)
      }
    }),
    { numRuns: 40 },
  )
})

function pick({ findings, open, files, kinds, severity, firstAt, lastAt }: IncidentHouse['all'][number]) {
  return { findings, open, files, kinds, severity, firstAt, lastAt }
}
