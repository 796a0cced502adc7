// Owns a real store in a throw-away folder for tests: both its threads, one site, and hosts whose agents are chains.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Hold } from '@sekisho/shared/api.releases.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import { onTestFinished } from 'vitest'
import { listsOf } from '../../collector/allowlist/lists.ts'
import type { BatchAnswer, BindingsNews, KnownHost, LiveNews } from '../../collector/handover.ts'
import { openStore, type Store, type StoreOptions } from '../../collector/store/store.ts'
import { AgentChain, type SealedForTest, sha256 } from './batches.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'

/** All code, with uploads, a log, generated files, settings and one payment module. */
export const shopProfile: Profile = {
  name: 'php',
  title: 'Shop',
  telltale: [],
  rules: [
    { pattern: 'upload/**', class: 'upload' },
    { pattern: 'var/log/**', class: 'log' },
    { pattern: 'var/cache/**', class: 'generated' },
    { pattern: 'app/config/**', class: 'config' },
    { pattern: 'shop-settings.php', class: 'config' },
  ],
  payment: ['payment/**'],
}

/** The same, where keys stay on their hosts. */
export const keepingProfile: Profile = {
  ...shopProfile,
  rules: [{ pattern: 'secret/**', class: 'code', keep: false }, ...shopProfile.rules],
}

export const by = { customer: 1, who: 'test', from: 'local', at: 1_000 }

interface ReleaseWish {
  readonly component?: string
  readonly version?: string
  readonly kind?: 'adoption'
  readonly weak?: boolean
  readonly site?: string | null
  readonly prefix?: string
  readonly held?: Hold | null
  readonly overlapMs?: number
  readonly expiresAt?: number | null
  readonly at?: number
}

export class StoreHouse {
  readonly file: string
  readonly news: LiveNews[] = []
  readonly bindings: BindingsNews[] = []
  store!: Store
  #releases = 0

  constructor(file = join(temporaryFolder(), 'store.db')) {
    this.file = file
  }

  async open(wish: Partial<StoreOptions> = {}): Promise<this> {
    this.store = await openStore({
      file: this.file,
      profiles: [shopProfile],
      clock: systemClock,
      log: silentLog,
      onNews: item => this.news.push(item),
      onBindings: item => this.bindings.push(item),
      ...wish,
    })
    const { store } = this
    onTestFinished(() => store.stop())
    return this
  }

  async enrol(name: string, chain: AgentChain): Promise<KnownHost> {
    const { agents, writes } = this.store
    const id = `token-${name}-${chain.key.id}`
    await writes.addEnrolment({ ...by, id, secret: 'secret', expiresAt: 5_000 })
    const host = await agents.enrolHost({ id, key: chain.key.id, name, from: 'local', at: 2_000 })
    if (host === null) throw new Error(`${name} was not enrolled`)
    return host
  }

  /** A site with one host, whose root `/shop` is bound at the site's top. */
  async shop(name = 'web1'): Promise<{ chain: AgentChain; host: KnownHost }> {
    const chain = new AgentChain()
    const host = await this.enrol(name, chain)
    const root = '/shop' as PathText
    await this.store.writes.addSite({ ...by, name: 'shop' }).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes('exists already'))) throw error
    })
    const bound = { host: name, root, site: 'shop', prefix: '' as PathText, profile: 'php' }
    await this.store.writes.bindRoot({ ...by, ...bound })
    return { chain, host }
  }

  send(host: KnownHost, { bytes, digest }: SealedForTest, receivedAt = 3_000): Promise<BatchAnswer> {
    return this.store.agents.receive({ host: host.id, digest, bytes, receivedAt })
  }

  /** Publishes a release of these files, path to content, and waits until all is judged again. */
  async publish(files: Record<string, string>, wish: ReleaseWish = {}): Promise<number> {
    const release = await this.stage(files, wish)
    const { site = 'shop', prefix = '', held = null, overlapMs = 0, expiresAt = null, at = by.at } = wish
    const life = { site, prefix: prefix as PathText, held, overlapMs, expiresAt }
    await this.store.releases.publishRelease({ ...by, at, release, ...life })
    await this.judged()
    return release
  }

  /** Details of the lines of the audit trail that say so, the oldest first. */
  audited(what: string): Record<string, unknown>[] {
    const database = new DatabaseSync(this.file, { readOnly: true, timeout: 5_000 })
    const rows = database.prepare('SELECT detail FROM audit WHERE what = ? ORDER BY id').all(what)
    database.close()
    return rows.map(({ detail }) => JSON.parse(String(detail)))
  }

  /** Stages it alone. */
  async stage(files: Record<string, string>, wish: ReleaseWish = {}): Promise<number> {
    const { releases } = this.store
    const version = wish.version ?? `${++this.#releases}.0`
    const adoption = wish.kind === 'adoption' ? { by: 'Aiko', reason: 'moved here' } : null
    const release = await releases.stageRelease({
      ...by,
      component: wish.component ?? 'shop',
      version,
      kind: wish.kind ?? 'release',
      weak: wish.weak ?? false,
      signer: 'a'.repeat(64),
      digest: sha256(JSON.stringify([version, files])),
      createdAt: 1_000,
      adoption,
    })
    const entries = Object.entries(files).map(
      ([path, content]) => ({ path: path as PathText, sha256: sha256(content), type: 'file' }) as const,
    )
    await releases.stageLists({ release, lists: listsOf(entries) })
    return release
  }

  /** Resolves when nothing waits to be judged again. */
  judged(): Promise<unknown> {
    return eventually(async () => (await this.store.reads.judging({ customer: 1 })).length === 0)
  }

  async files() {
    return (await this.store.reads.files({ customer: 1, filter: {} })).items
  }

  async findings() {
    return (await this.store.reads.findings({ customer: 1, filter: {} })).items
  }
}
