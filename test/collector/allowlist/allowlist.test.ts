import type { ReleaseRow } from '@sekisho/shared/api.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { type ReleaseEntry, releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Allowlist, type Publication } from '../../../collector/allowlist/allowlist.ts'
import type { StagedRelease } from '../../../collector/handover.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const key = generateKeyPair()

/** Store's doors over two maps, with a log of what was asked and a fault to inject. */
class Shelf {
  readonly staged = new Map<number, { release: StagedRelease; entries: ReleaseEntry[] }>()
  readonly active = new Map<number, ReleaseRow>()
  readonly asked: string[] = []
  readonly sites = ['shop']
  failAt: string | null = null

  readonly reads = {
    keys: async () => [
      {
        ...{ key: key.id, name: 'team', trustedAt: '2026-11-23T00:00:00.000Z', revoked: null },
        trusts: [{ component: null, role: 'release' as const }],
      },
    ],
    sites: async () => this.sites.map(site => ({ site, generation: 1, components: [] })),
    releases: async () => [...this.active.values()],
  }

  readonly writes = {
    stageRelease: async (release: StagedRelease) => {
      this.#ask('stage')
      const id = this.staged.size + 1
      this.staged.set(id, { release, entries: [] })
      return id
    },
    stageEntries: async (input: { release: number; entries: readonly ReleaseEntry[] }) => {
      this.#ask(`entries ${input.entries.length}`)
      this.staged.get(input.release)?.entries.push(...input.entries)
    },
    activateRelease: async (input: { release: number; site: string; prefix: string }) => {
      this.#ask(`activate ${input.release} ${input.site} ${input.prefix}`)
      const release = this.staged.get(input.release)?.release
      if (release === undefined) throw new Error('not staged')
      const { component, version, kind, signer, digest } = release
      for (const [id, row] of this.active)
        if (row.component === component) this.active.set(id, { ...row, current: false })
      this.active.set(input.release, {
        id: input.release,
        component,
        version,
        kind,
        signer,
        digest,
        files: this.staged.get(input.release)?.entries.length ?? 0,
        createdAt: '2026-11-23T00:00:00.000Z',
        publishedAt: '2026-11-23T00:00:00.000Z',
        current: true,
        by: null,
        reason: null,
      })
    },
    dropStaged: async (input: { release: number }) => {
      this.#ask(`drop ${input.release}`)
    },
  }

  #ask(what: string): void {
    this.asked.push(what)
    if (this.failAt !== null && what.startsWith(this.failAt)) throw new Error(`no ${what}`)
  }
}

function house(): { shelf: Shelf; allowlist: Allowlist } {
  const shelf = new Shelf()
  const allowlist = new Allowlist({ clock: new ManualClock(), reads: shelf.reads, writes: shelf.writes })
  onTestFinished(() => allowlist.stop())
  return { shelf, allowlist }
}

function publication(
  version: string,
  files: readonly string[],
  { by = key, site = 'shop', sha256 = 'a' }: { by?: KeyPair; site?: string | null; sha256?: string } = {},
): Publication {
  const statement = {
    _type: statementType,
    subject: files.map(name => ({ name, digest: { sha256: sha256.repeat(64) } })),
    predicateType: releasePredicate,
    predicate: { component: 'core', version, createdAt: '2026-11-23T00:00:00.000Z' },
  }
  const envelope = Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), by)))
  return { customer: 1, who: 'token:ci', from: 'local', at: 1, envelope, site, prefix: pathTextOfString('html') }
}

describe('the allowlist', () => {
  test('a release is staged a thousand entries at a time and made current by one step', async () => {
    const { shelf, allowlist } = house()
    const files = Array.from({ length: 2500 }, (_, index) => `f${index}`)
    const row = await allowlist.publish(publication('1.0.0', files))
    expect(row).toMatchObject({ component: 'core', version: '1.0.0', files: 2500, current: true })
    expect(shelf.asked).toEqual(['stage', 'entries 1000', 'entries 1000', 'entries 500', 'activate 1 shop html'])
    expect(shelf.staged.get(1)?.entries.map(({ path }) => path)).toEqual(files)
    expect(allowlist.report()).toMatchObject({ phase: 'idle', depth: 0 })
  })

  test('a refused release leaves nothing behind, and names the entry across the thread', async () => {
    const { shelf, allowlist } = house()
    await expect(allowlist.publish(publication('1.0.0', ['index.php', '../x']))).rejects.toMatchObject({
      name: 'Failure',
      code: 'release-refused',
      place: 'entry 2',
    })
    await expect(
      allowlist.publish(publication('1.0.0', ['index.php'], { by: generateKeyPair() })),
    ).rejects.toMatchObject({ code: 'release-refused' })
    expect(shelf.asked).toEqual([])
  })

  test('what fails while it is staged or activated is dropped', async () => {
    for (const failAt of ['entries', 'activate']) {
      const { shelf, allowlist } = house()
      shelf.failAt = failAt
      await expect(allowlist.publish(publication('1.0.0', ['index.php']))).rejects.toThrow(`no ${failAt}`)
      expect(shelf.asked.at(-1)).toBe('drop 1')
    }
  })

  test('a version that was published with other content is refused', async () => {
    const { allowlist } = house()
    await allowlist.publish(publication('1.0.0', ['index.php']))
    await expect(allowlist.publish(publication('1.0.0', ['index.php'], { sha256: 'b' }))).rejects.toMatchObject({
      code: 'release-refused',
      place: 'core 1.0.0',
    })
  })

  test('the same release for a second site is not staged again', async () => {
    const { shelf, allowlist } = house()
    shelf.sites.push('second')
    const first = await allowlist.publish(publication('1.0.0', ['index.php']))
    const second = await allowlist.publish(publication('1.0.0', ['index.php'], { site: 'second' }))
    expect(second.id).toBe(first.id)
    expect(shelf.asked).toEqual(['stage', 'entries 1', 'activate 1 shop html', 'activate 1 second html'])
  })

  test('an old envelope sent again does not bring the old release back', async () => {
    const { allowlist } = house()
    await allowlist.publish(publication('1.0.0', ['index.php']))
    await allowlist.publish(publication('1.0.1', ['index.php'], { sha256: 'b' }))
    await expect(allowlist.publish(publication('1.0.0', ['index.php']))).rejects.toMatchObject({
      code: 'release-refused',
      message: expect.stringContaining('newer release'),
    })
  })

  test('without a site the only one is meant, and among several one must be named', async () => {
    const { shelf, allowlist } = house()
    await allowlist.publish(publication('1.0.0', ['index.php'], { site: null }))
    expect(shelf.asked.at(-1)).toBe('activate 1 shop html')
    shelf.sites.push('second')
    await expect(allowlist.publish(publication('1.0.1', ['a'], { site: null }))).rejects.toMatchObject({
      code: 'name-unknown',
      message: expect.stringContaining('shop, second'),
    })
    await expect(allowlist.publish(publication('1.0.1', ['a'], { site: 'other' }))).rejects.toMatchObject({
      code: 'name-unknown',
      place: 'other',
    })
  })

  test('releases are published one after the other, and a queue of them is bounded', async () => {
    const { shelf, allowlist } = house()
    const versions = ['1', '2', '3', '4', '5'].map(version => allowlist.publish(publication(version, ['a'])))
    const outcomes = await Promise.allSettled(versions)
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill('fulfilled'), 'rejected'])
    expect(outcomes[4]).toMatchObject({ reason: { code: 'store-busy' } })
    expect(shelf.asked.filter(asked => asked.startsWith('activate'))).toEqual(
      [1, 2, 3, 4].map(id => `activate ${id} shop html`),
    )
  })

  test('once stopped it publishes nothing more', async () => {
    const { allowlist } = house()
    await allowlist.stop()
    await expect(allowlist.publish(publication('1', ['a']))).rejects.toMatchObject({ code: 'store-busy' })
    expect(allowlist.report().phase).toBe('stopped')
  })
})
