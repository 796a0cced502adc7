// Owns the hosts' side of the page: those that need somebody first, each unfolding to all that is known of it.

import { Alert, TextInput } from '@mantine/core'
import type { HostRow } from '@sekisho/shared/api.ts'
import { useMemo, useState } from 'react'
import { CollectorPanel } from '../collector/CollectorPanel.tsx'
import list from '../list/list.module.css'
import { useSay } from '../words/words.ts'
import { HostItem } from './HostItem.tsx'
import classes from './hosts.module.css'
import { byUrgency, standingOf } from './standing.ts'

/** So few fit unfolded beside the findings. */
const unfoldedAtMost = 1
/** More than these want a search. */
const searchedFrom = 9

/** By its own name or by that of a site on it. */
function isSought({ host, roots }: HostRow, sought: string): boolean {
  return [host, ...roots.map(({ site }) => site ?? '')].some(name => name.toLowerCase().includes(sought))
}

interface HostsPanelProps {
  /** Undefined until they have first arrived. */
  readonly hosts: readonly HostRow[] | undefined
  readonly error: Error | null
  readonly chosen: string
  readonly onChoose: (host: string) => void
}

export function HostsPanel({ hosts, error, chosen, onChoose }: HostsPanelProps) {
  const say = useSay()
  const [sought, setSought] = useState('')
  const sorted = useMemo(() => byUrgency(hosts ?? []), [hosts])
  const shown = sorted.filter(host => isSought(host, sought.toLowerCase()))
  const standing = standingOf(sorted)
  return (
    <section className={classes.panel} aria-labelledby="hosts-title">
      <div className={classes.bar}>
        <h2 id="hosts-title" className={list.title}>
          {say('page.hosts')}
          {hosts !== undefined && (
            <span className={list.count}>{say('page.online-of', { part: standing.online, all: standing.hosts })}</span>
          )}
        </h2>
        {sorted.length >= searchedFrom && (
          <TextInput
            size="xs"
            aria-label={say('page.find-host')}
            placeholder={say('page.find-host')}
            value={sought}
            onChange={event => setSought(event.currentTarget.value)}
          />
        )}
      </div>
      {error !== null && (
        <Alert color="red" variant="outline" m="sm" title={say('page.not-reached')}>
          {error.message}
        </Alert>
      )}
      {shown.length === 0 && sorted.length > 0 && <p className={classes.noSuch}>{say('page.no-such-host')}</p>}
      <ul className={classes.hosts}>
        {shown.map(host => (
          <HostItem
            key={host.key}
            host={host}
            startsOpen={sorted.length <= unfoldedAtMost}
            chosen={chosen === host.host}
            onChoose={onChoose}
          />
        ))}
      </ul>
      <CollectorPanel />
    </section>
  )
}
