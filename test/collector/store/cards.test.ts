// The laws of contents with card numbers in them, for incidents: nothing is worse, and whoever was told is told once more.
import { expect, test } from 'vitest'
import { file, finding } from '../../support/batches.ts'
import { CaptureHouse } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
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
