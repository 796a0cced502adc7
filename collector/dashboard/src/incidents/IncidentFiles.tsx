// Owns what an incident is made of: each content at a path, what stands there now, and why it belongs here.
import { Alert } from '@mantine/core'
import type { IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { MouseEvent } from 'react'
import type { Go } from '../app/address.ts'
import { type View, viewSearch } from '../app/view.ts'
import { incidentFilesQuestion } from '../asks/questions.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { More } from '../list/More.tsx'
import { Marks } from '../sheet/Sheet.tsx'
import { Loading } from '../words/Loading.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'

interface IncidentFilesProps {
  readonly id: number
  readonly view: View
  readonly go: Go
}

export function IncidentFiles({ id, view, go }: IncidentFilesProps) {
  const files = useInfiniteQuery(incidentFilesQuestion(id))
  const rows = files.data?.pages.flatMap(page => page.items) ?? []
  if (files.error !== null && rows.length === 0)
    return (
      <Alert color="red" variant="outline">
        {files.error.message}
      </Alert>
    )
  if (files.isPending) return <Loading />
  return (
    <>
      <ul className={classes.files}>
        {rows.map(row => (
          <File key={row.id} row={row} view={view} go={go} />
        ))}
      </ul>
      <More of={files} />
    </>
  )
}

function File({ row, view, go }: Omit<IncidentFilesProps, 'id'> & { readonly row: IncidentFileRow }) {
  const say = useSay()
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ finding: row.lastFinding }, 'push')
  }
  const why =
    row.why.length === 0
      ? say('why.alone')
      : row.why
          .map(({ rule, findings }) => say('why.counted', { why: say(`why.${rule}`), count: findings }))
          .join(say('page.list-comma'))
  return (
    <li>
      <a href={viewSearch({ ...view, finding: row.lastFinding })} onClick={open}>
        {row.path === '' ? say('page.root-itself') : <PathShown path={row.path} />}
      </a>
      <Marks>
        <SeverityMark severity={row.severity} />
        <span>{say(`standing.${row.standing}`)}</span>
        {row.seen > 1 && <span>{say('incident.seen', { count: row.seen })}</span>}
      </Marks>
      <span className={classes.quiet}>{why}</span>
    </li>
  )
}
