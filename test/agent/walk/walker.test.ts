// Owns the laws of the walker's thread: who goes first, who waits for whom, how it stops.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { WalkRequest } from '../../../agent/walk/request.ts'
import { Walker, type WalkProgress } from '../../../agent/walk/walker.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'

function open(
  take: (touches: readonly unknown[]) => Promise<void> | void = () => {},
  observed = false,
  broken: string | null = null,
  most = 99,
) {
  const root = temporaryFolder()
  const touches: { readonly root: PathText; readonly path: PathText }[] = []
  const progress: WalkProgress[] = []
  const started = new Int32Array(new SharedArrayBuffer(4))
  const walkerOf = () => {
    const walker = new Walker({
      entry: new URL('../../support/walk-thread.ts', import.meta.url),
      workerData: { observed: observed ? root : null, broken, started, most },
      clock: systemClock,
      touched: async walked => {
        const batch = walked.flatMap(({ root: of, directory, names }) =>
          names.map(name => ({ root: of, path: joinPath(directory, name) })),
        )
        touches.push(...batch)
        await take(batch)
      },
      onProgress: told => progress.push(told),
    })
    onTestFinished(() => walker.stop())
    return walker
  }
  const fill = (folders: number, files: number) => {
    for (let folder = 0; folder < folders; folder++) {
      mkdirSync(join(root, `d${folder}`))
      for (let file = 0; file < files; file++) writeFileSync(join(root, `d${folder}/f${file}`), '')
    }
  }
  const request = (more: Partial<WalkRequest> = {}): WalkRequest => ({
    root: root as PathText,
    from: '' as PathText,
    mode: 'stat',
    profile: { rules: [], payment: [] },
    roots: [root as PathText],
    ...more,
  })
  return { root, touches, progress, started, walkerOf, fill, request }
}

describe('walker', () => {
  test('the thread of a walk that is to come starts before it, and walks', async () => {
    const { started, walkerOf, fill, request, touches } = open()
    fill(2, 1)
    const walker = walkerOf()
    await Promise.all([walker.prepare(), walker.prepare()])
    expect(started[0]).toBe(1)
    await walker.walk(request())
    expect(touches).toHaveLength(5)
    await walker.stop()
    await walker.prepare()
    expect(started[0]).toBe(1)
  })

  test('a walk answers when the door has taken every touch', async () => {
    let taken = 0
    const { touches, walkerOf, fill, request } = open(async batch => {
      await new Promise(resolve => setImmediate(resolve))
      taken += batch.length
    })
    fill(20, 100)
    const report = await walkerOf().walk(request())
    expect(report).toMatchObject({ end: 'completed', files: 2000, directories: 21, touched: 2021 })
    expect(taken).toBe(2021)
    expect(new Set(touches.map(({ path }) => path)).size).toBe(2021)
    expect(touches[0]).toEqual({ root: request().root, path: '' })
  })

  test('in two parts answers when the door has taken every touch of both, each once', async () => {
    const { touches, progress, started, walkerOf, fill, request } = open(() => {}, true)
    fill(20, 100)
    const walker = walkerOf()
    const report = await walker.walk(request({ mode: 'full', filesPerSecond: 4_000 }), 2)
    expect(started[0]).toBe(2)
    expect(report).toMatchObject({ end: 'completed', files: 2000, directories: 21, touched: 2000 })
    expect(new Set(touches.map(({ path }) => path)).size).toBe(2000)
    expect(touches.length).toBe(2000)
    expect(Math.max(...progress.map(({ files }) => files))).toBeLessThanOrEqual(2000)
    expect(walker.report()).toMatchObject({ phase: 'idle', depth: 0 })
    expect(await walker.walk(request({ mode: 'full' }), 2)).toMatchObject({ end: 'completed', touched: 2000 })
  })

  test('is not divided where the baseline has no rows to tell by', async () => {
    const { touches, walkerOf, fill, request } = open()
    fill(20, 100)
    const report = await walkerOf().walk(request(), 2)
    expect(report).toMatchObject({ end: 'completed', files: 2000, directories: 21, touched: 2021 })
    expect(touches.length).toBe(2021)
  })

  test('in two parts is stopped, paused and gone on with as one', async () => {
    const { touches, started, walkerOf, fill, request: stat } = open(() => {}, true)
    fill(40, 20)
    const request = (more: Partial<WalkRequest> = {}) => stat({ mode: 'full', ...more })
    const [walker, other] = [walkerOf(), walkerOf()]
    await walker.pause()
    const paused = walker.walk(request(), 2)
    await eventually(() => started[0] === 2)
    // Another walker starts later, and walks all of it meanwhile.
    await other.walk(request(), 2)
    expect(touches.length).toBe(800)
    await walker.resume()
    expect(await paused).toMatchObject({ end: 'completed', touched: 800 })
    expect(touches.length).toBe(2 * 800)
    const slow = walker.walk(request({ filesPerSecond: 10 }), 2)
    await walker.stopWalks(null)
    expect((await slow).end).toBe('stopped')
    expect((await walker.walk(request(), 2)).end).toBe('completed')
  })

  test('in two parts is walked by the first alone where there is no room for a second thread', async () => {
    const { touches, started, walkerOf, fill, request } = open(() => {}, true, null, 1)
    fill(20, 20)
    const walker = walkerOf()
    // So that the thread that stays is the first to start.
    await walker.walk(request({ from: 'd0' as PathText }))
    touches.length = 0
    const report = await walker.walk(request({ mode: 'full' }), 2)
    expect(started[0]).toBe(2)
    expect(report).toMatchObject({ end: 'completed', files: 400, directories: 21 })
    expect(new Set(touches.map(({ path }) => path)).size).toBe(400)
    expect(walker.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('a second thread that dies while walks are paused fails nothing', async () => {
    const { started, walkerOf, fill, request } = open(() => {}, true, null, 1)
    fill(2, 2)
    const walker = walkerOf()
    await walker.walk(request())
    await walker.pause()
    const walk = walker.walk(request(), 2)
    await eventually(() => started[0] === 2)
    await walker.resume()
    expect(await walk).toMatchObject({ end: 'completed', files: 4 })
  })

  test('in two parts keeps its rate where there is little but folders', async () => {
    const { walkerOf, fill, request } = open(() => {}, true)
    fill(100, 0)
    const { elapsedMs, directories } = await walkerOf().walk(request({ filesPerSecond: 100 }), 2)
    expect(directories).toBe(101)
    // Both open some 50 at 50 a second, less the last step's rest.
    expect(elapsedMs).toBeGreaterThan(800)
  })

  test('in two parts fails when one of them does, and the other is ended', async () => {
    const { touches, walkerOf, fill, request } = open(() => {}, true, 'd0')
    fill(20, 20)
    // Half of all rows lie up to d17: the other part has d18, d19 and d2 to d9.
    const filesOfOther = 10 * 20
    const walker = walkerOf()
    // At such a rate the other part alone would take more than a minute, and touch every file of its own.
    await expect(walker.walk(request({ mode: 'full', filesPerSecond: 4 }), 2)).rejects.toThrow('rows of d0')
    expect(touches.length).toBeLessThan(filesOfOther)
    expect(walker.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('while the door has not taken four batches walks wait, and a stop still ends them', async () => {
    const waiting: (() => void)[] = []
    const { walkerOf, fill, request } = open(() => new Promise<void>(resolve => waiting.push(resolve)))
    fill(4, 20)
    const walker = walkerOf()
    // However quick it is, each has a batch of its own.
    const walks = Array.from({ length: 8 }, () => walker.walk(request()))
    await eventually(() => waiting.length >= 4)
    // Whatever the thread would still send comes between its answers to two calls.
    for (let call = 0; call < 8; call++) await walker.resume()
    expect(waiting.length).toBe(4)
    await walker.stopWalks(null)
    for (const resolve of waiting) resolve()
    const ends = await Promise.all(walks.map(async walk => (await walk).end))
    expect(ends.filter(end => end === 'stopped').length).toBeGreaterThanOrEqual(4)
  })

  test('a paused walk goes on where it was', async () => {
    const { walkerOf, fill, request } = open()
    fill(50, 20)
    const walker = walkerOf()
    await walker.pause()
    const walk = walker.walk(request())
    expect(walker.report()).toMatchObject({ phase: 'paused', depth: 1 })
    await walker.resume()
    expect(await walk).toMatchObject({ end: 'completed', files: 1000 })
    expect(walker.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('the walk of a subtree overtakes one that is held to a rate', async () => {
    const { walkerOf, fill, request } = open()
    fill(100, 20)
    const walker = walkerOf()
    const order: string[] = []
    const slow = walker.walk(request({ filesPerSecond: 10 })).then(({ end }) => order.push(end))
    const prompt = await walker.walk(request({ from: 'd7' as PathText }))
    expect(prompt).toMatchObject({ end: 'completed', files: 20 })
    expect(order).toEqual([])
    await walker.stopWalks(null)
    await slow
    expect(order).toEqual(['stopped'])
  })

  test('a rate is kept', async () => {
    const { walkerOf, fill, request } = open()
    fill(20, 10)
    const walker = walkerOf()
    const { elapsedMs, end } = await walker.walk(request({ filesPerSecond: 400 }))
    expect(end).toBe('completed')
    // 221 names at 400 a second, less the last step's rest.
    expect(elapsedMs).toBeGreaterThan(350)
  })

  test('long walks tell how far they are', async () => {
    const { progress, walkerOf, fill, request } = open()
    fill(30, 10)
    await walkerOf().walk(request({ filesPerSecond: 300 }))
    const last = progress.at(-1)
    expect(last?.files).toBeGreaterThan(0)
  })

  test('a door that fails lets the walk fail, and the next walk succeeds', async () => {
    let broken = true
    const { walkerOf, fill, request } = open(() => {
      if (broken) throw new Error('settle is gone')
    })
    fill(2, 2)
    const walker = walkerOf()
    await expect(walker.walk(request())).rejects.toThrow('settle is gone')
    broken = false
    expect((await walker.walk(request())).end).toBe('completed')
  })

  test('a stopped walker rejects, and walks no more', async () => {
    const { walkerOf, fill, request } = open()
    fill(10, 1)
    const walker = walkerOf()
    const walk = walker.walk(request({ filesPerSecond: 1 }))
    await walker.stop()
    await expect(walk).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
    await expect(walker.walk(request())).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
  })

  test('an unchanged tree crosses to the owner as nothing', async () => {
    const { touches, walkerOf, fill, request } = open(() => {}, true)
    fill(3, 3)
    const report = await walkerOf().walk(request())
    expect(report).toMatchObject({ files: 9, directories: 4, touched: 0 })
    expect(touches).toEqual([])
  })
})
