// Owns what is done when an agent has proved itself: its own account of its chain is compared with ours, and the roots that
// its host's config adds become known. Bindings and welcome are put together by whoever asks.
import type { Head } from '@sekisho/shared/wire.ts'
import type { Arrival } from '../handover.ts'
import { headOf, placeOfArrival } from './chain.ts'
import { recordFork } from './fork.ts'
import type { Setting } from './judging.ts'

const maxRoots = 1_000

export function applyArrival(setting: Setting, arrival: Arrival): { head: Head | null; forked: boolean } {
  const { ledger } = setting
  const { host, at, boot, epoch } = arrival
  const chain = ledger.chain(host)
  if (chain === null) return { head: null, forked: false }
  const { forked, detail } = placeOfArrival(chain, arrival, ledger)
  if (detail !== null) recordFork(ledger, host, detail, at)
  if (!forked && epoch === chain.epoch) ledger.sawBoot(host, boot)
  addLocalRoots(setting, arrival)
  return { head: headOf(chain), forked }
}

/** A host's own config may add roots; what is bound here it can neither narrow nor bind anew. */
function addLocalRoots({ ledger, classes }: Setting, { host, localRoots }: Arrival): void {
  let room = maxRoots - ledger.rootPaths(host).length
  const named = new Map<number, string>()
  for (const local of localRoots) {
    const profile = classes.known(local.profile)
    const root = ledger.root(host, local.root)
    if (root === null && room-- > 0) ledger.addRoot(host, local.root, profile)
    else if (root !== null) named.set(root.id, profile)
  }
  ledger.setLocalProfiles(host, named)
}
