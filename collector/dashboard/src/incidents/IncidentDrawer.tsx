// Owns one incident, on a page that fits a phone: what happened, what to do first, since when, its files, what was done.
import { Alert } from '@mantine/core'
import type { IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { incidentKindKey } from '@sekisho/shared/incident-text.ts'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { tell } from '../asks/ask.ts'
import { incidentQuestion } from '../asks/questions.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { Marks, Part, Sheet, SheetHead } from '../sheet/Sheet.tsx'
import sheet from '../sheet/sheet.module.css'
import { Loading } from '../words/Loading.tsx'
import { FullMoment, ShortMoment } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { isWordKey, useSay } from '../words/words.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { IncidentExposure } from './IncidentExposure.tsx'
import { IncidentFiles } from './IncidentFiles.tsx'
import { IncidentWork } from './IncidentWork.tsx'
import classes from './incidents.module.css'
import { useSentence } from './useSentence.ts'

interface IncidentDrawerProps {
  readonly view: View
  readonly go: Go
}

export function IncidentDrawer({ view, go }: IncidentDrawerProps) {
  const say = useSay()
  return (
    <Sheet
      opened={view.incident !== null}
      title={say('incident.title', { id: view.incident ?? '' })}
      closeLabel={say('incident.close-page')}
      onClose={() => go({ incident: null })}
    >
      {view.incident !== null && <Told id={view.incident} view={view} go={go} />}
    </Sheet>
  )
}

function Told({ id, view, go }: IncidentDrawerProps & { readonly id: number }) {
  const say = useSay()
  const { data: incident, error } = useQuery(incidentQuestion(id))
  const isThere = incident !== undefined
  useEffect(() => {
    // That nobody can be told of it changes nothing of what is read; the next reader is then the first.
    if (isThere) tell(`incidents/${id}/open`, {}).catch(() => {})
  }, [id, isThere])
  if (error !== null && incident === undefined)
    return (
      <Alert color="red" variant="outline" title={say('incident.not-found')}>
        {error.message}
      </Alert>
    )
  if (incident === undefined) return <Loading />
  return (
    <>
      <Head incident={incident} />
      {incident.severity === 'critical' && incident.state !== 'closed' && <FirstSteps contacts={incident.contacts} />}
      <Part title={say('incident.work')}>
        <IncidentWork incident={incident} />
      </Part>
      <Part title={say('incident.facts')}>
        <Facts incident={incident} />
      </Part>
      <Part title={say('incident.files')}>
        <IncidentFiles id={id} view={view} go={go} />
      </Part>
      <Part title={say('incident.exposure')}>
        <IncidentExposure key={id} id={id} />
      </Part>
      <Part title={say('incident.history')}>
        <History incident={incident} />
      </Part>
    </>
  )
}

function Head({ incident }: { readonly incident: IncidentDetail }) {
  const say = useSay()
  const sentence = useSentence()
  const { severity, state, outcome, findings, open, beside, elsewhere } = incident
  return (
    <SheetHead severity={severity}>
      <Marks>
        <SeverityMark severity={severity} />
        <span>{say(incidentKindKey(incident))}</span>
        <strong>{say(`incident-state.${state}`)}</strong>
        {outcome !== null && <span>{say(`incident-outcome.${outcome}`)}</span>}
      </Marks>
      <p className={classes.sentence}>
        <Foreign text={sentence(incident)} />
      </p>
      <p className={classes.quiet}>{say('incidents.counts', { findings, open })}</p>
      {beside !== null && <p className={classes.quiet}>{say('incident.beside', { id: beside })}</p>}
      {elsewhere > 0 && <p className={classes.quiet}>{say('incident.elsewhere', { count: elsewhere })}</p>}
    </SheetHead>
  )
}

function Facts({ incident }: { readonly incident: IncidentDetail }) {
  const say = useSay()
  const { sites, hosts, firstAt, lastAt, detectedAt, opened, aware } = incident
  const moment = (name: string, at: string | undefined, none: string, by?: string) => (
    <>
      <dt>{name}</dt>
      <dd>
        {at === undefined ? none : <FullMoment at={at} />} {by !== undefined && say('incident.by', { by })}
      </dd>
    </>
  )
  return (
    <dl className={sheet.facts}>
      <dt>{say('incident.where')}</dt>
      <dd>
        <Foreign text={[...sites, ...hosts].join(', ')} />
      </dd>
      {moment(say('incident.first-seen'), firstAt, '')}
      {moment(say('incident.last-seen'), lastAt, '')}
      {moment(say('incident.detected-at'), detectedAt, '')}
      {moment(say('incident.opened-at'), opened?.at, say('incident.nobody'), opened?.by)}
      {moment(say('incident.aware-at'), aware?.at, say('incident.undeclared'), aware?.by)}
    </dl>
  )
}

function History({ incident }: { readonly incident: IncidentDetail }) {
  const say = useSay()
  if (incident.history.length === 0) return <p className={classes.quiet}>{say('incident.no-history')}</p>
  return (
    <ol className={classes.history}>
      {incident.history.map(({ at, who, what, detail }) => {
        const key = `history.${what}`
        const note = typeof detail.note === 'string' ? detail.note : ''
        return (
          <li key={`${at} ${what}`}>
            <ShortMoment at={at} /> <Foreign text={who} /> {isWordKey(key) ? say(key) : <code>{what}</code>}
            {note !== '' && (
              <>
                {' '}
                <Foreign text={note} />
              </>
            )}
          </li>
        )
      })}
    </ol>
  )
}
