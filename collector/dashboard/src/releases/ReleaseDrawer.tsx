// Owns one release on a page that fits a phone: how it stands, in what it differs, what is to be decided, who and when.
import { Alert } from '@mantine/core'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { releasesQuestion } from '../asks/questions.allowlist.ts'
import { Marks, Part, Sheet, SheetHead } from '../sheet/Sheet.tsx'
import sheet from '../sheet/sheet.module.css'
import { Copy } from '../words/Copy.tsx'
import { Loading } from '../words/Loading.tsx'
import { FullMoment } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { DifferenceShown } from './DifferenceShown.tsx'
import { OnHosts } from './OnHosts.tsx'
import { releaseBefore } from './published.ts'
import { ReleaseWork } from './ReleaseWork.tsx'
import classes from './releases.module.css'
import { StateMark } from './StateMark.tsx'

interface ReleaseDrawerProps {
  readonly view: View
  readonly go: Go
}

export function ReleaseDrawer({ view, go }: ReleaseDrawerProps) {
  const say = useSay()
  return (
    <Sheet
      opened={view.release !== null}
      title={say('release-page.title', { id: view.release ?? '' })}
      closeLabel={say('release-page.close')}
      onClose={() => go({ release: null })}
    >
      {view.release !== null && <Told key={view.release} id={view.release} />}
    </Sheet>
  )
}

function Told({ id }: { readonly id: number }) {
  const say = useSay()
  const { data: rows, error } = useQuery(releasesQuestion)
  if (rows === undefined && error === null) return <Loading />
  const row = rows?.find(release => release.id === id)
  if (rows === undefined || row === undefined)
    return (
      <Alert color="red" variant="outline" title={say('release-page.not-found')}>
        {error?.message ?? say('release-page.no-such')}
      </Alert>
    )
  return (
    <>
      <Head row={row} />
      <Part title={say('difference.title')}>
        <DifferenceShown row={row} before={releaseBefore(row, rows)} />
      </Part>
      <Part title={say('decide.title')}>
        <ReleaseWork row={row} />
      </Part>
      <Part title={say('standing.title')}>
        <OnHosts row={row} />
      </Part>
      <Part title={say('release-page.facts')}>
        <Facts row={row} />
      </Part>
    </>
  )
}

function Head({ row }: { readonly row: ReleaseRow }) {
  const say = useSay()
  const { held } = row
  return (
    <SheetHead severity={held === null ? 'none' : 'high'}>
      <Marks>
        <StateMark state={row.state} />
        {row.kind === 'adoption' && <span>{say('release-page.adoption')}</span>}
        {row.weak && <span>{say('release.weak')}</span>}
        <span className={classes.quiet}>{say('releases.counts', { files: row.files.toLocaleString() })}</span>
      </Marks>
      <p className={classes.name}>
        <Foreign text={row.component} /> <Foreign text={row.version} />
      </p>
      {held !== null && (
        <>
          <p className={classes.held}>{say('release-page.held')}</p>
          <ul className={classes.hold}>
            {held.payment > 0 && <li>{say('release-page.hold-payment', { count: held.payment })}</li>}
            {held.executables > 0 && <li>{say('release-page.hold-executables', { count: held.executables })}</li>}
          </ul>
        </>
      )}
    </SheetHead>
  )
}

function Facts({ row }: { readonly row: ReleaseRow }) {
  const say = useSay()
  const fact = (name: string, value: ReactNode) =>
    value !== null &&
    value !== false && (
      <>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </>
    )
  const moment = (at: string | null) => at !== null && <FullMoment at={at} />
  const foreign = (text: string | null) => text !== null && <Foreign text={text} />
  return (
    <dl className={sheet.facts}>
      {fact(say('release-page.number'), row.number)}
      {fact(say('release-page.published-by'), foreign(row.publishedBy))}
      {fact(say('release-page.published-at'), moment(row.publishedAt))}
      {fact(say('release-page.made-at'), moment(row.createdAt))}
      {fact(say('release-page.confirmed-by'), foreign(row.confirmedBy))}
      {fact(say('release-page.adopted-by'), foreign(row.by))}
      {fact(say('release-page.overlap-until'), moment(row.overlapUntil))}
      {fact(say('release-page.expires-at'), moment(row.expiresAt))}
      {fact(say('release-page.revoked-at'), moment(row.revokedAt))}
      {fact(say('release-page.why'), foreign(row.revokedReason ?? row.reason))}
      {fact(say('release-page.signer'), <Digest value={row.signer} what={say('release-page.signer')} />)}
      {fact(say('release-page.digest'), <Digest value={row.digest} what={say('release-page.digest')} />)}
    </dl>
  )
}

function Digest({ value, what }: { readonly value: string; readonly what: string }) {
  return (
    <span className={classes.digest}>
      <code>{value}</code>
      <Copy value={value} what={what} />
    </span>
  )
}
