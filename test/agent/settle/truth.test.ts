// Owns law 1 as a whole: whatever the order, number and timing of touches, what settle, fingerprint and compare have
// established at the end is what the disk holds, and each path's findings form an unbroken chain.
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { differences, type Observation } from '@sekisho/shared/observation.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { compare } from '../../../agent/compare/compare.ts'
import { Fingerprinter } from '../../../agent/fingerprint/fingerprinter.ts'
import type { FingerprintJob, Observed } from '../../../agent/handover.ts'
import { Settle } from '../../../agent/settle/settle.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { observedIn } from '../../support/observed.ts'

const universe = ['a', 'b', 'd', 'd/x', 'd/y', 'd/e', 'd/e/z'] as PathText[]

const anyPath = fc.constantFrom(...universe)
const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ step: fc.constant('write' as const), path: anyPath, content: fc.string() }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('remove' as const), path: anyPath }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('mode' as const), path: anyPath, mode: fc.constantFrom(0o600, 0o644) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('link' as const), path: anyPath }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('folder' as const), path: anyPath }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('move' as const), path: anyPath, to: anyPath }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('touch' as const), path: anyPath, settled: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('walk' as const), names: fc.subarray(universe) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('wait' as const), ms: fc.constantFrom(10, 60, 1100) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('take' as const), names: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('commit' as const) }) },
)
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never

/** A shop under change, its baseline, and the findings made on the way. */
class Shop {
  readonly root = temporaryFolder()
  readonly clock = new ManualClock()
  readonly settle = new Settle({ clock: this.clock, onReady: () => {} })
  readonly baseline = new Map<PathText, Observation>()
  readonly findings: { path: PathText; before: Observation | null; after: Observation }[] = []
  readonly #fingerprinter: Fingerprinter
  readonly #running: { job: FingerprintJob; observed: Promise<Observed[]> }[] = []

  constructor(fingerprinter: Fingerprinter) {
    this.#fingerprinter = fingerprinter
  }

  async run(step: Step): Promise<void> {
    switch (step.step) {
      case 'touch':
        return this.touch(step.path, step.settled)
      case 'walk':
        return this.walk(step.names)
      case 'wait':
        return this.clock.advance(step.ms)
      case 'take':
        return this.take(step.names)
      case 'commit':
        return this.commit()
      default:
        return this.#change(step)
    }
  }

  touch(path: PathText, settled: boolean): void {
    const touch = { root: this.root as PathText, path, noticed: 'watch', saw: [], settled, witnesses: [] } as const
    this.settle.add(touch, path.startsWith('d') ? 'bulk' : 'fast', { algorithm: 'sha256' })
  }

  walk(paths: readonly PathText[]): void {
    for (const directory of ['', 'd', 'd/e'] as PathText[])
      for (const lane of ['fast', 'bulk'] as const) {
        const own = paths.filter(path => folderOf(path) === directory && path.startsWith('d') === (lane === 'bulk'))
        this.settle.addWalked(this.root as PathText, directory, own.map(nameOf), lane, { algorithm: 'sha256' })
      }
  }

  take(names: number): void {
    for (const job of this.settle.take(names)) {
      const observed = this.#fingerprinter.fingerprint(job).then(({ packed }) => observedIn(packed))
      this.#running.push({ job, observed })
    }
  }

  /** The newest job first: an order in which results that overtook each other would show. */
  async commit(): Promise<void> {
    const next = this.#running.pop()
    if (!next) return
    for (const { path, after, ...rest } of await next.observed) {
      const before = this.baseline.get(path) ?? null
      const { outcome } = compare(before, { path, after, ...rest }, null)
      if (outcome === 'finding') this.findings.push({ path, before, after })
      if (after.state === 'absent') this.baseline.delete(path)
      else if (outcome !== 'same') this.baseline.set(path, after)
    }
    this.settle.done(next.job.id)
  }

  async drain(): Promise<void> {
    while (this.settle.depth > 0) {
      this.clock.advance(1100)
      this.take(100)
      await this.commit()
    }
  }

  /** One change on the disk, and the touches that a source gives for it: of the path and of all below it. */
  #change(step: Exclude<Step, { step: 'touch' | 'walk' | 'wait' | 'take' | 'commit' }>): void {
    const at = join(this.root, step.path)
    try {
      if (step.step === 'write') writeFileSync(at, step.content)
      else if (step.step === 'remove') rmSync(at, { recursive: true, force: true })
      else if (step.step === 'mode') chmodSync(at, step.mode)
      // A write through it fails: it would change a path that nobody touches.
      else if (step.step === 'link') symlinkSync('nowhere/at-all', at)
      else if (step.step === 'folder') mkdirSync(at)
      else renameSync(at, join(this.root, step.to))
    } catch {
      // Not every change is possible at every moment; what failed has changed nothing.
    }
    const places = step.step === 'move' ? [step.path, step.to] : [step.path]
    for (const path of universe) {
      if (places.some(place => path === place || path.startsWith(`${place}/`))) this.touch(path, false)
    }
  }
}

test('random orders of touches end in the truth of the disk, by findings that follow from one another', async () => {
  const fingerprinter = new Fingerprinter({ clock: systemClock, size: 2 })
  onTestFinished(() => fingerprinter.stop())
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), async steps => {
      const shop = new Shop(fingerprinter)
      for (const step of steps) await shop.run(step)
      await shop.drain()
      const chains = new Map<PathText, Observation | null>()
      for (const { path, before, after } of shop.findings) {
        const last = chains.get(path)
        // A directory that came or went in between makes no finding, and is the one link that may be missing.
        if (last !== undefined && !isDirectory(last) && !isDirectory(before))
          expect(differences(last, orAbsent(before))).toEqual([])
        chains.set(path, after)
      }
      const established = new Map(shop.baseline)
      shop.baseline.clear()
      for (const path of universe) shop.touch(path, true)
      await shop.drain()
      expect([...established.keys()].sort()).toEqual([...shop.baseline.keys()].sort())
      for (const [path, after] of shop.baseline) expect(differences(established.get(path) ?? null, after)).toEqual([])
    }),
    { numRuns: 60 },
  )
})

function isDirectory(seen: Observation | null): boolean {
  return seen !== null && 'type' in seen && seen.type === 'directory'
}

function orAbsent(seen: Observation | null): Observation {
  return seen ?? { state: 'absent', at: 0 }
}
