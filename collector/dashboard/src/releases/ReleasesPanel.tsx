// Owns the list of what is permitted: each component with its releases, those first in which one waits to be confirmed.
import { Alert, Button } from '@mantine/core'
import type { ComponentRow, ReleaseRow, ReplacedRow } from '@sekisho/shared/api.releases.ts'
import { useQuery } from '@tanstack/react-query'
import { type MouseEvent, useState } from 'react'
import type { Go } from '../app/address.ts'
import { type View, viewSearch } from '../app/view.ts'
import { componentsQuestion, releasesQuestion, replacedQuestion } from '../asks/questions.allowlist.ts'
import { useAsker } from '../asks/useAsker.ts'
import list from '../list/list.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { Sites } from '../sites/Sites.tsx'
import { Loading } from '../words/Loading.tsx'
import { Ago, ShortMoment } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { Left } from './Left.tsx'
import { Publish } from './Publish.tsx'
import { byComponent, type Published } from './published.ts'
import classes from './releases.module.css'
import { StateMark } from './StateMark.tsx'

interface ReleasesPanelProps {
  readonly view: View
  readonly go: Go
}

/** Of each component; the rest is history. */
const shownAtFirst = 4

export function ReleasesPanel({ view, go }: ReleasesPanelProps) {
  const say = useSay()
  const releases = useQuery(releasesQuestion)
  const components = useQuery(componentsQuestion)
  const asker = useAsker()
  const form = useOpening()
  const replaced = useQuery(replacedQuestion)
  const unread = [releases, components].find(({ isLoadingError }) => isLoadingError)?.error ?? null
  const groups = byComponent(components.data ?? [], releases.data ?? [])
  return (
    <section className={list.panel} aria-labelledby="releases-title">
      <div className={list.bar}>
        <h2 id="releases-title" className={list.title}>
          {say('page.releases')}
          {releases.data !== undefined && <span className={list.count}>{releases.data.length.toLocaleString()}</span>}
        </h2>
        {asker.may('publish') && !form.isOpen && (
          <Button size="xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
            {say('publish.open')}
          </Button>
        )}
      </div>
      {form.isOpen && (
        <Publish
          onCancel={form.leave}
          onDone={({ id }) => {
            form.leave()
            go({ release: id }, 'push')
          }}
        />
      )}
      <div className={list.frame}>
        {unread === null && replaced.isLoadingError && (
          <Alert color="red" variant="outline" m="md" title={say('replaced.not-read')} role="alert">
            {replaced.error.message}
          </Alert>
        )}
        {unread !== null ? (
          <Alert color="red" variant="outline" m="md" title={say('releases.not-listed')}>
            {unread.message}
          </Alert>
        ) : releases.isPending || components.isPending ? (
          <div className={list.nothing}>
            <Loading />
          </div>
        ) : groups.length === 0 ? (
          <Nothing />
        ) : (
          groups.map(group => (
            <Component
              key={`${group.owner} ${group.component}`}
              group={group}
              left={replaced.data?.find(row => row.component === group.component && row.owner === group.owner)}
              view={view}
              go={go}
            />
          ))
        )}
        <Sites />
      </div>
    </section>
  )
}

function Nothing() {
  const say = useSay()
  return (
    <div className={list.nothing}>
      <h3 className={list.nothingTitle}>{say('releases.none')}</h3>
      <p>{say('releases.none-how')}</p>
    </div>
  )
}

interface ComponentProps extends ReleasesPanelProps {
  readonly group: Published
  readonly left: ReplacedRow | undefined
}

function Component({ group, left, view, go }: ComponentProps) {
  const say = useSay()
  const [whole, showAll] = useState(false)
  const shown = whole ? group.newestFirst : group.newestFirst.slice(0, shownAtFirst)
  const rest = group.newestFirst.length - shown.length
  return (
    <section className={classes.component}>
      <h3 className={classes.componentName}>
        <Foreign text={group.component} />
        {group.held > 0 && <span className={classes.waiting}>{say('releases.waiting', { held: group.held })}</span>}
      </h3>
      <p className={classes.quiet}>
        <Standing group={group} />
      </p>
      {left !== undefined && <Left row={left} />}
      <ol className={classes.list}>
        {shown.map(row => (
          <Line key={row.id} row={row} view={view} go={go} />
        ))}
      </ol>
      {rest > 0 && (
        <Button size="compact-xs" variant="default" className={classes.more} onClick={() => showAll(true)}>
          {say('releases.more', { count: rest })}
        </Button>
      )}
    </section>
  )
}

function Standing({ group: { current, owner, sites } }: { readonly group: ComponentRow }) {
  const say = useSay()
  const places = sites.map(({ site, prefix }) => (prefix === '' ? site : `${site}: ${prefix}/`)).join(', ')
  return (
    <>
      {current === null ? (
        say('releases.no-current')
      ) : (
        <Foreign text={say('releases.current-is', { version: current })} />
      )}
      {owner === 'provider' && ` · ${say('releases.of-provider')}`}
      {' · '}
      {places === '' ? say('releases.no-site') : <Foreign text={places} />}
    </>
  )
}

function Line({ row, view, go }: ReleasesPanelProps & { readonly row: ReleaseRow }) {
  const say = useSay()
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ release: row.id }, 'push')
  }
  return (
    <li className={classes.row} data-state={row.state} data-open={row.id === view.release || undefined}>
      <StateMark state={row.state} />
      <span className={list.cell}>
        <a className={list.line} href={viewSearch({ ...view, release: row.id })} onClick={open}>
          <Foreign text={row.version} />
        </a>
        <span className={classes.quiet}>
          {row.kind === 'adoption' && `${say('release-page.adoption')} · `}
          {row.weak && `${say('release.weak')} · `}
          {say('releases.counts', { files: row.files.toLocaleString() })} ·{' '}
          <Foreign text={say('releases.by', { by: row.publishedBy })} />
        </span>
      </span>
      <span className={list.cellTime}>
        <ShortMoment at={row.publishedAt} />
        <span className={classes.quiet}>
          <Ago at={row.publishedAt} />
        </span>
      </span>
    </li>
  )
}
