// Owns one window as it is listed: when, whose changes, who announced it and why, how much it covered, and its closing.
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { actorMatchText } from '@sekisho/shared/window.ts'
import type { MouseEvent } from 'react'
import type { Go } from '../app/address.ts'
import { plainView, type View, viewSearch } from '../app/view.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Marks } from '../sheet/Sheet.tsx'
import { ShortMoment } from '../words/Moment.tsx'
import { useNow } from '../words/now.ts'
import { Foreign } from '../words/PathShown.tsx'
import { shortLocal } from '../words/time.ts'
import { useSay } from '../words/words.ts'
import { CloseWindow } from './CloseWindow.tsx'
import { neverBegan, stretchOf } from './shown.ts'
import classes from './windows.module.css'

interface WindowItemProps {
  readonly row: WindowRow
  readonly view: View
  readonly go: Go
}

export function WindowItem({ row, view, go }: WindowItemProps) {
  const say = useSay()
  const asker = useAsker()
  const never = neverBegan(row)
  return (
    <li className={classes.window} data-state={row.state}>
      <Marks>
        <strong className={classes.state}>
          {never ? say('windows.never-began') : say(`window-state.${row.state}`)}
        </strong>
        <span>
          <ShortMoment at={row.from} />
          {!never && (
            <>
              {' – '}
              <ShortMoment at={row.until} />
            </>
          )}
        </span>
        <span className={classes.quiet}>#{row.id}</span>
      </Marks>
      {!never && <Bar row={row} />}
      <Whose row={row} />
      {row.reason !== '' && (
        <p className={classes.reason}>
          <Foreign text={row.reason} />
        </p>
      )}
      <p className={classes.quiet}>
        <Foreign text={say('windows.announced', { by: row.openedBy })} /> <ShortMoment at={row.openedAt} />
        {row.closed !== null && (
          <>
            {' · '}
            <Foreign text={say('windows.closed', { by: row.closed.by })} /> <ShortMoment at={row.closed.at} />
          </>
        )}
      </p>
      {row.state !== 'planned' && !never && <Counts row={row} view={view} go={go} />}
      {row.state !== 'ended' && asker.may('announce') && <CloseWindow row={row} />}
    </li>
  )
}

/** The window, its grace time behind it, and where it is now. */
function Bar({ row }: { readonly row: WindowRow }) {
  const say = useSay()
  const now = useNow()
  const stretch = stretchOf(row, now)
  const [from, until, grace] = [row.from, row.until, row.graceUntil].map(at => shortLocal(at, now))
  const words = say('windows.bar', { from: from ?? '', until: until ?? '', grace: grace ?? '' })
  return (
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" className={classes.bar} role="img" aria-label={words}>
      <title>{words}</title>
      <rect x="0" y="1" width="100" height="6" className={classes.grace} />
      <rect x="0" y="1" width={stretch.open} height="6" className={classes.open} />
      {stretch.now !== null && <line x1={stretch.now} x2={stretch.now} y1="0" y2="8" className={classes.now} />}
    </svg>
  )
}

function Whose({ row: { actors, anyActor } }: { readonly row: WindowRow }) {
  const say = useSay()
  if (anyActor)
    return (
      <p className={classes.actors}>
        <strong className={classes.any}>{say('windows.any-actor')}</strong>{' '}
        <span className={classes.quiet}>{say('windows.weaker')}</span>
      </p>
    )
  return (
    <p className={classes.actors}>
      {actors.map((match, place) => {
        const text = actorMatchText(match)
        return (
          <span key={text}>
            {place > 0 && <span className={classes.quiet}> {say('windows.or')} </span>}
            <code className={classes.actor}>
              <Foreign text={text} />
            </code>
          </span>
        )
      })}
    </p>
  )
}

/** What came of it so far. */
function Counts({ row, view, go }: WindowItemProps) {
  const say = useSay()
  const now = useNow()
  const { state, expected, covers, uncovered, graceUntil, site } = row
  const there: View = { ...plainView, site, verdict: 'expected', open: 'all' }
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ ...there, finding: view.finding }, 'push')
  }
  return (
    <p className={classes.counts}>
      <span>
        {say('windows.made-expected')}: <b>{expected.toLocaleString()}</b>
      </span>
      {state === 'ended' ? (
        <span data-left={(uncovered ?? 0) > 0 || undefined}>
          {uncovered === null ? (
            say('windows.being-judged')
          ) : (
            <>
              {say('windows.uncovered')}: <b>{uncovered.toLocaleString()}</b>
            </>
          )}
        </span>
      ) : (
        <a href={`/${viewSearch(there)}`} onClick={open} title={say('windows.look', { site: showPath(site) })}>
          {say('windows.resting')}: <b>{covers.toLocaleString()}</b>
        </a>
      )}
      {state !== 'ended' && covers > 0 && (
        <span className={classes.quiet}>{say('windows.resting-until', { grace: shortLocal(graceUntil, now) })}</span>
      )}
    </p>
  )
}
