// Owns what a person does with an incident: its next state, with a note, and the moment of awareness. Whom the API
// would refuse is offered none of it, and told who may.
import { Alert, Button, NativeSelect, TextInput } from '@mantine/core'
import type { IncidentDetail } from '@sekisho/shared/api.incidents.ts'
import { type IncidentOutcome, incidentOutcomes } from '@sekisho/shared/incident.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { pageClock } from '../app/clock.ts'
import { tell } from '../asks/ask.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Lacking } from '../sheet/Lacking.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'

interface Deed {
  readonly what: 'acknowledge' | 'contain' | 'close' | 'aware'
  readonly body: Readonly<Record<string, string>>
}

interface IncidentWorkProps {
  readonly incident: IncidentDetail
}

export function IncidentWork({ incident }: IncidentWorkProps) {
  const say = useSay()
  const asker = useAsker()
  if (!asker.known) return null
  if (!asker.may('work')) return <Lacking what={say('incident.needs-work')} least="analyst" />
  return <Work incident={incident} />
}

function Work({ incident }: IncidentWorkProps) {
  const say = useSay()
  const client = useQueryClient()
  const [note, write] = useState('')
  const [outcome, choose] = useState<IncidentOutcome>('malicious')
  const deed = useMutation({
    mutationFn: ({ what, body }: Deed) => tell(`incidents/${incident.id}/${what}`, { ...body, note }),
    onSuccess: () => write(''),
    onSettled: () => Promise.all(['incident', 'incidents'].map(name => client.invalidateQueries({ queryKey: [name] }))),
  })
  const { state, aware } = incident
  const button = (what: Deed['what'], words: string, body: Deed['body'] = {}) => (
    <Button size="xs" variant="default" loading={deed.isPending} onClick={() => deed.mutate({ what, body })}>
      {words}
    </Button>
  )
  return (
    <div className={classes.work}>
      <TextInput
        size="xs"
        label={say('incident.note')}
        value={note}
        maxLength={2000}
        onChange={event => write(event.currentTarget.value)}
      />
      <div className={sheet.buttons}>
        {state === 'open' && button('acknowledge', say('incident.acknowledge'))}
        {(state === 'open' || state === 'acknowledged') && button('contain', say('incident.contain'))}
        {aware === null && button('aware', say('incident.know-now'), { at: new Date(pageClock.now()).toISOString() })}
      </div>
      {state !== 'closed' && (
        <div className={sheet.buttons}>
          <NativeSelect
            size="xs"
            label={say('incident.outcome')}
            value={outcome}
            onChange={event => choose(incidentOutcomes.find(word => word === event.currentTarget.value) ?? 'malicious')}
            data={incidentOutcomes.map(value => ({ value, label: say(`incident-outcome.${value}`) }))}
          />
          {button('close', say('incident.close'), { outcome })}
        </div>
      )}
      {deed.error !== null && (
        <Alert color="red" variant="outline" title={say('incident.refused')}>
          {deed.error.message}
        </Alert>
      )}
    </div>
  )
}
