// Owns the address bar: the one place where the view is kept, so that reload, links and the back button all work.
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { readView, type View, viewSearch } from './view.ts'

const moved = new Set<() => void>()

function subscribe(hear: () => void): () => void {
  moved.add(hear)
  window.addEventListener('popstate', hear)
  return () => {
    moved.delete(hear)
    window.removeEventListener('popstate', hear)
  }
}

export type Go = (change: Partial<View>, how?: 'push' | 'replace') => void

/** The view now, and how to change it. `push` leaves the view before it to the back button. */
export function useView(): [View, Go] {
  const search = useSyncExternalStore(subscribe, () => window.location.search)
  const view = useMemo(() => readView(search), [search])
  const go = useCallback<Go>((change, how = 'replace') => {
    const to = `${window.location.pathname}${viewSearch({ ...readView(window.location.search), ...change })}`
    if (how === 'push') window.history.pushState(null, '', to)
    else window.history.replaceState(null, '', to)
    for (const hear of moved) hear()
  }, [])
  return [view, go]
}
