// Owns one host in the panel: a line that says whether it needs somebody, and behind it everything known of it.
import type { HostRow } from '@sekisho/shared/api.ts'
import { useId, useState } from 'react'
import { Copy } from '../words/Copy.tsx'
import { Glyph } from '../words/Glyph.tsx'
import { Ago } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './hosts.module.css'
import { NotWatched } from './NotWatched.tsx'
import { OpenGaps } from './OpenGaps.tsx'
import { RootFacts } from './RootFacts.tsx'
import { StateMark } from './StateMark.tsx'
import { standingOf } from './standing.ts'

interface HostItemProps {
  readonly host: HostRow
  readonly startsOpen: boolean
  /** The list shows this host alone. */
  readonly chosen: boolean
  readonly onChoose: (host: string) => void
}

export function HostItem({ host, startsOpen, chosen, onChoose }: HostItemProps) {
  const say = useSay()
  const [open, setOpen] = useState(startsOpen)
  const inside = useId()
  const standing = standingOf([{ ...host, state: 'online' }])
  return (
    <li className={classes.host} data-state={host.state}>
      <h3 className={classes.hostHead}>
        <button
          type="button"
          className={classes.hostButton}
          aria-expanded={open}
          aria-controls={inside}
          onClick={() => setOpen(!open)}
        >
          <Glyph shape="open" className={classes.chevron} />
          <span className={classes.hostName}>
            <Foreign text={host.host} />
          </span>
          <StateMark state={host.state} />
          <span className={classes.hostLine}>
            {standing.unauthorised > 0 && (
              <span className={classes.wrong}>
                {say('page.count-unauthorised', { count: standing.unauthorised.toLocaleString() })}
              </span>
            )}
            {standing.openGaps > 0 && (
              <span className={classes.warn}>
                {say('page.count-gaps', { count: standing.openGaps.toLocaleString() })}
              </span>
            )}
            {host.roots.length > 0 && (
              <span>{say('page.count-files', { count: standing.files.toLocaleString() })}</span>
            )}
            {host.lastSeenAt !== null && host.state !== 'online' && (
              <span>
                {say('page.last-seen')} <Ago at={host.lastSeenAt} />
              </span>
            )}
          </span>
        </button>
      </h3>
      <div id={inside} hidden={!open} className={classes.hostInside}>
        {open && (
          <>
            <button
              type="button"
              className={classes.choose}
              aria-pressed={chosen}
              onClick={() => onChoose(chosen ? '' : host.host)}
            >
              {say(chosen ? 'page.all-hosts' : 'page.only-this-host')}
            </button>
            {host.roots.length === 0 && <p className={classes.quiet}>{say('page.no-roots')}</p>}
            {host.roots.map(root => (
              <RootFacts
                key={root.root}
                host={host.host}
                root={root}
                current={host.state !== 'silent' && host.state !== 'revoked'}
              />
            ))}
            {standing.openGaps > 0 && <OpenGaps host={host.host} />}
            <NotWatched rows={host.notWatched} />
            <Agent host={host} />
          </>
        )}
      </div>
    </li>
  )
}

/** Both ends say enough to compare by eye; the whole is a copy away. */
function Digest({ text }: { text: string }) {
  return (
    <code title={text}>
      {text.slice(0, 12)}…{text.slice(-6)}
    </code>
  )
}

/** The agent itself: rarely needed, so folded away. */
function Agent({ host }: { host: HostRow }) {
  const say = useSay()
  return (
    <details className={classes.fold}>
      <summary>{say('page.agent')}</summary>
      <dl className={classes.facts}>
        <dt>{say('page.last-seen')}</dt>
        <dd>{host.lastSeenAt === null ? say('page.never') : <Ago at={host.lastSeenAt} />}</dd>
        <dt>{say('agent.key')}</dt>
        <dd>
          <Digest text={host.key} /> <Copy value={host.key} what={say('agent.key')} />
        </dd>
        {host.program !== null && (
          <>
            <dt>{say('agent.program')}</dt>
            <dd>
              <Digest text={host.program} /> <Copy value={host.program} what={say('agent.program')} />
            </dd>
          </>
        )}
        <dt>{say('agent.versions')}</dt>
        <dd>
          <Foreign
            text={Object.entries(host.versions)
              .map(([name, version]) => `${name} ${version}`)
              .join(', ')}
          />
        </dd>
        <dt>{say('agent.clock')}</dt>
        <dd>
          {host.clockOffsetMs === null
            ? say('page.unknown')
            : say('agent.clock-ms', { ms: Math.round(host.clockOffsetMs) })}
        </dd>
        {host.waiting !== null && (
          <>
            <dt>{say('agent.waiting')}</dt>
            <dd>{say('agent.waiting-lanes', host.waiting)}</dd>
          </>
        )}
      </dl>
    </details>
  )
}
