// Owns announcing a deployment: site, time, whose changes, why. What was written wrongly stands at its field, whether this
// page or the collector says so; whether it may be announced is the collector's to say.
import { Button, Textarea, TextInput } from '@mantine/core'
import type { OpenWindow, WindowRow } from '@sekisho/shared/api.windows.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { Refusal, tell } from '../asks/ask.ts'
import { useAsker } from '../asks/useAsker.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import list from '../list/list.module.css'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { SiteSelect } from '../sites/SiteSelect.tsx'
import { type Say, useSay } from '../words/words.ts'
import { When } from './When.tsx'
import classes from './windows.module.css'
import { type Field, fieldOf, type Slip, type Written, wished } from './wish.ts'

const nothing: Written = {
  ...{ site: '', when: 'now', minutes: 30, from: '', to: '', graceMinutes: 30 },
  ...{ actors: '', anyActor: false, reason: '' },
}
const mostReason = 2_000

export function Announce({ onDone }: { readonly onDone: () => void }) {
  const say = useSay()
  const name = useId()
  const [written, write] = useState(nothing)
  const [slip, setSlip] = useState<Slip | null>(null)
  const deed = useMutation({
    mutationFn: (wish: OpenWindow) => tell<WindowRow>('windows', wish),
    onSuccess: onDone,
    onSettled: useRenewal(),
  })
  const change = (part: Partial<Written>) => {
    write({ ...written, ...part })
    // What was wrong was wrong of what stood there before.
    setSlip(null)
    deed.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = wished(written)
    setSlip('slip' in found ? found.slip : null)
    if ('wish' in found) deed.mutate(found.wish)
  }
  const { field, words } = wrongOf(slip, deed.error, written, say)
  const errorAt = (other: Field) => (other === field ? words : undefined)
  return (
    <form className={list.form} onSubmit={submit} aria-labelledby={name}>
      <h3 id={name} className={list.formTitle}>
        {say('announce.title')}
      </h3>
      <p className={classes.quiet}>{say('announce.how')}</p>
      <div className={sheet.buttons}>
        <SiteSelect
          label={say('announce.site')}
          required
          autoFocus
          site={written.site}
          onChoose={site => change({ site })}
          error={errorAt('site')}
        />
        <When written={written} onChange={change} errorAt={errorAt} />
      </div>
      <Whose written={written} onChange={change} errorAt={errorAt} />
      <div className={sheet.buttons}>
        <TextInput
          size="xs"
          className={classes.why}
          label={say('announce.reason')}
          value={written.reason}
          maxLength={mostReason}
          error={errorAt('reason')}
          onChange={event => change({ reason: event.currentTarget.value })}
        />
        <Button type="submit" size="xs" loading={deed.isPending} disabled={written.site === ''}>
          {say('announce.do')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('page.cancel')}
        </Button>
      </div>
      {deed.error !== null && field === null && <Refused error={deed.error} title={say('announce.refused')} />}
    </form>
  )
}

/** What is wrong and where; without a field where it is about none of them. */
function wrongOf(slip: Slip | null, error: Error | null, written: Written, say: Say) {
  if (slip !== null) return { field: slip.field, words: say(slip.what, { line: slip.line }) }
  const problem = error instanceof Refusal ? error.problem : null
  return { field: problem === null ? null : fieldOf(problem, written), words: showPath(error?.message ?? '') }
}

interface PartProps {
  readonly written: Written
  readonly onChange: (part: Partial<Written>) => void
}

interface WhoseProps extends PartProps {
  readonly errorAt: (field: Field) => string | undefined
}

/** Naming nobody takes the right to approve: to others it is not offered. */
function Whose({ written, onChange, errorAt }: WhoseProps) {
  const say = useSay()
  const asker = useAsker()
  const error = errorAt('anyActor')
  return (
    <>
      {!written.anyActor && (
        <Textarea
          size="xs"
          classNames={{ input: sheet.typed }}
          label={say('announce.actors')}
          description={say('announce.actors-how')}
          placeholder={'user=deploy\nuser=deploy,exe=/usr/bin/rsync\nunit=deploy.service'}
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          required
          value={written.actors}
          error={errorAt('actors')}
          onChange={event => onChange({ actors: event.currentTarget.value })}
        />
      )}
      {asker.may('approve') && (
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={written.anyActor}
            onChange={event => onChange({ anyActor: event.currentTarget.checked })}
          />
          {say('announce.any-actor')}
        </label>
      )}
      {written.anyActor && <p className={classes.warned}>{say('announce.any-actor-how')}</p>}
      {error !== undefined && (
        <p className={classes.warned} role="alert">
          {error}
        </p>
      )}
    </>
  )
}
