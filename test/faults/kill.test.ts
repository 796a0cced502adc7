// The whole way of the data under kill -9: agent and collector die again and again, at random moments and between each pair
// of steps of their durability orders, while the shop's files change. What the collector then holds is the truth of the disk.
import { durabilitySteps as agentSteps, type DurabilityStep } from '@sekisho/agent/journal/faults.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFailed, test } from 'vitest'
import { durabilitySteps as collectorSteps } from '../../collector/store/faults.ts'
import { unpackObservation } from '../../collector/store/observations.ts'
import { toldBy } from '../support/acknowledged.ts'
import { Changer } from '../support/changer.ts'
import { ChangingShop, type Stood } from '../support/changing-shop.ts'
import { type CrashHouse, type Life, openCrashHouse } from '../support/crash-house.ts'
import { differencesOf } from '../support/differences.ts'
import { scan, wordsOf } from '../support/disk-scan.ts'
import { eventually } from '../support/eventually.ts'
import { Random } from '../support/random.ts'

type CollectorStep = (typeof collectorSteps)[number]

const seed = Number(process.env.SEKISHO_SEED ?? Math.floor(Math.random() * 2 ** 32))
const wantedChanges = 5000
const stoodMs = 5000

/** Steps that only a refused batch or a new epoch passes: they have a part of the run to themselves. */
const rare: readonly DurabilityStep[] = ['aside-begun', 'set-aside', 'epoch-begun', 'epoch-changed']

/** A run of changes is one incident or two, and raises no alarm for each: flows/alarms.test.ts kills before their planning. */
const elsewhere: readonly CollectorStep[] = ['alarm']

/** After how many changes a life ends, counted from its start or from when it was up. */
interface Fate {
  readonly after: number
  readonly whenUp: boolean
}

/** Long lives, in which states stand, and short ones, some of which do not last until the agent is up. */
function agentFates(random: Random): Fate[] {
  const long = Array.from({ length: 4 }, () => ({ after: random.between(450, 520), whenUp: true }))
  const short = Array.from({ length: 4 }, () => ({ after: random.between(1, 120), whenUp: false }))
  return random.shuffled([...long, ...short])
}

function collectorFates(random: Random): Fate[] {
  return Array.from({ length: 8 }, () => ({ after: random.between(1, 350), whenUp: false }))
}

/** Lives one program through its fates, the first of which meets whoever lives now; at the end it runs. */
async function live(fates: readonly Fate[], start: () => Life, changer: Changer): Promise<void> {
  for (const { after, whenUp } of fates) {
    const life = start()
    if (whenUp) await life.up
    await changer.after(after)
    await life.kill()
  }
  await start().up
}

/**
 * Kills a program and lets its next life die between two steps, while the shop changes. Then nothing changes until all is
 * told: what the two deaths lost would stay lost, and show.
 */
async function strike(house: CrashHouse, changer: Changer, start: { dying(): Life; living(): Life }): Promise<void> {
  await start.dying().dies()
  changer.pause(true)
  await start.living().up
  await house.caughtUp()
  expect(differencesOf(house)).toEqual([])
  changer.pause(false)
}

function strikeAgent(house: CrashHouse, changer: Changer, step: DurabilityStep, nth: number): Promise<void> {
  const dying = () => house.startAgent([{ step, nth, action: 'kill' }])
  return strike(house, changer, { dying, living: () => house.startAgent() })
}

function strikeCollector(house: CrashHouse, changer: Changer, step: CollectorStep, nth: number): Promise<void> {
  const dying = () => house.startCollector([{ step, nth, action: 'kill' }])
  return strike(house, changer, { dying, living: () => house.startCollector() })
}

/** An agent whose outbox holds what no collector takes: the batch is set aside, and dies on the way. */
async function refuse(house: CrashHouse): Promise<void> {
  await house.agent.kill()
  house.poisonOutbox()
  await house.startAgent([{ step: 'aside-begun', nth: 1, action: 'kill' }]).dies()
  await house.startAgent([{ step: 'set-aside', nth: 1, action: 'kill' }]).dies()
  await house.startAgent().up
}

/** A collector that went back to an older copy of itself: a new epoch. Answers from when to when it forgot everything. */
async function restore(house: CrashHouse, changer: Changer): Promise<{ from: number; until: number }> {
  changer.pause(true)
  await house.quiet()
  const from = systemClock.now()
  await house.collector.kill()
  const putBack = house.copyStore()
  await house.startCollector().up
  await house.agent.kill()
  const agent = house.startAgent([{ step: 'epoch-begun', nth: 1, action: 'kill' }])
  changer.pause(false)
  await changer.after(100)
  // What the agent does not know to be held it tells again, and then nothing went back.
  const { acknowledged } = toldBy(house.state)
  await eventually(() => toldBy(house.state).acknowledged > acknowledged)
  await house.collector.kill()
  putBack()
  await house.startCollector().up
  await agent.dies()
  await house.startAgent([{ step: 'epoch-changed', nth: 1, action: 'kill' }]).dies()
  await house.startAgent().up
  return { from, until: systemClock.now() }
}

/** Every kill of the run; answers from when to when the collector forgot everything. */
async function killAll(house: CrashHouse, changer: Changer, random: Random): Promise<{ from: number; until: number }> {
  const storm = () =>
    Promise.all([
      live(agentFates(random), () => house.startAgent(), changer),
      live(collectorFates(random), () => house.startCollector(), changer),
    ])
  await storm()
  const strikes = [
    ...agentSteps
      .filter(step => !rare.includes(step))
      .map(step => async () => {
        await house.agent.kill()
        await strikeAgent(house, changer, step, random.between(1, 6))
      }),
    ...collectorSteps
      .filter(step => !elsewhere.includes(step))
      .map(step => async () => {
        await house.collector.kill()
        await strikeCollector(house, changer, step, random.between(1, 12))
      }),
  ]
  for (const next of random.shuffled(strikes)) await next()
  await refuse(house)
  return restore(house, changer)
}

interface Found {
  readonly path: PathText
  readonly place: string
  readonly before: string
  readonly after: string
  readonly at: number
}

/** The collector's findings by path, oldest first. */
function chainsOf(house: CrashHouse): Map<PathText, Found[]> {
  const columns = 'f.path, e.epoch, e.sequence, f.idx, f.before, f.after'
  const rows = house.rows(`SELECT ${columns} FROM finding f JOIN evidence e ON e.id = f.evidence ORDER BY f.id`)
  const chains = new Map<PathText, Found[]>()
  for (const row of rows) {
    const path = row.path as PathText
    const after = unpackObservation(String(row.after))
    const before: Observation | null = row.before === null ? null : unpackObservation(String(row.before))
    const place = `${row.epoch}/${row.sequence}/${row.idx}`
    const found = { path, place, before: wordsOf(before), after: wordsOf(after), at: after.at }
    chains.set(path, [...(chains.get(path) ?? []), found])
  }
  return chains
}

/** Where a path's findings do not follow from one another, or do not begin with nothing. */
function breaksOf(chain: readonly Found[]): string[] {
  return chain.flatMap(({ path, place, before }, index) => {
    const earlier = chain[index - 1]?.after ?? 'absent'
    return before === earlier ? [] : [`${path} at ${place}: begins with ${before}, and had become ${earlier}`]
  })
}

/** Batches of which the collector has none that they follow. */
function looseBatches(house: CrashHouse): string[] {
  const rows = house.rows('SELECT epoch, sequence, digest, previous, state FROM evidence WHERE epoch IS NOT NULL')
  const known = new Set(rows.map(row => `${row.epoch}/${row.sequence}/${row.digest}`))
  return rows.flatMap(({ epoch, sequence, previous, state }) => {
    if (state !== 'accepted' || (sequence === 1 && previous === null)) return []
    return known.has(`${epoch}/${Number(sequence) - 1}/${previous}`) ? [] : [`${epoch}/${sequence}`]
  })
}

interface Walked {
  readonly from: number
  readonly to: number
}

/** The walks that closed a gap; how long one takes is the machine's affair. */
async function walksOf(house: CrashHouse): Promise<Walked[]> {
  return (await house.client.gaps()).flatMap(({ walk }) =>
    walk === null ? [] : [{ from: Date.parse(walk.from), to: Date.parse(walk.to) }],
  )
}

/**
 * Whether it came while the agent was up and stood long enough in that life, or stood from the first to the last of a walk;
 * and not when the collector forgot everything.
 */
function mustBeTold(
  stood: Stood,
  house: CrashHouse,
  walks: readonly Walked[],
  forgot: { from: number; until: number },
): boolean {
  if (stood.from >= forgot.from && stood.from <= forgot.until) return false
  // Between the start of the agent and that of its watch lies what only the walk finds.
  const wasWatched = house.uptimes().some(up => {
    const since = Math.min(...walks.map(({ from }) => from).filter(from => from >= up.from && from <= up.until))
    return stood.from >= since && Math.min(up.until, stood.until) - stood.from >= stoodMs
  })
  return wasWatched || walks.some(({ from, to }) => stood.from < from && stood.until > to)
}

/** What the findings of a path told of it before a time: in that very millisecond the change that ends a state may be told. */
function toldAt(chain: readonly Found[], time = Number.POSITIVE_INFINITY): string {
  return chain.findLast(({ at }) => at < time)?.after ?? 'absent'
}

test('after 40 kills during 5,000 changes the inventory is the disk, no chain is broken and nothing was told twice', async () => {
  console.log(`SEKISHO_SEED=${seed}`)
  const random = new Random(seed)
  const house = await openCrashHouse(random)
  onTestFailed(({ task }) => {
    // At once: a run that is broken off tells nothing at its end.
    console.log(task.result?.errors?.map(error => error.stack ?? error.message).join('\n'))
    console.log(house.said())
  })
  const shop = new ChangingShop(house.root, random)
  await house.enrol()
  await house.bind()
  const changer = new Changer(shop)
  const forgot = await killAll(house, changer, random)
  await changer.finish(wantedChanges)
  expect(house.kills).toBeGreaterThanOrEqual(40)

  await house.quiet()
  await eventually(() => differencesOf(house).length === 0)
  const listed = new Set<string>()
  for await (const { path } of house.client.files()) listed.add(path)
  const files = [...scan(house.root)].filter(([, stands]) => !stands[0]?.startsWith('directory'))
  expect(listed).toEqual(new Set(files.map(([path]) => path)))

  const chains = chainsOf(house)
  const all = [...chains.values()].flat()
  expect(new Set(all.map(({ place }) => place)).size).toBe(all.length)
  expect([...chains.values()].flatMap(breaksOf)).toEqual([])
  const disk = scan(house.root)
  expect(all.filter(({ path }) => !(disk.get(path) ?? ['absent']).includes(toldAt(chains.get(path) ?? [])))).toEqual([])
  expect(looseBatches(house)).toEqual([])
  // No kill alone makes two histories: the second epoch is that of the collector that went back.
  expect(house.rows('SELECT DISTINCT epoch FROM evidence')).toHaveLength(2)
  expect(house.rows('SELECT name FROM host WHERE forked_at IS NOT NULL')).toEqual([])
  const causes = ['batch-refused', 'collector-restored', 'restart', 'silence']
  expect((await house.client.gaps()).filter(({ cause }) => !causes.includes(cause))).toEqual([])

  const walks = await walksOf(house)
  // One at least after each strike: without walks nothing would have to be told.
  expect(walks.length).toBeGreaterThanOrEqual(agentSteps.length - rare.length)
  const due = shop.stood().filter(stood => mustBeTold(stood, house, walks, forgot))
  expect(due.length).toBeGreaterThan(100)
  expect(due.filter(({ path, look, until }) => !look.includes(toldAt(chains.get(path) ?? [], until)))).toEqual([])
  // Some 190 s on two quiet cores: the limit is against hanging alone.
}, 1_800_000)
