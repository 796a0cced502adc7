// Owns a collector's state folder with one incident for tests of its export, the check of an export by plain Node, and exports
// that were changed and signed anew.
import { spawnSync } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeyFile } from '@sekisho/shared/keyfile.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import type { KnownHost } from '../../collector/handover.ts'
import { type ExportWish, exportIncident } from '../../collector/pipeline.evidence.ts'
import { type AgentChain, file, finding } from './batches.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'
import { phpFpm } from './incident-house.ts'
import { StoreHouse } from './store-house.ts'

export interface Checked {
  readonly code: number | null
  readonly lines: readonly string[]
}

export class ExportHouse {
  readonly state = temporaryFolder()
  readonly key: KeyPair
  readonly store: StoreHouse
  chain!: AgentChain
  host!: KnownHost

  constructor() {
    mkdirSync(join(this.state, 'collector'), { mode: 0o700 })
    this.key = makeKeyFile(join(this.state, 'collector', 'collector.key'))
    this.store = new StoreHouse(join(this.state, 'collector', 'store.db'))
  }

  /** A collector that runs, and one host by that name. */
  async open(name = 'web1', wish: Parameters<StoreHouse['open']>[0] = {}): Promise<this> {
    await this.store.open(wish)
    const { chain, host } = await this.store.shop(name)
    return Object.assign(this, { chain, host })
  }

  async send(...records: WireRecord[]): Promise<void> {
    await this.store.send(this.host, this.chain.seal(...records))
  }

  /** Somebody writes a file that no release holds: what this actor does within minutes is one incident. */
  deed(path: string, wish: Partial<WireRecord> = {}): WireRecord {
    const actor = { ...phpFpm, startedAt: 900.5 }
    return finding(path, null, file(`<?php // ${path}`), { actor, ...wish } as Partial<WireRecord>)
  }

  /** Resolves with the number of the one incident, once it holds that many findings. */
  incident(findings: number): Promise<number> {
    return eventually(async () => {
      const { items } = await this.store.store.incidents.reads.incidents({ customer: 1, filter: { state: 'all' } })
      return items.length === 1 && items[0]?.findings === findings && items[0].id
    })
  }

  async export(
    incident: number,
    folder = join(temporaryFolder(), 'export'),
    contents: ExportWish['contents'] = { password: null },
    wish: Partial<Pick<ExportWish, 'by' | 'told'>> = {},
  ): Promise<string> {
    const by = { user: 'aiko', sudoUser: null, machine: 'collector1' }
    await exportIncident({ state: this.state, incident, folder, by, madeAt: 9_000, told: () => {}, contents, ...wish })
    return folder
  }
}

/** A copy with nothing beside it, as somebody else unpacks it. */
export function copyOf(folder: string): string {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Runs the verifier that lies in the folder, in that folder, with nothing of this house within its reach. */
export function check(folder: string, ...words: string[]): Checked {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['verify.mjs', ...words], { cwd: folder, env: {} })
  return { code: status, lines: `${stdout}${stderr}`.trim().split('\n') }
}

export function broken({ lines }: Checked): string[] {
  return lines.filter(line => line.startsWith('BREAK')).map(line => line.replace(/^BREAK +/, ''))
}

/** Every file below the folder, in order. */
export function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter(name => statSync(join(folder, name)).isFile()).sort()
}

export function rowsOf<T>(folder: string, name: string): T[] {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as T)
}

/** Signs the folder as it is now, as whoever has that key can. */
export function signAnew(folder: string, key: KeyPair): void {
  const names = filesBelow(folder).filter(name => !name.startsWith('manifest.'))
  const files = names.map(name => {
    const bytes = readFileSync(join(folder, name))
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
  const said = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>
  const text = JSON.stringify({ ...said, collector: key.id, files })
  writeFileSync(join(folder, 'manifest.json'), text)
  const signature = sign(null, Buffer.from(`sekisho.export.v1\n${text}`), key.privateKey)
  writeFileSync(join(folder, 'manifest.sig'), signature.toString('base64'))
}
