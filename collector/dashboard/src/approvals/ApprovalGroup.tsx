// Owns approvals that are one matter: what was asked for, by whom and why, each file with its content, how it stands, and
// what is to be decided.
import { Button } from '@mantine/core'
import type { ApprovalRow, ContentApproval } from '@sekisho/shared/api.approvals.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import { type MouseEvent, useState } from 'react'
import type { Go } from '../app/address.ts'
import { plainView, type View, viewSearch } from '../app/view.ts'
import { Marks } from '../sheet/Sheet.tsx'
import { ShortMoment } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { ApprovalWork } from './ApprovalWork.tsx'
import classes from './approvals.module.css'
import { type Group, pathInRoot } from './groups.ts'
import { Pattern } from './Pattern.tsx'

interface Surroundings {
  readonly view: View
  readonly go: Go
  readonly hosts: readonly HostRow[]
}

/** More are shown when asked for: a group may have 1,000. */
const shownAtFirst = 12

export function ApprovalGroup({ group, ...around }: Surroundings & { readonly group: Group }) {
  const say = useSay()
  const [whole, showAll] = useState(false)
  const { head, rows } = group
  const shown = whole ? rows : rows.slice(0, shownAtFirst)
  return (
    <li className={classes.group} data-state={head.state}>
      <Marks>
        <strong className={classes.state}>{say(`approval.${head.state}`)}</strong>
        {rows.length > 1 && <span>{say('approvals.count', { count: rows.length })}</span>}
        <Foreign text={head.site} />
        <ShortMoment at={head.askedAt} />
      </Marks>
      <p className={classes.reason}>
        <Foreign text={head.reason} />
      </p>
      <ul className={classes.files}>
        {shown.map(row =>
          row.kind === 'pattern' ? <Pattern key={row.id} row={row} /> : <File key={row.id} row={row} {...around} />,
        )}
      </ul>
      {rows.length > shown.length && (
        <Button size="compact-xs" variant="default" onClick={() => showAll(true)}>
          {say('approvals.show-all', { count: rows.length })}
        </Button>
      )}
      <p className={classes.quiet}>
        <Hands head={head} />
      </p>
      {head.state !== 'withdrawn' && head.state !== 'ended' && <ApprovalWork group={group} />}
    </li>
  )
}

/** Each file leads to what changed there: whoever confirms has looked at it. */
function File({ row, view, go, hosts }: Surroundings & { readonly row: ContentApproval }) {
  const say = useSay()
  const there: View = {
    ...plainView,
    site: row.site,
    path: pathInRoot(row, hosts),
    verdict: 'all',
    open: 'all',
  }
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ ...there, finding: view.finding }, 'push')
  }
  return (
    <li>
      <a href={viewSearch(there)} onClick={open} title={say('approvals.what-changed', { path: row.path })}>
        <PathShown path={row.path} />
      </a>
      <code className={classes.digest}>{row.sha256}</code>
    </li>
  )
}

/** Through whose hands it went, and whether only one person's. */
function Hands({ head }: { readonly head: ApprovalRow }) {
  const say = useSay()
  const { askedBy, second, confirmed, withdrawn } = head
  return (
    <>
      <Foreign text={say('approvals.asked', { by: askedBy })} />
      {confirmed !== null && (
        <>
          {' · '}
          <Foreign text={say('approvals.confirmed', { by: confirmed.by })} /> <ShortMoment at={confirmed.at} />
        </>
      )}
      {confirmed === null && !second && ` · ${say('approval.alone')}`}
      {withdrawn !== null && (
        <>
          {' · '}
          <Foreign text={say('approvals.taken-back', withdrawn)} /> <ShortMoment at={withdrawn.at} />
        </>
      )}
    </>
  )
}
