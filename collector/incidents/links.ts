// Owns the rules by which findings belong together, as keys that two of them share. Pure; docs/incidents.md is its table.
// Which findings do share one is grouping.ts's to look up, so that their order of arrival makes no difference.
import { createHash } from 'node:crypto'
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { LinkRule } from '@sekisho/shared/incident.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import { isWebServer } from '@sekisho/shared/web-server.ts'
import type { FindingFact, FindingSort, Link } from '../handover.incidents.ts'
import { areaOf } from './area.ts'
import { whoOf } from './who.ts'

/** One deed rests no longer than this between two of its changes. */
const deedMs = 10 * 60_000
/** A roll-out over several hosts, a census of a large one, or a file that changes again and again. */
const dayMs = 24 * 3_600_000

/** What no deployment brings about. */
const plantedReasons: ReadonlySet<ReasonCode> = new Set([
  'malicious',
  'execution-directive',
  'executable-in-upload',
  'executable-name',
  'executable-content',
  'active-content',
  'type-disagrees',
  'other-view',
])
/** These say nothing of where the content comes from. */
const contentless: ReadonlySet<FindingKind> = new Set(['metadata', 'rewritten', 'other-view'])

function isPlanted({ reasons }: FindingFact): boolean {
  return reasons.some(reason => plantedReasons.has(reason))
}

export function sortOf(fact: FindingFact): FindingSort {
  // Each critical file of a first census is worth an incident of its own; all else is what the host was found with.
  if (fact.firstCensus && fact.worst !== 'critical') return 'census'
  if (isPlanted(fact)) return 'planted'
  if (fact.firstCensus) return 'found'
  return fact.kind === 'removed' && fact.payment ? 'gone' : 'change'
}

/** Where a shop's own pages changed their plugins or templates; empty for all that anybody else did, and for all else. */
export function ownArea(fact: FindingFact): string {
  return isWebServer(fact.actor) ? areaOf(fact.profile, fact.path) : ''
}

/** In the order of `linkRules`: the strongest first. */
export function linksOf(fact: FindingFact): readonly Link[] {
  if (sortOf(fact) === 'census') return [link('census', dayMs, [fact.host])]
  return fact.firstCensus ? contentLinks(fact) : [...contentLinks(fact), pathLink(fact), ...deedLinks(fact)]
}

function contentLinks(fact: FindingFact): readonly Link[] {
  const { customer, root, path, digest, kind } = fact
  if (digest === null || contentless.has(kind)) return []
  // Planted content is sought wherever it lies. Of all else, equal files are common, and only the same path says something.
  const elsewhere = isPlanted(fact)
    ? link('content', null, [customer, digest])
    : link('content', dayMs, [customer, digest, path])
  return [link('again', null, [root, path, digest]), elsewhere]
}

/** Another actor at the same path is another matter. */
function pathLink(fact: FindingFact): Link {
  return link('path', dayMs, [fact.root, fact.path, actorKey(fact)])
}

function deedLinks(fact: FindingFact): readonly Link[] {
  // An attack of which only a part was seen to be somebody's is one all the same. Two known actors are not joined so, unless
  // both planted something.
  const isGrave = isPlanted(fact) || (fact.worst === 'critical' && fact.actor === 'unknown')
  const deed =
    fact.actor === 'unknown'
      ? link('time', deedMs, [fact.root])
      : link('actor', deedMs, [fact.host, actorKey(fact), ownArea(fact)])
  return isGrave ? [deed, link('grave', deedMs, [fact.root])] : [deed]
}

function actorKey({ actor }: FindingFact): string {
  return actor === 'unknown' ? '' : whoOf(actor)
}

/** Paths can be long; what stands in the key is a digest of all that is to be equal. */
function link(rule: LinkRule, windowMs: number | null, equal: readonly (string | number)[]): Link {
  const digest = createHash('sha256').update(JSON.stringify([rule, ...equal]))
  return { rule, windowMs, key: `${rule}:${digest.digest('base64url')}` }
}
