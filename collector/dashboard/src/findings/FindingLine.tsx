// Owns one finding as two lines of the list. The whole line is one link, so that it opens by click, by key, and in a tab
// of its own; what follows from that is the list's.
import { actorText } from '@sekisho/shared/actor.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from 'react'
import list from '../list/list.module.css'
import { Ago, ShortMoment } from '../words/Moment.tsx'
import { Foreign, PathLine } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './findings.module.css'
import { SeverityMark } from './SeverityMark.tsx'

/** What stands only where it differs from what the list is for: unauthorised and open. */
function Standing({ row }: { row: FindingRow }) {
  const say = useSay()
  const words = [
    ...(row.verdict === 'unauthorised' ? [] : [say(`verdict.${row.verdict}`)]),
    ...(row.open ? [] : [say('page.settled')]),
  ]
  return (
    words.length > 0 && <span className={`${classes.quiet} ${classes.clip}`}>{words.join(say('page.list-comma'))}</span>
  )
}

interface FindingLineProps {
  readonly row: FindingRow
  /** Address of its drawer. */
  readonly href: string
  /** In the order of Tab: one line of the list at a time. */
  readonly reachable: boolean
  /** The keyboard has just moved here. */
  readonly takesFocus: boolean
  readonly onOpen: (id: number) => void
  readonly onFocus: (id: number) => void
  readonly onKey: (event: KeyboardEvent) => void
}

export const FindingLine = memo(function FindingLine(props: FindingLineProps) {
  const { row, reachable, takesFocus } = props
  const say = useSay()
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    // The list has scrolled already; the browser's own scrolling would fight with it.
    if (takesFocus) link.current?.focus({ preventScroll: true })
  }, [takesFocus])

  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    props.onOpen(row.id)
  }
  return (
    <>
      <span className={classes.cellSeverity}>
        <SeverityMark severity={row.severity} />
        <Standing row={row} />
      </span>
      <span className={classes.cellPath}>
        <a
          ref={link}
          href={props.href}
          className={list.line}
          tabIndex={reachable ? 0 : -1}
          onClick={open}
          onFocus={() => props.onFocus(row.id)}
          onKeyDown={props.onKey}
        >
          {row.path === '' ? say('page.root-itself') : <PathLine path={row.path} />}
        </a>
        <span className={classes.reasons}>
          <span className={classes.kind}>{say(`kind.${row.kind}`)}</span>
          {row.payment && <span className={classes.payment}>{say('class.payment')}</span>}
          {row.reasons.map(reason => say(`reason.${reason}`)).join(say('page.list-comma'))}
          {row.actor !== null && (
            <>
              {' · '}
              <Foreign text={actorText(row.actor)} />
            </>
          )}
        </span>
      </span>
      <span className={classes.cellHost}>
        <span className={classes.clip}>
          <Foreign text={row.host} />
          {row.site !== null && (
            <>
              <span className={classes.quiet}> · </span>
              <Foreign text={row.site} />
            </>
          )}
        </span>
        <PathLine path={row.root} quiet />
      </span>
      <span className={classes.cellTime}>
        <ShortMoment at={row.at} />
        <span className={classes.quiet}>
          <Ago at={row.at} />
        </span>
      </span>
    </>
  )
})
