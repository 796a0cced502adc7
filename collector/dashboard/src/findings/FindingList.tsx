// Owns the long list: only the lines in sight exist, whatever its length; arrows move through it; it never jumps.
import type { FindingRow } from '@sekisho/shared/api.ts'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useState } from 'react'
import { type View, viewSearch } from '../app/view.ts'
import { useSay } from '../words/words.ts'
import { FindingLine } from './FindingLine.tsx'
import classes from './findings.module.css'

/** Height of two lines with their padding, the same in findings.module.css. */
const rowHeight = 58
const beyondSight = 8
const pageKeyRows = 10

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: pageKeyRows,
  PageUp: -pageKeyRows,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

interface FindingListProps {
  readonly rows: readonly FindingRow[]
  readonly more: boolean
  readonly view: View
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onOpen: (id: number) => void
  readonly onEnd: () => void
}

export function FindingList({ rows, more, view, scroller, onOpen, onEnd }: FindingListProps) {
  const say = useSay()
  const [active, setActive] = useState<{ id: number; moved: boolean } | null>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: index => rows[index]?.id ?? index,
    overscan: beyondSight,
  })
  const lines = virtual.getVirtualItems()
  const atEnd = (lines.at(-1)?.index ?? 0) >= rows.length - beyondSight
  useEffect(() => {
    if (atEnd && more) onEnd()
  }, [atEnd, more, onEnd])

  const onFocus = useCallback((id: number) => setActive({ id, moved: false }), [])
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    const from = rows.findIndex(row => row.id === active?.id)
    const to = Math.min(Math.max(from + step, 0), rows.length - 1)
    const row = rows[to]
    if (row === undefined) return
    virtual.scrollToIndex(to)
    setActive({ id: row.id, moved: true })
  }
  const reachable = lines.some(({ key }) => key === active?.id) ? active?.id : rows[lines[0]?.index ?? 0]?.id

  return (
    <>
      {/* For the eye only: each line says in words what its places mean. */}
      <div aria-hidden="true" className={`${classes.head} ${classes.row}`}>
        <span>{say('page.severity')}</span>
        <span>{say('page.path-and-reasons')}</span>
        <span className={classes.cellHost}>{say('page.host-and-root')}</span>
        <span className={classes.cellTime}>{say('page.observed')}</span>
      </div>
      <ol aria-label={say('page.findings')} className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index, start, key }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <li
              key={key}
              aria-posinset={index + 1}
              aria-setsize={more ? -1 : rows.length}
              className={classes.row}
              data-severity={row.severity}
              data-open={row.id === view.finding || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              <FindingLine
                row={row}
                href={viewSearch({ ...view, finding: row.id })}
                reachable={row.id === reachable}
                takesFocus={row.id === active?.id && active.moved}
                onOpen={onOpen}
                onFocus={onFocus}
                onKey={onKey}
              />
            </li>
          )
        })}
      </ol>
    </>
  )
}
