// Owns the list behind the page: asked page by page, kept current by live news, held still while somebody reads.
import type { FindingRow } from '@sekisho/shared/api.ts'
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { View } from '../app/view.ts'
import { ask } from '../asks/ask.ts'
import type { Listing } from '../asks/questions.ts'
import type { NewsDesk } from '../live/news.ts'
import { mergeNews, newestId } from './merge.ts'

const pageRows = 200

export interface Findings {
  readonly rows: readonly FindingRow[]
  /** New findings that wait until the reader is back at the top. */
  readonly waiting: number
  /** The list has changed while it was held still. */
  readonly changed: boolean
  readonly more: boolean
  readonly asking: boolean
  readonly pending: boolean
  readonly error: Error | null
  askMore(): void
  askAgain(): void
}

interface Asked {
  readonly view: View
  readonly desk: NewsDesk
  /** Asking before the stream has opened would lose what is judged in between. */
  readonly ready: boolean
  /** Nothing may move, because somebody reads further down or in the drawer. */
  readonly held: boolean
}

export function useFindings({ view, desk, ready, held }: Asked): Findings {
  const params = listParams(view)
  const key = ['findings', params] as const
  const list = useInfiniteQuery({
    queryKey: key,
    enabled: ready,
    queryFn: ({ pageParam, signal }) => ask<Listing<FindingRow>>('findings', { ...params, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })
  const listed = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
  const news = useSyncExternalStore(desk.subscribe, desk.read)
  const pin = usePin(held, Math.max(newestId(listed), news.findings[0]?.id ?? 0))
  const merged = useMemo(() => mergeNews(listed, news.findings, view, pin), [listed, news.findings, view, pin])
  const refresh = useRefresh(desk, key)

  const due = news.changed && !held && !list.isFetching && !list.isError
  useEffect(() => {
    if (due) void refresh()
  }, [due, refresh])

  return {
    ...merged,
    changed: news.changed && held,
    more: list.hasNextPage,
    asking: list.isFetching,
    pending: list.isPending,
    error: list.error,
    askMore: () => void (list.hasNextPage && !list.isFetching && !list.isError && list.fetchNextPage()),
    askAgain: () => void refresh(),
  }
}

function listParams(view: View) {
  return {
    order: 'newest',
    limit: pageRows,
    host: view.host,
    site: view.site,
    path: view.path,
    severity: view.severity,
    verdict: view.verdict === 'all' ? '' : view.verdict,
    open: view.open === 'all' ? '' : view.open,
  }
}

/** The newest id at the moment when the list was held; null while it is not. */
function usePin(held: boolean, newest: number): number | null {
  const [pin, setPin] = useState<number | null>(null)
  if (held && pin === null) setPin(newest)
  if (!held && pin !== null) setPin(null)
  return held ? (pin ?? newest) : null
}

/** Asks for the first page anew; later pages are asked again as they are scrolled to. */
function useRefresh(desk: NewsDesk, key: readonly ['findings', ReturnType<typeof listParams>]): () => Promise<void> {
  const client = useQueryClient()
  const name = JSON.stringify(key)
  return useCallback(async () => {
    const queryKey = JSON.parse(name) as typeof key
    const known = desk.read().findings[0]?.id ?? 0
    desk.enterAsked()
    client.removeQueries({ queryKey: ['findings'], type: 'inactive' })
    client.setQueryData<InfiniteData<Listing<FindingRow>, string | null>>(
      queryKey,
      list => list && { pages: list.pages.slice(0, 1), pageParams: list.pageParams.slice(0, 1) },
    )
    await client.refetchQueries({ queryKey, exact: true })
    // What was known before the asking is in the answer, or does not fit the view: no longer news.
    if (client.getQueryState(queryKey)?.status === 'success') desk.dropUpTo(known)
    else desk.markChanged()
  }, [client, desk, name])
}
