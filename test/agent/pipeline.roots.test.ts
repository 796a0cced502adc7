// Owns the laws of a root's life: watch before walk, census before all else, gaps that only a walk closes, and a missing
// root of which nothing is inferred.
import type { GapCause } from '@sekisho/shared/finding.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import type { Watcher } from '../../agent/handover.ts'
import { type RootDoors, RootKeeper, type WalkEnd, type WalkMode } from '../../agent/pipeline.roots.ts'
import { ManualClock } from '../support/manual-clock.ts'

const root = '/var/www/shop' as PathText
const schedule = { every: 900_000, rehashEveryMs: 7 * 86_400_000 }

interface Life {
  readonly events: string[]
  readonly clock: ManualClock
  readonly keeper: RootKeeper
  censused: boolean
  openGaps: number
  hashedAt: number | null
  /** Of the next full walk. */
  readSince: number
  /** What the next walks end with; `completed` when empty. */
  readonly ends: WalkEnd[]
  duringWalk: () => Promise<void>
  makeshift: boolean
  refused: PathText[]
  /** The journal's disk takes nothing. */
  isFull: boolean
  readonly gapsFrom: number[]
  /** Spans as they began and ended. */
  readonly spans: string[]
}

function liveRoot(): Life {
  const events: string[] = []
  const clock = new ManualClock()
  const watcher: Watcher = {
    source: 'chokidar',
    grade: 'watched',
    why: '',
    makeshift: false,
    alsoTells: async () => 'outside-unseen',
    start: async () => void events.push('watch started'),
    stop: async () => void events.push('watch stopped'),
    report: () => ({ phase: 'watching', sinceMs: 0, depth: 0, oldestAgeMs: 0 }),
  }
  const doors: RootDoors = {
    choose: async () => ({ ...watcher, makeshift: life.makeshift }),
    walk: async (_root: PathText, _from: PathText, mode: WalkMode) => {
      events.push(`walk ${mode}`)
      await life.duringWalk()
      return { end: life.ends.shift() ?? 'completed', mounts: ['mnt' as PathText], readSince: life.readSince }
    },
    settled: async () => void events.push('settled'),
    rootState: () => ({
      censused: life.censused,
      paths: 3,
      openGaps: life.openGaps + (life.refused.length > 0 ? 1 : 0),
      mendableGaps: life.openGaps,
      refused: life.refused,
      hashedAt: life.hashedAt,
    }),
    beginCensus: async () => void events.push('census begun'),
    endCensus: async () => {
      life.censused = true
      events.push('census ended')
    },
    hashed: async (_root: PathText, at: number) => {
      life.hashedAt = at
    },
    openGap: async ({ cause, from }: { cause: GapCause; from: number }) => {
      if (life.isFull) throw new Error('the disk is full')
      life.gapsFrom.push(from)
      life.openGaps++
      events.push(`gap ${cause}`)
    },
    walkBegin: () => clock.now(),
    walked: async (_root: PathText, startedAt: number) => {
      life.openGaps = 0
      events.push(`gaps before ${startedAt} closed`)
    },
    standingChanged: () => {},
    watched: async (_root, { grade, source }) => void life.spans.push(`${grade} ${source}`),
    unwatched: async () => void life.spans.push('over'),
    clock,
    log: silentLog,
  }
  const keeper = new RootKeeper(root, doors, schedule)
  const life: Life = {
    events,
    clock,
    keeper,
    censused: true,
    openGaps: 0,
    hashedAt: clock.now(),
    readSince: clock.now(),
    ends: [],
    duringWalk: async () => {},
    makeshift: false,
    refused: [],
    isFull: false,
    gapsFrom: [],
    spans: [],
  }
  return life
}

test('what is asked for while the source starts is one walk with the first, as heavy as was asked, and comes after it', async () => {
  const { keeper, events } = liveRoot()
  const starting = keeper.start()
  keeper.request('full')
  keeper.request('stat')
  await starting
  await keeper.quiet()
  expect(events.filter(event => /^(?:watch|walk) /.test(event))).toEqual(['watch started', 'walk full'])
})

test('the source starts before the walk, so that nothing falls between the two', async () => {
  const { keeper, events, clock } = liveRoot()
  await keeper.start()
  await keeper.quiet()
  expect(events.filter(event => !event.startsWith('watch stopped'))).toEqual([
    'watch started',
    'walk guarded',
    'settled',
    `gaps before ${clock.now()} closed`,
  ])
  expect(keeper.state()).toMatchObject({
    phase: 'watching',
    grade: 'watched',
    lastWalkAt: clock.now(),
    mounts: ['mnt'],
  })
})

test('a root without a census gets one, and it ends only when all that was touched is in the journal', async () => {
  const life = liveRoot()
  life.censused = false
  await life.keeper.start()
  await life.keeper.quiet()
  expect(life.events.slice(1, 5)).toEqual(['census begun', 'walk guarded', 'settled', 'census ended'])
})

test('a missing root opens a gap, ends no census, and is looked for again until it is back', async () => {
  const life = liveRoot()
  life.censused = false
  life.ends.push('root-missing')
  await life.keeper.start()
  await life.keeper.quiet()
  expect(life.events).toContain('gap root-missing')
  expect(life.events).not.toContain('census ended')
  expect(life.keeper.state().phase).toBe('missing')
  life.clock.advance(10_000)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events.filter(event => event === 'watch started')).toHaveLength(2)
  expect(life.events).toContain('census ended')
  expect(life.keeper.state().phase).toBe('watching')
})

test('however often a missing root is looked for, nobody says to watch it before a walk has found it', async () => {
  const life = liveRoot()
  life.ends.push('root-missing', 'root-missing', 'root-missing')
  await life.keeper.start()
  await life.keeper.quiet()
  const look = async () => {
    life.clock.advance(10_000)
    life.keeper.tick()
    await life.keeper.quiet()
  }
  await look()
  await look()
  expect(life.spans.filter(span => span !== 'over')).toEqual(['watched chokidar'])
  expect(life.spans.at(-1)).toBe('over')
  await look()
  expect(life.spans.filter(span => span !== 'over')).toEqual(['watched chokidar', 'watched chokidar'])
  expect(life.spans.at(-1)).toBe('watched chokidar')
})

test('a walk that was stopped has found no root: nobody says to watch it', async () => {
  const life = liveRoot()
  life.ends.push('root-missing', 'stopped')
  await life.keeper.start()
  await life.keeper.quiet()
  const before = life.spans.length
  life.clock.advance(10_000)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.ends).toEqual([])
  expect(life.spans.slice(before).filter(span => span !== 'over')).toEqual([])
})

test('a root that was back before the walk that looked for it is watched all the same, from before another walk', async () => {
  const life = liveRoot()
  life.makeshift = true
  life.duringWalk = async () => {
    life.makeshift = false
    life.duringWalk = async () => {}
  }
  await life.keeper.start('stat')
  await life.keeper.quiet()
  const order = life.events.filter(event => event === 'watch started' || event.startsWith('walk '))
  expect(order).toEqual(['watch started', 'walk stat', 'watch started', 'walk stat'])
})

test('a root for which no source serves is not walked again for that', async () => {
  const life = liveRoot()
  life.makeshift = true
  await life.keeper.start('stat')
  await life.keeper.quiet()
  expect(life.events.filter(event => event.startsWith('walk '))).toEqual(['walk stat'])
})

test('a loss during a walk is followed by another walk, which may close its gap', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  life.events.length = 0
  life.duringWalk = async () => {
    life.duringWalk = async () => {}
    await life.keeper.lost('queue-full', life.clock.now())
  }
  life.keeper.request('stat')
  await life.keeper.quiet()
  expect(life.events.filter(event => event.startsWith('walk'))).toEqual(['walk stat', 'walk stat'])
})

test('losses that come with every walk do not keep the disk walking: after a second one, walks come now and then', async () => {
  const life = liveRoot()
  const walks = () => life.events.filter(event => event.startsWith('walk ')).length
  life.duringWalk = () => life.keeper.lost('journal-lost', life.clock.now())
  await life.keeper.start()
  await life.keeper.quiet()
  expect(walks()).toBe(2)
  await life.keeper.lost('journal-lost', life.clock.now())
  life.clock.advance(9_999)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(walks()).toBe(2)
  life.duringWalk = async () => {}
  life.clock.advance(1)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(walks()).toBe(3)
  await life.keeper.lost('overflow', life.clock.now())
  await life.keeper.quiet()
  expect(walks()).toBe(4)
})

test('a census during which something was lost does not end: another one is taken', async () => {
  const life = liveRoot()
  life.censused = false
  life.duringWalk = async () => {
    life.duringWalk = async () => {}
    await life.keeper.lost('queue-full', life.clock.now())
  }
  await life.keeper.start()
  await life.keeper.quiet()
  expect(life.events.filter(event => event.startsWith('census'))).toEqual([
    'census begun',
    'census begun',
    'census ended',
  ])
})

test('while the disk is full walks come now and then, and neither a census nor a hashing of all ends', async () => {
  const life = liveRoot()
  life.censused = false
  life.hashedAt = null
  life.duringWalk = () => life.keeper.lost('disk-full', life.clock.now())
  await life.keeper.start('full')
  await life.keeper.quiet()
  life.openGaps = 1
  life.clock.advance(9_999)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events.filter(event => event.startsWith('walk '))).toEqual(['walk full'])
  expect(life.events.filter(event => /ended|closed/.test(event))).toEqual([])
  expect(life.hashedAt).toBeNull()
  life.duringWalk = async () => {}
  life.clock.advance(1)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toContain('census ended')
})

test('a gap that cannot be written down is kept, and written with its beginning before the next walk', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  life.events.length = 0
  life.isFull = true
  const from = life.clock.now()
  await expect(life.keeper.lost('disk-full', from)).rejects.toThrow('full')
  // Said once, however many losses follow.
  await life.keeper.lost('disk-full', from + 1)
  life.clock.advance(10_000)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toEqual([])
  life.isFull = false
  life.clock.advance(10_000)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toEqual(['gap disk-full', 'walk stat', 'settled', `gaps before ${life.clock.now()} closed`])
  expect(life.gapsFrom).toEqual([from])
})

test('a source that was lost is started anew before the walk that closes its gap', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  life.events.length = 0
  await life.keeper.lost('watch-lost', life.clock.now())
  await life.keeper.quiet()
  expect(life.events.slice(0, 4)).toEqual(['gap watch-lost', 'watch stopped', 'watch started', 'walk stat'])
})

test('walks come on schedule: guarded ones every quarter of an hour, and one that hashes all each week, restarts or not', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  life.events.length = 0
  life.clock.advance(schedule.every - 1)
  life.keeper.tick()
  expect(life.events).toEqual([])
  life.clock.advance(1)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toContain('walk guarded')
  life.clock.advance(schedule.rehashEveryMs)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toContain('walk full')
})

test('what the collector refused is named, and no walk is wasted on its gap', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  life.events.length = 0
  life.refused = ['odd.php' as PathText]
  expect(life.keeper.state()).toMatchObject({ openGaps: 1, refused: ['odd.php'] })
  life.clock.advance(60_000)
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toEqual([])
})

test('a stopped root starts no walk any more', async () => {
  const life = liveRoot()
  await life.keeper.start()
  await life.keeper.quiet()
  await life.keeper.stop()
  life.events.length = 0
  life.keeper.request('full')
  life.keeper.tick()
  await life.keeper.quiet()
  expect(life.events).toEqual([])
})
