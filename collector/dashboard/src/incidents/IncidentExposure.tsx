// Owns from when to when each file of an incident was there, with what cannot be said; asked for only when somebody wants it.
import { Alert, Button } from '@mantine/core'
import type { EpisodeRow, ExposureRow } from '@sekisho/shared/api.exposure.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { exposureQuestion } from '../asks/questions.ts'
import { More } from '../list/More.tsx'
import { Loading } from '../words/Loading.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { fullLocal } from '../words/time.ts'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'

/** Of one time of one file; the API has up to 50. */
const shownUnsure = 3

export function IncidentExposure({ id }: { readonly id: number }) {
  const say = useSay()
  const [wanted, want] = useState(false)
  const asked = useInfiniteQuery({ ...exposureQuestion(id), enabled: wanted })
  if (!wanted)
    return (
      <Button variant="default" size="xs" onClick={() => want(true)}>
        {say('incident.exposure-show')}
      </Button>
    )
  const rows = asked.data?.pages.flatMap(page => page.items) ?? []
  if (asked.error !== null && rows.length === 0)
    return (
      <Alert color="red" variant="outline">
        {asked.error.message}
      </Alert>
    )
  if (asked.isPending) return <Loading />
  return (
    <>
      <ul className={classes.files}>
        {rows.map(row => (
          <File key={row.file} row={row} />
        ))}
      </ul>
      <More of={asked} />
      <p className={classes.quiet}>{say('exposure.served')}</p>
      <p className={classes.quiet}>{say('exposure.clock')}</p>
    </>
  )
}

function File({ row }: { readonly row: ExposureRow }) {
  const say = useSay()
  return (
    <li>
      <span>{row.path === '' ? say('page.root-itself') : <PathShown path={row.path} />}</span>
      {row.moreEpisodes > 0 && <span>{say('exposure.more', { count: row.moreEpisodes })}</span>}
      {row.episodes.length === 0 && <span>{say('exposure.none')}</span>}
      {row.episodes.map(episode => (
        <Episode key={`${episode.finding} ${episode.state}`} episode={episode} />
      ))}
    </li>
  )
}

function Episode({ episode }: { readonly episode: EpisodeRow }) {
  const say = useSay()
  const { state, noticed, receivedAt, flaggedAt, claims, cut, contents, unsure, moreUnsure } = episode
  const flagged = flaggedAt === null ? say('exposure.never-flagged') : fullLocal(flaggedAt)
  return (
    <div className={classes.episode}>
      <strong>{say(`episode.${state}`)}</strong>
      <span>{cameText(episode, say)}</span>
      <span>{wentText(episode, say)}</span>
      <span className={classes.quiet}>
        {say('exposure.known', { noticed: say(`noticed.${noticed}`), received: fullLocal(receivedAt), flagged })}
      </span>
      {claims !== null && (
        <span className={classes.quiet}>
          {say('exposure.claims', { ctime: fullLocal(claims.ctime), mtime: fullLocal(claims.mtime) })}
        </span>
      )}
      {cut && <span className={classes.quiet}>{say('exposure.cut')}</span>}
      {contents.map(({ at, size, sha256 }) => (
        <span key={`${at} ${sha256}`} className={classes.quiet}>
          {say('exposure.content', { at: fullLocal(at), sha256: sha256 ?? '-', size })}
        </span>
      ))}
      {unsure.length > 0 && (
        <span className={classes.quiet}>{say('exposure.unsure', { count: unsure.length + moreUnsure })}</span>
      )}
      {unsure.slice(0, shownUnsure).map(piece => (
        <span key={piece.from} className={classes.quiet}>
          {`${fullLocal(piece.from)} – ${fullLocal(piece.to)} ${unsureText(piece, say)}`}
        </span>
      ))}
    </div>
  )
}

type Say = ReturnType<typeof useSay>

function cameText({ from: { notBefore, atLatest } }: EpisodeRow, say: Say): string {
  const to = fullLocal(atLatest)
  return notBefore === null
    ? say('exposure.came-unbounded', { to })
    : say('exposure.came', { from: fullLocal(notBefore), to })
}

function wentText({ to: { notBefore, atLatest } }: EpisodeRow, say: Say): string {
  if (atLatest === null) return say('exposure.stands', { from: notBefore === null ? '-' : fullLocal(notBefore) })
  const to = fullLocal(atLatest)
  return notBefore === null
    ? say('exposure.went-unseen', { to })
    : say('exposure.went', { from: fullLocal(notBefore), to })
}

function unsureText({ state, grade, causes }: EpisodeRow['unsure'][number], say: Say): string {
  if (state === 'gap')
    return say('coverage.gap', { causes: causes.map(cause => say(`gap.${cause}`)).join(say('page.list-comma')) })
  return say(grade === null ? 'coverage.unknown' : `grade.${grade}`)
}
