// Owns what an adoption takes in and what it is called. The decision is a person's; the statement is the publisher's.
import { type AdoptableRow, isAdoptable } from '@sekisho/publisher/main.ts'
import type { FileRow, HostRow } from '@sekisho/shared/api.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Shell } from './command.ts'
import { openProgress } from './progress.ts'

/** A root that belongs to a site. */
export interface AdoptedRoot {
  readonly host: string
  readonly root: string
  readonly site: string
  readonly prefix: string
  readonly files: number
}

/** @throws Failure name-unknown when there is no such root, several hosts have it, or it belongs to no site */
export function findRoot(hosts: readonly HostRow[], root: string, host: string | undefined, say: Say): AdoptedRoot {
  const wanted = root.length > 1 ? root.replace(/\/$/, '') : root
  const found = hosts
    .filter(row => host === undefined || row.host === host)
    .flatMap(row => row.roots.map(of => ({ ...of, host: row.host })))
    .filter(row => row.root === wanted)
  const [first, ...others] = found
  if (first === undefined) {
    const known = hosts.flatMap(row => row.roots.map(of => `${row.host}:${of.root}`)).join(', ')
    throw new Failure('name-unknown', say('adopt.no-root', { root: wanted, known: known || '-' }))
  }
  if (others.length > 0) throw new Failure('name-unknown', say('adopt.several-hosts', { root: wanted }))
  const { site, prefix, files } = first
  if (site === null) throw new Failure('name-unknown', say('adopt.no-site', { root: wanted, host: first.host }))
  return { host: first.host, root: wanted, site, prefix, files }
}

export interface Adoptable {
  readonly rows: readonly AdoptableRow[]
  /** What no adoption covers: somebody must have looked at each of these by itself. */
  readonly guarded: readonly FileRow[]
  /** No files, or not read at one moment: nothing says what would be adopted. */
  readonly leftOut: readonly FileRow[]
}

const ownWord: ReadonlySet<ReasonCode> = new Set([
  'executable-in-upload',
  'executable-name',
  'executable-content',
  'execution-directive',
  'generated-rewritten',
  'not-compiled',
])

/**
 * What no release covers. What an earlier adoption covered is taken in again, because the newer adoption replaces it;
 * what a release covers is not: the adoption would permit that content beyond the release's end.
 */
export async function adoptableRows(
  shell: Shell,
  client: Pick<Client, 'files'>,
  place: AdoptedRoot,
): Promise<Adoptable> {
  const progress = openProgress(shell.terminal, shell.clock, shell.terminal.say('progress.reading'))
  const rows: AdoptableRow[] = []
  const guarded: FileRow[] = []
  const leftOut: FileRow[] = []
  let read = 0
  for await (const row of client.files({ host: place.host, site: place.site })) {
    progress.to(++read, place.files)
    if (row.root !== place.root || (row.verdict !== 'unauthorised' && !row.reasons.includes('adopted'))) continue
    // It is settled with its source, and is made anew at any time.
    if (row.reasons.includes('source-unpermitted')) continue
    if (row.reasons.some(reason => ownWord.has(reason))) guarded.push(row)
    else if (isAdoptable(row)) rows.push(row)
    else leftOut.push(row)
  }
  progress.end()
  return { rows, guarded, leftOut }
}

/** One component for each root of each host, so that adopting one root does not replace the adoption of another. */
export function adoptionComponent({ host, root }: Pick<AdoptedRoot, 'host' | 'root'>): string {
  const folder = nameOf(root as PathText)
    .replace(/[^A-Za-z0-9._-]/g, '')
    .slice(0, 40)
  return `adopted-${folder === '' ? '' : `${folder}-`}${sha256Hex(`${host}\n${root}`).slice(0, 8)}`
}

/** The time, to the millisecond: a version never comes twice. */
export function adoptionVersion(now: number): string {
  return isoTime(now).replace(/[-:]/g, '')
}
