// Owns the answer to "from when to when was each file of this incident there?", from what store keeps of its paths.
// The bounds are presence.ts's.
import type { EpisodeRow, ExposureRow } from '@sekisho/shared/api.exposure.ts'
import { isoTime, safeTime } from '@sekisho/shared/clock.ts'
import type { Page } from '../handover.asks.ts'
import type { ExposureDoors, ExposureReads, PathHistory, RootLedger } from '../handover.exposure.ts'
import { type Episode, episodesOf, RootCover } from './presence.ts'

/** The newest of each file: a re-dropper makes one a second. */
const maxEpisodes = 100
const maxUnsure = 50

/** Null when the customer has no such incident. */
export async function answerExposure(
  wish: Parameters<ExposureDoors['exposure']>[0],
  read: ExposureReads['exposure'],
  now: number,
): Promise<Page<ExposureRow> | null> {
  const page = await read({ ...wish, now })
  if (page === null) return null
  const covers = new Map([...page.roots].map(([root, ledger]) => [root, coverOf(ledger, page.paths, root, now)]))
  const items = page.paths.flatMap(history => {
    const cover = covers.get(history.root)
    return cover === undefined ? [] : [rowOf(history, cover, now)]
  })
  return { items, next: page.next }
}

/** Over all that is asked of it: from the first look or sight to now, or to where the host's clock is. */
function coverOf(ledger: RootLedger, paths: readonly PathHistory[], root: number, now: number): RootCover {
  const times = paths.filter(one => one.root === root).flatMap(({ sights }) => sights.map(({ at }) => at))
  const from = [...times, ...ledger.looks.map(look => look.from)]
  return new RootCover(
    ledger,
    from.reduce((a, b) => Math.min(a, b), now),
    Math.max(now, ledger.newest?.until ?? now),
  )
}

function rowOf(history: PathHistory, cover: RootCover, now: number): ExposureRow {
  const all = episodesOf(history, cover, now)
  const { file, host, rootPath, path, sha256, prunedUntil } = history
  return {
    ...{ file, host, root: rootPath, path, sha256 },
    episodes: all.slice(-maxEpisodes).map(episode => episodeRow(episode, cover, now)),
    moreEpisodes: Math.max(all.length - maxEpisodes, 0),
    notKeptBefore: timeOrNull(prunedUntil),
    served: 'unknown',
  }
}

function episodeRow({ state, from, to, sight, cut }: Episode, cover: RootCover, now: number): EpisodeRow {
  const { finding, kind, noticed, receivedAt, flaggedAt, claims, between } = sight
  const unsure = cover.unsure(from.notBefore ?? from.atLatest, to.atLatest ?? Math.max(now, to.notBefore ?? now))
  return {
    state,
    from: { notBefore: timeOrNull(from.notBefore), atLatest: safeTime(from.atLatest) },
    to: { notBefore: timeOrNull(to.notBefore), atLatest: timeOrNull(to.atLatest) },
    ...{ finding, kind, noticed },
    receivedAt: isoTime(receivedAt),
    flaggedAt: flaggedAt === null ? null : isoTime(flaggedAt),
    claims: claims === null ? null : { ctime: safeTime(claims.ctime), mtime: safeTime(claims.mtime) },
    contents: state === 'between' ? between.map(({ at, ...seen }) => ({ at: safeTime(at), ...seen })) : [],
    unsure: unsure.slice(0, maxUnsure).map(piece => ({
      from: safeTime(piece.from),
      to: safeTime(piece.to),
      state: piece.state,
      grade: piece.grade,
      causes: [...piece.causes],
    })),
    moreUnsure: Math.max(unsure.length - maxUnsure, 0),
    cut,
  }
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : safeTime(at)
}
