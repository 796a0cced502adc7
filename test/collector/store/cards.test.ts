// The laws of contents with card numbers in them, for incidents: nothing is worse, and whoever was told is told once more.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Wanting } from '../../../collector/capture/wanting.ts'
import { toldOfCards } from '../../../collector/store/cards.ts'
import { givePlaceUp, keepContent } from '../../../collector/store/contents.ts'
import { openContentLedger } from '../../../collector/store/ledger.contents.ts'
import { file, finding } from '../../support/batches.ts'
import { CaptureHouse } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { authorised, type Deed, IncidentHouse, minute } from '../../support/incident-house.ts'
import { by } from '../../support/store-house.ts'

const numbers = '4111111111111111\n5555555555554444\n378282246310005\n'
const dump = file(numbers)
const withheld = { outcome: 'withheld', why: 'cards', cards: { count: 3, shown: ['411111******1111'] } }

/** A host with an incident of one file, whose agent is not connected yet. */
async function incidentOf(path: string) {
  const house = await new CaptureHouse().open()
  const { store } = house.stores
  const { chain, host } = await house.stores.shop('web1')
  await house.stores.send(host, chain.seal(finding(path, null, dump)))
  const incidents = async () => (await store.incidents.reads.incidents({ customer: 1, filter: {} })).items
  const one = (probe: (row: Awaited<ReturnType<typeof incidents>>[number]) => boolean) =>
    eventually(async () => (await incidents()).find(probe))
  const alarms = async () => (await store.notify.reads.newAlarms({ limit: 99 })).map(({ cause }) => cause)
  return { house, store, chain, host, one, alarms }
}

test('an incident of which a content holds card numbers says how many, is critical, and is told of again', async () => {
  const { house, chain, one, alarms } = await incidentOf('lib/data.txt')
  expect(await one(({ id }) => id === 1)).toMatchObject({ cards: null, severity: 'high', state: 'open' })
  await house.connect(chain, () => withheld)
  expect(await one(({ cards }) => cards !== null)).toMatchObject({ id: 1, cards: 3, severity: 'critical' })
  expect(await alarms()).toEqual(['new', 'cards'])
})

test('whoever closed it before that did not know: it is open again', async () => {
  const { house, store, chain, one, alarms } = await incidentOf('lib/data.txt')
  await one(({ id }) => id === 1)
  await store.incidents.writes.closeIncident({ ...by, incident: 1, outcome: 'false-alarm', note: '' })
  await house.connect(chain, () => withheld)
  expect(await one(({ cards }) => cards !== null)).toMatchObject({ state: 'open', outcome: null, severity: 'critical' })
  expect(await alarms()).toEqual(['new', 'cards'])
  const { history } = (await store.incidents.reads.incident({ customer: 1, id: 1 })) ?? { history: [] }
  expect(history.at(-1)).toMatchObject({ what: 'incident.reopen', detail: { cards: true, was: 'closed' } })
})

test('the same content found later, wherever that is, is critical from the first', async () => {
  const { house, chain, host, one } = await incidentOf('lib/data.txt')
  await house.connect(chain, () => withheld)
  await one(({ cards }) => cards !== null)
  await house.stores.send(host, chain.seal(finding('lib/deep/other.txt', null, dump)))
  const { id } = await one(({ findings }) => findings === 2)
  const page = { customer: 1, id, cursor: null, limit: 9 }
  const files = await house.stores.store.incidents.reads.incidentFiles(page)
  expect(files?.items.map(({ path, severity }) => [path, severity])).toEqual([
    ['lib/data.txt', 'critical'],
    ['lib/deep/other.txt', 'critical'],
  ])
})

test('where the numbers were is told nowhere', async () => {
  const { house, chain, one, store } = await incidentOf('lib/data.txt')
  await house.connect(chain, () => withheld)
  await one(({ cards }) => cards !== null)
  const incident = await store.incidents.reads.incident({ customer: 1, id: 1 })
  for (const number of numbers.trim().split('\n')) expect(JSON.stringify(incident)).not.toContain(number)
})

const cards = { count: 3, shown: ['411111******1111'] }
const later = 1_800_000_000_000

function readMigration(name: string): string {
  return readFileSync(new URL(`../../../collector/store/migrations/${name}`, import.meta.url), 'utf8')
}

/** Tables in which findings show contents, and hosts answer what is asked of them. */
class Dumps extends IncidentHouse {
  readonly #wanting = new Wanting(openContentLedger(this.desk), 0)

  /** Says the finding's id. */
  show(deed: Deed): number {
    const id = this.put(deed)
    this.group().desk.commit(() => this.#wanting.piece(later))
    return id
  }

  /** What the host of a path says of the content that was seen there. */
  say(path: string, why: 'cards' | 'gone', at = later): void {
    const input = { ...this.#placeOf(path), all: false, why, cards: why === 'cards' ? cards : null, at }
    this.desk.commit(() => givePlaceUp(this.desk, input))
    this.group()
  }

  close(incident: number, at = later): void {
    this.desk.commit(() =>
      this.keeper.closeIncident({ ...by, customer: 1, at, incident, outcome: 'malicious', note: '' }),
    )
  }

  merge(incident: number, from: number, at = later): void {
    this.desk.commit(() =>
      this.keeper.mergeIncidents({ ...by, customer: 1, at, incident, incidents: [from], note: '' }),
    )
  }

  give(path: string, whole = true): void {
    this.desk.commit(() => keepContent(this.desk, { ...this.#placeOf(path), whole, at: later }))
  }

  get contents() {
    return this.connection
      .all<{ state: string; why: string | null; cards: string | null }>(
        'SELECT state, why, cards FROM content ORDER BY id',
      )
      .map(({ state, why, cards }) => [state, why, cards === null ? null : (JSON.parse(cards) as object)])
  }

  get alarms(): string[] {
    const rows = this.connection.all<{ incident: number; cause: string }>(
      'SELECT incident, cause FROM alarm ORDER BY id',
    )
    return rows.map(({ incident, cause }) => `${incident} ${cause}`)
  }

  get states(): string[] {
    return this.all.map(({ id, state, severity }) => `${id} ${state} ${severity}`)
  }

  #placeOf(path: string): { content: number; place: number } {
    const place = this.connection.one<{ content: number; place: number }>(
      'SELECT content, id AS place FROM content_place WHERE path = ? AND waiting = 1',
      path,
    )
    if (place === undefined) throw new Error(`nothing is asked of ${path}`)
    return place
  }
}

describe('a content with card numbers', () => {
  test('is told of as soon as one host says so, and another that says it is gone takes nothing back', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt', content: 'dump' })
    house.show({ path: 'b.txt', content: 'dump', root: 2 })
    house.say('a.txt', 'cards')
    expect(house.contents).toEqual([['wanted', 'cards', cards]])
    expect(house.alarms).toEqual(['1 new', '2 new', '1 cards', '2 cards'])
    house.say('b.txt', 'gone')
    expect(house.contents).toEqual([['withheld', 'cards', cards]])
    expect(house.states).toEqual(['1 open critical', '2 open critical'])
    expect(house.alarms.length).toBe(4)
  })

  test('stays known while another host is asked for it, and what was closed since then stays closed', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt', content: 'dump' })
    house.say('a.txt', 'cards')
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome: 'malicious', note: '' }))
    house.show({ path: 'b.txt', content: 'dump', root: 2 })
    expect(house.contents).toEqual([['wanted', 'cards', cards]])
    expect(house.states).toEqual(['1 closed critical', '2 open critical'])
    house.say('b.txt', 'cards')
    expect(house.states).toEqual(['1 closed critical', '2 open critical'])
    expect(house.alarms).toEqual(['1 new', '1 cards', '2 new'])
  })

  test('is none once a host gave it and no numbers were in it', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt', content: 'dump' })
    house.say('a.txt', 'cards')
    house.show({ path: 'b.txt', content: 'dump', root: 2 })
    house.give('b.txt')
    expect(house.contents).toEqual([['kept', null, null]])
  })

  test('is one still where a host gave the beginning of it alone, which nobody has compared', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt', content: 'dump' })
    house.say('a.txt', 'cards')
    house.show({ path: 'b.txt', content: 'dump', root: 2 })
    house.give('b.txt', false)
    expect(house.contents).toEqual([['kept', 'cards', cards]])
    expect(house.all.map(row => row.cards)).toEqual([3, 3])
  })

  test('is told of once in an incident, however many come, until somebody closed it', () => {
    const house = new Dumps()
    for (const path of ['a.txt', 'b.txt', 'c.txt']) {
      house.show({ path })
      house.say(path, 'cards')
    }
    expect(house.alarms).toEqual(['1 new', '1 cards'])
    house.show({ path: 'd.txt' })
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome: 'malicious', note: '' }))
    house.say('d.txt', 'cards', later + 1)
    expect(house.states).toEqual(['1 open critical'])
    expect(house.alarms).toEqual(['1 new', '1 cards', '1 cards'])
    house.show({ path: 'e.txt' })
    house.say('e.txt', 'cards', later + 2)
    expect(house.alarms.length).toBe(3)
  })

  describe('that was there for a moment only', () => {
    const passing = { kind: 'transient', between: ['dump', 'other'] } as const

    test('is told of in the incident of what came and went, and in that of what stands there now', () => {
      const house = new Dumps()
      house.show({ path: 'a.txt', ...passing })
      house.show({ path: 'b.txt', between: ['dump'], root: 2 })
      house.show({ path: 'c.txt', between: ['other'], root: 2, at: 60 * minute })
      house.say('a.txt', 'cards')
      expect(house.states).toEqual(['1 open critical', '2 open critical', '3 open high'])
      expect(house.alarms).toEqual(['1 new', '2 new', '3 new', '1 cards', '2 cards'])
      expect(house.all.map(row => row.cards)).toEqual([3, 3, null])
    })

    test('is critical from the first where it was known before', () => {
      const house = new Dumps()
      house.show({ path: 'a.txt', content: 'dump' })
      house.say('a.txt', 'cards')
      house.show({ path: 'b.txt', ...passing, root: 2 })
      expect(house.states).toEqual(['1 open critical', '2 open critical'])
      expect(house.all.map(row => row.cards)).toEqual([3, 3])
    })

    test('is told of after an upgrade', () => {
      const house = new Dumps()
      house.show({ path: 'a.txt', ...passing })
      house.show({ path: 'b.txt', content: 'dump', root: 2 })
      house.say('b.txt', 'cards')
      house.connection.exec(`DROP TABLE incident_glimpse; UPDATE incident SET severity = 'high', alarmed = 'high';
        UPDATE incident_file SET severity = 'high'; DELETE FROM alarm`)
      house.connection.exec(readMigration('027-incident-glimpses.sql'))
      expect(house.group().states).toEqual(['1 open critical', '2 open high'])
      expect(house.alarms).toEqual(['1 worse'])
    })
  })

  describe('in an incident with which another was merged', () => {
    /** Two files of the first incident, and one of the second. */
    function two() {
      const house = new Dumps()
      for (const path of ['a.txt', 'b.txt']) house.show({ path })
      house.show({ path: 'c.txt', root: 2 })
      return house
    }
    const told = (house: Dumps) => house.alarms.filter(alarm => alarm.endsWith('cards'))

    test('is not told of again where people heard of one in the other, which was open', () => {
      const house = two()
      house.say('c.txt', 'cards')
      house.merge(1, 2)
      house.say('a.txt', 'cards')
      expect(house.states).toEqual(['1 open critical'])
      expect(told(house)).toEqual(['2 cards'])
    })

    test('is told of where the other was closed by then', () => {
      const house = two()
      house.say('c.txt', 'cards')
      house.close(2)
      house.merge(1, 2)
      house.say('a.txt', 'cards')
      expect(told(house)).toEqual(['2 cards', '1 cards'])
    })

    test('is told of where that opened it again', () => {
      const house = two()
      house.say('a.txt', 'cards', later)
      house.close(1)
      house.merge(1, 2, later + 1)
      house.say('c.txt', 'cards', later + 2)
      house.say('b.txt', 'cards', later + 3)
      expect(told(house)).toEqual(['1 cards', '1 cards'])
    })

    test('is told of where all of it was closed since, and opened by something else', () => {
      const house = two()
      house.say('c.txt', 'cards', 1)
      house.merge(1, 2, 2)
      house.close(1, 3)
      house.show({ path: 'd.txt' })
      house.say('a.txt', 'cards', later)
      expect(told(house)).toEqual(['2 cards', '1 cards'])
    })
  })

  test('asks of each incident that was merged its own lines of the audit trail, and not for all of it', () => {
    const plan = new Dumps().connection.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${toldOfCards}`, 1)
    const ofAudit = plan.map(({ detail }) => detail).filter(detail => detail.includes(' audit'))
    expect(ofAudit).toEqual(Array(2).fill('SEARCH audit USING INDEX audit_incident (<expr>=?)'))
  })

  test.each(['acknowledgeIncident', 'containIncident'] as const)('opens what was less bad after %s', verb => {
    const house = new Dumps()
    house.show({ path: 'a.txt' })
    house.show({ path: 'b.txt', root: 2, severity: 'critical' })
    for (const incident of [1, 2]) house.desk.commit(() => house.keeper[verb]({ ...by, incident, note: '' }))
    house.say('a.txt', 'cards')
    house.say('b.txt', 'cards')
    const state = verb === 'containIncident' ? 'contained' : 'acknowledged'
    expect(house.states).toEqual(['1 open critical', `2 ${state} critical`])
    expect(house.alarms).toEqual(['1 new', '2 new', '1 cards', '2 cards'])
  })

  test('leaves closed what a permit had settled', () => {
    const house = new Dumps()
    const id = house.show({ path: 'a.txt', content: 'dump' })
    house.show({ path: 'b.txt', content: 'dump', root: 2 })
    house.revise(id, authorised)
    house.group()
    house.say('b.txt', 'cards')
    expect(house.states).toEqual(['1 closed high', '2 open critical'])
    expect(house.alarms).toEqual(['1 new', '2 new', '2 cards'])
  })

  test('that a host was found with is taken out of what else it was found with, and told', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt', noticed: 'census', content: 'dump' })
    house.show({ path: 'other.txt', noticed: 'census' })
    house.show({ path: 'b.txt', root: 2, content: 'dump' })
    expect(house.members).toEqual([[1, 2], [3]])
    house.say('b.txt', 'cards')
    expect(house.members).toEqual([[1], [2], [3]])
    expect(house.states).toEqual(['1 open high', '2 open critical', '3 open critical'])
    expect(house.alarms).toEqual(['1 new', '2 new', '2 cards', '3 new'])
  })

  test('is told of in each incident, though one of them has it under more paths than are looked at', () => {
    const house = new Dumps()
    for (let file = 0; file < 1_001; file++) house.put({ path: `${file}.txt`, content: 'dump' })
    house.show({ path: 'z.txt', content: 'dump', at: 60 * minute })
    house.say('0.txt', 'cards')
    expect(house.states).toEqual(['1 open critical', '2 open critical'])
    expect(house.alarms.filter(alarm => alarm.endsWith('cards'))).toEqual(['1 cards', '2 cards'])
  })

  test('that was known before anybody was told of such is told of after an upgrade', () => {
    const house = new Dumps()
    house.show({ path: 'a.txt' })
    house.connection.exec(`UPDATE content SET state = 'withheld', why = 'cards'; DROP INDEX alarm_cards`)
    house.connection.exec(readMigration('023-cards-told.sql'))
    expect(house.group().states).toEqual(['1 open critical'])
    expect(house.alarms).toEqual(['1 new', '1 worse'])
  })
})
