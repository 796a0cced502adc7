// Owns the line of time of one root: a bar for each stretch, its words below when it is pointed at or reached by the keys.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useNow } from '../words/now.ts'
import { shortLocal } from '../words/time.ts'
import { type Say, useSay } from '../words/words.ts'
import { type Bar, barsOf } from './bars.ts'
import classes from './coverage.module.css'

/** One stop for the Tab key; arrows go from bar to bar. */
export function TimeLine({ coverage }: { coverage: Coverage }) {
  const say = useSay()
  const now = useNow()
  const list = useRef<HTMLOListElement>(null)
  const bars = barsOf(coverage)
  const [reached, setReached] = useState(0)
  const [shown, setShown] = useState<number | null>(null)
  const stop = Math.min(reached, bars.length - 1)
  const go = (event: KeyboardEvent) => {
    const next = { ArrowRight: stop + 1, ArrowLeft: stop - 1, Home: 0, End: bars.length - 1 }[event.key]
    if (next === undefined || bars[next] === undefined) return
    event.preventDefault()
    setReached(next)
    list.current?.querySelectorAll('button')[next]?.focus()
  }
  const bar = shown === null ? undefined : bars[shown]
  return (
    <>
      <ol ref={list} className={classes.line} onKeyDown={go} onMouseLeave={() => setShown(null)}>
        {bars.map((one, index) => (
          <li key={one.from} className={classes.stretch} style={{ flexGrow: one.share }}>
            <button
              type="button"
              className={classes.bar}
              data-look={one.look}
              data-late={one.late || undefined}
              tabIndex={index === stop ? 0 : -1}
              aria-label={barText(one, now, say)}
              onFocus={() => {
                setReached(index)
                setShown(index)
              }}
              onBlur={() => setShown(null)}
              onMouseEnter={() => setShown(index)}
            />
          </li>
        ))}
      </ol>
      <div className={classes.ends} aria-hidden="true">
        <span>{shortLocal(coverage.from, now)}</span>
        <span>{shortLocal(coverage.to, now)}</span>
      </div>
      <p className={classes.words}>{bar === undefined ? summary(coverage, bars, now, say) : barText(bar, now, say)}</p>
    </>
  )
}

/** What the line shows, in words, while nobody points at it. */
function summary({ knownUntil }: Coverage, bars: readonly Bar[], now: number, say: Say): string {
  const gaps = bars.filter(({ look }) => look === 'gap').length
  const known =
    knownUntil === null ? say('coverage.nothing-known') : say('coverage.known-to', { at: shortLocal(knownUntil, now) })
  return gaps === 0 ? known : `${say('coverage.gaps', { count: gaps })} ${known}`
}

function barText({ from, to, look, late, causes }: Bar, now: number, say: Say): string {
  const what =
    look === 'gap'
      ? say('coverage.gap', { causes: causes.map(cause => say(`gap.${cause}`)).join(', ') })
      : look === 'unknown'
        ? say('coverage.unknown')
        : say(`grade.${look}`)
  const told = late ? ` (${say('coverage.late')})` : ''
  return `${shortLocal(from, now)} – ${shortLocal(to, now)}: ${what}${told}`
}
