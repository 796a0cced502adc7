// Owns the page's questions about what is permitted and who may decide on it, by their cache keys.
import type { ApprovalRow } from '@sekisho/shared/api.approvals.ts'
import type { Composition } from '@sekisho/shared/api.compose.ts'
import type { Asker } from '@sekisho/shared/api.people.ts'
import type { ProfileRow } from '@sekisho/shared/api.profiles.ts'
import type { ComponentRow, Difference, ReleaseRow, ReplacedRow, Standing } from '@sekisho/shared/api.releases.ts'
import type { SiteRow } from '@sekisho/shared/api.ts'
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from './ask.ts'
import type { Listing } from './questions.ts'

/** First words of the cache keys that a change of the allowlist makes stale. */
export const allowlistNames = [
  'releases',
  'components',
  'difference',
  'approvals',
  'sites',
  'windows',
  'replaced',
] as const

/** Roles change so seldom that a fresh page is soon enough: the API refuses in any case. */
export const askerQuestion = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask<Asker>('session', {}, signal),
})

/** In the order of their publishing. */
export const releasesQuestion = queryOptions({
  queryKey: ['releases'],
  queryFn: async ({ signal }) => (await ask<Listing<ReleaseRow>>('releases', {}, signal)).items,
})

export const componentsQuestion = queryOptions({
  queryKey: ['components'],
  queryFn: async ({ signal }) => (await ask<Listing<ComponentRow>>('components', {}, signal)).items,
})

/** `against`: null for the release that it would replace, 0 for an empty one. */
export function differenceQuestion(release: number, against: number | null) {
  return queryOptions({
    queryKey: ['difference', release, against],
    queryFn: ({ signal }) => ask<Difference>(`releases/${release}/difference`, { against }, signal),
  })
}

/** The newest first. */
export function approvalsQuestion(state: 'waiting' | 'all') {
  return queryOptions({
    queryKey: ['approvals', state],
    queryFn: async ({ signal }) => {
      const filter = { state: state === 'all' ? null : state }
      return (await ask<Listing<ApprovalRow>>('approvals', filter, signal)).items
    },
  })
}

/** Time alone opens and ends them, and findings come to rest on them. */
const windowsAgainMs = 30_000

/** The newest first. */
export const windowsQuestion = queryOptions({
  queryKey: ['windows'],
  queryFn: async ({ signal }): Promise<readonly WindowRow[]> =>
    (await ask<Listing<WindowRow>>('windows', {}, signal)).items,
  refetchInterval: ({ state: { data = [] } }) => (data.some(({ state }) => state !== 'ended') ? windowsAgainMs : false),
})

/** They change only when the collector is started anew. */
export const profilesQuestion = queryOptions({
  queryKey: ['profiles'],
  queryFn: async ({ signal }) => (await ask<Listing<ProfileRow>>('profiles', {}, signal)).items,
})

/** Hosts are served one after the other, and what was judged is not announced. */
const replacedAgainMs = 30_000

export const replacedQuestion = queryOptions({
  queryKey: ['replaced'],
  refetchInterval: replacedAgainMs,
  queryFn: async ({ signal }) => (await ask<Listing<ReplacedRow>>('components/replaced', {}, signal)).items,
})

export const sitesQuestion = queryOptions({
  queryKey: ['sites'],
  queryFn: async ({ signal }) => (await ask<Listing<SiteRow>>('sites', {}, signal)).items,
})

/** As it was when asked: a busy shop would else be compared anew each second. */
export function standingQuestion(release: number, host: string, root: string) {
  return queryOptions({
    queryKey: ['standing', release, host, root],
    queryFn: ({ signal }) => ask<Standing>(`releases/${release}/standing`, { host, root }, signal),
  })
}

/** As it was when asked, too. `root`: null for all that the site has on the host. */
export function compositionQuestion(site: string, host: string, root: string | null) {
  return queryOptions({
    queryKey: ['composition', site, host, root],
    queryFn: ({ signal }) => ask<Composition>(`sites/${encodeURIComponent(site)}/composition`, { host, root }, signal),
  })
}
