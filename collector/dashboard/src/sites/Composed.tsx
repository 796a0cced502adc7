// Owns how what a host holds is shown: what is recognised there, each given to the site by one press, and what is left, the
// most suspicious first.
import { Button } from '@mantine/core'
import type { Composition, Recognised, RemainderGroup } from '@sekisho/shared/api.compose.ts'
import { asFolder, joinPath, showPath } from '@sekisho/shared/path.ts'
import { useRef, useState } from 'react'
import { useAsker } from '../asks/useAsker.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { Refused } from '../sheet/Refused.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { fullLocal } from '../words/time.ts'
import { useSay } from '../words/words.ts'
import classes from './sites.module.css'
import { useDeed } from './useDeed.ts'

const shownAtFirst = 20

export function Composed({ composed }: { readonly composed: Composition }) {
  const say = useSay()
  const admin = useAsker().may('admin')
  const { site, files, known, settled, components, remainder } = composed
  const proposed = components.filter(({ subscribed }) => !subscribed)
  const had = components.filter(({ subscribed }) => subscribed)
  const counts = { files, known, settled, left: remainder.files }
  // What is given leaves its place, and must not take the keyboard with it.
  const summary = useRef<HTMLParagraphElement>(null)
  return (
    <div className={classes.form}>
      <p role="status" ref={summary} tabIndex={-1} className={classes.summary}>
        {say('compose.summary', localised(counts))}
      </p>
      {proposed.length === 0 ? (
        <p className={classes.quiet}>{say('compose.none')}</p>
      ) : (
        <>
          <h5 className={classes.name}>{say('compose.proposed')}</h5>
          {admin && <p className={classes.quiet}>{say('sites.add-means')}</p>}
          <Fits rows={proposed} site={admin ? site : null} onGiven={() => summary.current?.focus()} />
        </>
      )}
      {had.length > 0 && (
        <>
          <h5 className={classes.name}>{say('compose.had')}</h5>
          <Fits rows={had} site={null} />
        </>
      )}
      <h5 className={classes.name}>{say(remainder.files === 0 ? 'compose.nothing-left' : 'compose.left')}</h5>
      <Remainder composed={composed} />
    </div>
  )
}

function localised(counts: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count.toLocaleString()]))
}

interface FitsProps {
  readonly rows: readonly Recognised[]
  /** To which they can be given; null where they cannot. */
  readonly site: string | null
  readonly onGiven?: () => void
}

function Fits({ rows, site, onGiven }: FitsProps) {
  const say = useSay()
  return (
    <ul className={classes.list}>
      {rows.map(row => {
        const { component, owner, version, current, prefix, weak, unknown, conflicts } = row
        const { matches, files, differs, missing } = row
        return (
          <li key={`${owner} ${component}`}>
            <span>
              <Foreign text={component} /> <Foreign text={version} />
            </span>
            {prefix !== '' && <PathShown path={`${prefix}/`} />}
            <span>{say('compose.fits', localised({ matches, files, differs, missing }))}</span>
            {unknown > 0 && <span>{say('compose.unknown', localised({ unknown }))}</span>}
            {weak && <span className={classes.warned}>{say('release.weak')}</span>}
            {version !== current && (
              <span className={classes.warned}>
                <Foreign text={say('compose.former', { current })} />
              </span>
            )}
            {conflicts.map(conflict => (
              <span key={`${conflict.component} ${conflict.path}`} className={classes.warned}>
                <Foreign text={say('compose.conflict', { component: conflict.component, path: conflict.path })} />
              </span>
            ))}
            {site !== null && conflicts.every(({ subscribed }) => !subscribed) && (
              <Give site={site} row={row} onGiven={onGiven} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface GiveProps {
  readonly site: string
  readonly row: Recognised
  readonly onGiven: (() => void) | undefined
}

function Give({ site, row: { component, prefix }, onGiven }: GiveProps) {
  const say = useSay()
  const deed = useDeed(onGiven, 'composition')
  const what = `sites/${encodeURIComponent(site)}/components`
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={deed.isPending}
        onClick={() => deed.mutate({ what, body: { component, prefix } })}
        aria-label={say('compose.give', { component: showPath(component) })}
      >
        {say('sites.add-do')}
      </Button>
      {deed.error !== null && <Refused error={deed.error} title={say('sites.refused')} />}
    </>
  )
}

function Remainder({ composed: { host, remainder } }: { readonly composed: Composition }) {
  const say = useSay()
  const [whole, showAll] = useState(false)
  const { suspicions, groups, more } = remainder
  const shown = whole ? groups : groups.slice(0, shownAtFirst)
  return (
    <>
      <ul className={classes.counts}>
        {suspicions.map(({ suspicion, files }) => (
          <li key={suspicion}>
            {say(`suspicion.${suspicion}`)}: {files.toLocaleString()}
          </li>
        ))}
      </ul>
      <ul className={classes.groups} aria-label={say('compose.groups', { host: showPath(host) })}>
        {shown.map(group => (
          <Group
            key={`${group.suspicion} ${group.severity} ${group.root} ${group.folder} ${group.from}`}
            group={group}
          />
        ))}
      </ul>
      {shown.length < groups.length && (
        <div>
          <Button size="compact-xs" variant="default" onClick={() => showAll(true)}>
            {say('compose.all-groups', { count: groups.length })}
          </Button>
        </div>
      )}
      {more > 0 && <p className={classes.quiet}>{say('compose.more', localised({ files: more }))}</p>}
    </>
  )
}

function Group({ group }: { readonly group: RemainderGroup }) {
  const say = useSay()
  const { suspicion, severity, root, folder, files, from, to, examples } = group
  const rest = files - examples.length
  return (
    <li className={classes.group}>
      <span className={classes.facts}>
        <SeverityMark severity={severity} />
        <b>{say(`suspicion.${suspicion}`)}</b>
        <PathShown path={asFolder(joinPath(root, folder))} />
        <span>{say('compose.group', localised({ files }))}</span>
        <span className={classes.quiet}>{from === to ? fullLocal(from) : `${fullLocal(from)} – ${fullLocal(to)}`}</span>
      </span>
      <ul className={classes.examples}>
        {examples.map(path => (
          <li key={path}>
            <PathShown path={path} />
          </li>
        ))}
        {rest > 0 && <li className={classes.quiet}>{say('compose.more', localised({ files: rest }))}</li>}
      </ul>
    </li>
  )
}
