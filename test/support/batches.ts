// Owns an agent as far as its chain goes: seals real, signed batches in order, for tests of whoever receives them.
import { createHash, randomUUID } from 'node:crypto'

import { kindOf } from '@sekisho/shared/kind.ts'
import type { Absent, Observation, Present, Unreadable, Unstable } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair } from '@sekisho/shared/proof.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { type Batch, BatchSchema, type WireRecord } from '@sekisho/shared/wire.ts'

export interface SealedForTest {
  readonly batch: Batch
  readonly bytes: Buffer
  readonly digest: string
}

export class AgentChain {
  readonly key: KeyPair
  epoch: string = randomUUID()
  boot = 1
  sequence = 0
  digest: string | null = null
  /** By the agent's clock. */
  sealedAt = 1_000
  readonly roots: PathText[]

  constructor(roots: readonly string[] = ['/shop'], key: KeyPair = generateKeyPair()) {
    this.key = key
    this.roots = roots as PathText[]
  }

  /** The next batch of the chain. */
  seal(...records: WireRecord[]): SealedForTest {
    const sealed = this.sealAs({}, ...records)
    this.sequence = sealed.batch.sequence
    this.digest = sealed.digest
    return sealed
  }

  /** A batch that differs from the next one where told; the chain stays where it is. */
  sealAs(wish: Partial<Batch>, ...records: WireRecord[]): SealedForTest {
    const batch = BatchSchema.parse({
      version: 1,
      agent: this.key.id,
      epoch: this.epoch,
      boot: this.boot,
      sequence: this.sequence + 1,
      previous: this.digest,
      sealedAt: this.sealedAt,
      roots: this.roots,
      records,
      ...wish,
    })
    return { batch, ...sealBatch(JSON.stringify(batch), this.key) }
  }

  /** The same journal, copied: a second history from here on. */
  clone(): AgentChain {
    const copy = new AgentChain(this.roots, this.key)
    return Object.assign(copy, { epoch: this.epoch, boot: this.boot, sequence: this.sequence, digest: this.digest })
  }

  newEpoch(): void {
    this.epoch = randomUUID()
    this.sequence = 0
    this.digest = null
  }
}

/** What a regular file with this content would be observed as. */
export function file(content: string, wish: Partial<Present> = {}): Present {
  return {
    state: 'present',
    at: 1_000,
    type: 'file',
    size: content.length,
    mode: 0o644,
    uid: 33,
    gid: 33,
    mtimeMs: 500.25,
    ctimeMs: 600.5,
    inode: 77,
    links: 1,
    target: null,
    digest: { algorithm: 'sha256', hex: sha256(content) },
    marks: { version: 1, found: content.startsWith('<?php') ? ['php-open-tag'] : [] },
    ...wish,
  }
}

export function link(target: string, wish: Partial<Present> = {}): Present {
  return file('', { type: 'symlink', target: target as PathText, digest: null, marks: null, mode: 0o777, ...wish })
}

export function directory(wish: Partial<Present> = {}): Present {
  return file('', { type: 'directory', digest: null, marks: null, mode: 0o755, ...wish })
}

export function unstable(content: string): Unstable {
  return { ...file(content), state: 'unstable' }
}

export function unreadable(errno: string, seen: Present | null = null): Unreadable {
  return { state: 'unreadable', at: 1_000, errno, stat: seen === null ? null : statOf(seen) }
}

export const absent: Absent = { state: 'absent', at: 1_000 }

/** A finding of root 0, of the kind that the two observations make. */
export function finding(path: string, before: Observation | null, after: Observation, wish: Partial<WireRecord> = {}) {
  const kind = kindOf(before, after) ?? 'rewritten'
  const said = { record: 'finding', root: 0, path: path as PathText, kind, noticed: 'watch', at: 1_000, before, after }
  return { ...said, actor: 'unknown', ...wish } as WireRecord
}

export function entry(path: string, seen: Observation, root = 0): WireRecord {
  return { record: 'entry', root, path: path as PathText, after: seen } as WireRecord
}

export function censusBegin(census = 'c1', root = 0): WireRecord {
  return { record: 'census-begin', root, census, at: 900 }
}

export function censusEnd(census = 'c1', root = 0): WireRecord {
  return { record: 'census-end', root, census, at: 2_000 }
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}

function statOf({ type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links }: Present): Unreadable['stat'] {
  return { type, size, mode, uid, gid, mtimeMs, ctimeMs, inode, links }
}
