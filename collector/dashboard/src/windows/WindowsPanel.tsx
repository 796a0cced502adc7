// Owns the list of deployment windows: those that are open, planned or lately over, by site, and the form that announces one.
import { Alert, Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { windowsQuestion } from '../asks/questions.allowlist.ts'
import { useAsker } from '../asks/useAsker.ts'
import list from '../list/list.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { Glyph } from '../words/Glyph.tsx'
import { Loading } from '../words/Loading.tsx'
import { useNow } from '../words/now.ts'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { Announce } from './Announce.tsx'
import { bySite, isLately } from './shown.ts'
import { WindowItem } from './WindowItem.tsx'
import classes from './windows.module.css'

interface WindowsPanelProps {
  readonly view: View
  readonly go: Go
}

const wanted = ['lately', 'all'] as const
/** Some screens full. */
const shownAtOnce = 50

export function WindowsPanel({ view, go }: WindowsPanelProps) {
  const say = useSay()
  const now = useNow()
  const asker = useAsker()
  const [which, choose] = useState<(typeof wanted)[number]>('lately')
  const [shown, show] = useState(shownAtOnce)
  const form = useOpening()
  const { data: rows, error } = useQuery(windowsQuestion)
  const fitting = (rows ?? []).filter(row => which === 'all' || isLately(row, now))
  const sites = bySite(fitting, shown)
  return (
    <section className={list.panel} aria-labelledby="windows-title">
      <div className={list.bar}>
        <h2 id="windows-title" className={list.title}>
          {say('windows.title')}
          {rows !== undefined && <span className={list.count}>{fitting.length.toLocaleString()}</span>}
        </h2>
        {asker.may('announce') && !form.isOpen && (
          <Button size="xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
            {say('windows.announce')}
          </Button>
        )}
        <SegmentedControl
          size="xs"
          aria-label={say('windows.which')}
          value={which}
          onChange={value => choose(value === 'all' ? 'all' : 'lately')}
          data={wanted.map(value => ({ value, label: say(`windows.${value}`) }))}
        />
      </div>
      {form.isOpen && <Announce onDone={form.leave} />}
      <div className={list.frame}>
        {rows === undefined && <NotYet error={error} />}
        {rows !== undefined && fitting.length === 0 && <Nothing ever={rows.length === 0} />}
        {sites.map(({ site, open, rows }) => (
          <section key={site} className={classes.site} aria-label={site}>
            <h3 className={classes.siteName}>
              <Foreign text={site} />
              {open > 0 && <span className={classes.live}>{say('windows.live', { count: open })}</span>}
            </h3>
            <ul className={classes.list}>
              {rows.map(row => (
                <WindowItem key={row.id} row={row} view={view} go={go} />
              ))}
            </ul>
          </section>
        ))}
        {fitting.length > shown && (
          <Button size="xs" variant="default" className={classes.more} onClick={() => show(shown + shownAtOnce)}>
            {say('windows.more')}
          </Button>
        )}
      </div>
    </section>
  )
}

function NotYet({ error }: { readonly error: Error | null }) {
  const say = useSay()
  return error === null ? (
    <div className={list.nothing}>
      <Loading />
    </div>
  ) : (
    <Alert color="red" variant="outline" m="md" title={say('windows.not-listed')}>
      {error.message}
    </Alert>
  )
}

function Nothing({ ever }: { readonly ever: boolean }) {
  const say = useSay()
  return (
    <div className={list.nothing}>
      <span className={list.calm}>
        <Glyph shape="tick" />
      </span>
      <h3 className={list.nothingTitle}>{say(ever ? 'windows.none' : 'windows.none-lately')}</h3>
      <p>{say('windows.none-how')}</p>
    </div>
  )
}
