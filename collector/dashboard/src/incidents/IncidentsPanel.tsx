// Owns the list of incidents: those that are to be worked on, or all, the newest first.
import { Alert, SegmentedControl } from '@mantine/core'
import type { IncidentRow } from '@sekisho/shared/api.incidents.ts'
import { incidentKindKey } from '@sekisho/shared/incident-text.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type MouseEvent, type ReactNode, useState } from 'react'
import type { Go } from '../app/address.ts'
import { type View, viewSearch } from '../app/view.ts'
import { incidentsQuestion } from '../asks/questions.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import list from '../list/list.module.css'
import { More } from '../list/More.tsx'
import { Glyph } from '../words/Glyph.tsx'
import { Loading } from '../words/Loading.tsx'
import { Ago, ShortMoment } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'
import { useSentence } from './useSentence.ts'

interface IncidentsPanelProps {
  readonly view: View
  readonly go: Go
}

const wanted = ['unclosed', 'all'] as const

export function IncidentsPanel({ view, go }: IncidentsPanelProps) {
  const say = useSay()
  const [state, choose] = useState<(typeof wanted)[number]>('unclosed')
  const asked = useInfiniteQuery(incidentsQuestion(state))
  const rows = asked.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section className={list.panel} aria-labelledby="incidents-title">
      <div className={list.bar}>
        <h2 id="incidents-title" className={list.title}>
          {say('page.incidents')}
          {!asked.isPending && (
            <span className={list.count}>
              {rows.length.toLocaleString()}
              {asked.hasNextPage && '+'}
            </span>
          )}
        </h2>
        <SegmentedControl
          size="xs"
          aria-label={say('incidents.state')}
          value={state}
          onChange={value => choose(value === 'all' ? 'all' : 'unclosed')}
          data={wanted.map(value => ({ value, label: say(`incidents.${value}`) }))}
        />
      </div>
      <div className={list.frame}>
        <Standing error={asked.error} pending={asked.isPending} isEmpty={rows.length === 0} all={state === 'all'}>
          <ol className={classes.list} aria-label={say('page.incidents')}>
            {rows.map(row => (
              <Line key={row.id} row={row} view={view} go={go} />
            ))}
          </ol>
          <More of={asked} apart />
        </Standing>
      </div>
    </section>
  )
}

interface StandingProps {
  readonly error: Error | null
  readonly pending: boolean
  readonly isEmpty: boolean
  readonly all: boolean
  readonly children: ReactNode
}

/** The list, or what stands in its place. */
function Standing({ error, pending, isEmpty, all, children }: StandingProps) {
  const say = useSay()
  if (error !== null && isEmpty)
    return (
      <Alert color="red" variant="outline" m="md" title={say('incidents.not-listed')}>
        {error.message}
      </Alert>
    )
  if (pending)
    return (
      <div className={list.nothing}>
        <Loading />
      </div>
    )
  if (!isEmpty) return children
  return (
    <div className={list.nothing}>
      <span className={list.calm} data-whole>
        <Glyph shape="tick" />
      </span>
      <h3 className={list.nothingTitle}>{say(all ? 'incidents.none-here' : 'incidents.none')}</h3>
    </div>
  )
}

function Line({ row, view, go }: IncidentsPanelProps & { readonly row: IncidentRow }) {
  const say = useSay()
  const sentence = useSentence()
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ incident: row.id }, 'push')
  }
  return (
    <li className={classes.row} data-severity={row.severity} data-open={row.id === view.incident || undefined}>
      <span className={list.cell}>
        <SeverityMark severity={row.severity} />
        <span className={classes.quiet}>{say(`incident-state.${row.state}`)}</span>
      </span>
      <span className={list.cell}>
        <a className={list.line} href={viewSearch({ ...view, incident: row.id })} onClick={open}>
          <Foreign text={sentence(row)} />
        </a>
        <span className={classes.quiet}>
          {say(incidentKindKey(row))} · {say('incidents.counts', { findings: row.findings, open: row.open })} ·{' '}
          <Foreign text={[...row.sites, ...row.hosts].join(', ')} />
        </span>
      </span>
      <span className={list.cellTime}>
        <ShortMoment at={row.lastAt} />
        <span className={classes.quiet}>
          <Ago at={row.lastAt} />
        </span>
      </span>
    </li>
  )
}
