// Owns the findings' side of the page: filters, the list with its scroll, the pill that announces what waits.

import { Alert, Button } from '@mantine/core'
import type { HostRow } from '@sekisho/shared/api.ts'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import type { Go } from '../app/address.ts'
import { listsSame, plainView, type View } from '../app/view.ts'
import list from '../list/list.module.css'
import type { NewsDesk } from '../live/news.ts'
import { Glyph } from '../words/Glyph.tsx'
import { Loading } from '../words/Loading.tsx'
import { useSay } from '../words/words.ts'
import { Filters } from './Filters.tsx'
import { FindingList } from './FindingList.tsx'
import classes from './findings.module.css'
import { NothingHere, NothingUnauthorised } from './Nothing.tsx'
import { type Findings, useFindings } from './useFindings.ts'

interface FindingsPanelProps {
  readonly view: View
  readonly go: Go
  readonly desk: NewsDesk
  readonly hosts: readonly HostRow[]
  /** The live stream has opened, or will not soon. */
  readonly ready: boolean
}

/** Less than this from the top counts as being there. */
const topPx = 8

export function FindingsPanel({ view, go, desk, hosts, ready }: FindingsPanelProps) {
  const say = useSay()
  const scroller = useRef<HTMLDivElement>(null)
  const [scrolled, setScrolled] = useState(false)
  const findings = useFindings({ view, desk, ready, held: scrolled || view.finding !== null })
  const { askMore } = findings
  const onOpen = useCallback((id: number) => go({ finding: id }, 'push'), [go])
  const toTop = () => scroller.current?.scrollTo({ top: 0 })

  return (
    <section className={list.panel} aria-labelledby="findings-title">
      <div className={list.bar}>
        <h2 id="findings-title" className={list.title}>
          {say('page.findings')}
          {!findings.pending && (
            <span className={list.count}>
              {findings.rows.length.toLocaleString()}
              {findings.more && '+'}
            </span>
          )}
        </h2>
        <Filters view={view} go={go} hosts={hosts} />
      </div>
      <div className={classes.listFrame}>
        <Pill findings={findings} scrolled={scrolled} onUp={toTop} />
        <div
          ref={scroller}
          className={classes.scroller}
          onScroll={event => setScrolled(event.currentTarget.scrollTop > topPx)}
        >
          <List findings={findings} view={view} hosts={hosts} onPlain={() => go({ ...plainView })}>
            <FindingList
              rows={findings.rows}
              more={findings.more}
              view={view}
              scroller={scroller}
              onOpen={onOpen}
              onEnd={askMore}
            />
          </List>
        </div>
        {findings.error !== null && findings.rows.length > 0 && (
          <div role="alert" className={classes.trouble}>
            {say('page.not-more')} {findings.error.message}
            <Button size="compact-xs" variant="default" onClick={findings.askAgain}>
              {say('page.again')}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}

interface ListProps {
  readonly findings: Findings
  readonly view: View
  readonly hosts: readonly HostRow[]
  readonly onPlain: () => void
  readonly children: ReactNode
}

/** The list, or what stands in its place. */
function List({ findings, view, hosts, onPlain, children }: ListProps) {
  const say = useSay()
  if (findings.error !== null && findings.rows.length === 0) {
    return (
      <Alert color="red" variant="outline" m="md" title={say('page.not-listed')}>
        {findings.error.message}{' '}
        <Button size="compact-xs" variant="default" onClick={findings.askAgain}>
          {say('page.again')}
        </Button>
      </Alert>
    )
  }
  if (findings.pending) {
    return (
      <div className={list.nothing}>
        <Loading />
      </div>
    )
  }
  if (findings.rows.length > 0) return children
  return listsSame(view, plainView) ? <NothingUnauthorised hosts={hosts} /> : <NothingHere onPlain={onPlain} />
}

/** Says what has arrived above, instead of moving what is being read. */
function Pill({ findings, scrolled, onUp }: { findings: Findings; scrolled: boolean; onUp: () => void }) {
  const say = useSay()
  const words =
    findings.waiting > 0 ? say('page.new', { count: findings.waiting }) : findings.changed ? say('page.changed') : null
  return (
    <div role="status" className={classes.pillPlace}>
      {scrolled && words !== null && (
        <Button
          size="compact-sm"
          radius="xl"
          onClick={onUp}
          leftSection={<Glyph shape="up" />}
          className={classes.pill}
        >
          {words}
        </Button>
      )}
    </div>
  )
}
