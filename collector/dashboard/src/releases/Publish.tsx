// Owns publishing a signed release by upload. The file is sent as it is; whether its signature, its paths and whoever sends
// it are good is the collector's to say.
import { Button } from '@mantine/core'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { sendFile } from '../asks/ask.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import list from '../list/list.module.css'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { SiteSelect } from '../sites/SiteSelect.tsx'
import { useSay } from '../words/words.ts'
import { OverlapSelect, usualOverlap } from './OverlapSelect.tsx'
import classes from './releases.module.css'

interface PublishProps {
  readonly onDone: (release: ReleaseRow) => void
  readonly onCancel: () => void
}

export function Publish({ onDone, onCancel }: PublishProps) {
  const say = useSay()
  const name = useId()
  const [file, take] = useState<File | null>(null)
  const [site, choose] = useState('')
  const [minutes, setMinutes] = useState<number>(usualOverlap)
  const deed = useMutation({
    mutationFn: (signed: File) => sendFile<ReleaseRow>('releases', { site, overlapMinutes: minutes }, signed),
    onSuccess: onDone,
    onSettled: useRenewal(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) deed.mutate(file)
  }
  return (
    <form className={list.form} onSubmit={submit} aria-labelledby={name}>
      <h3 id={name} className={list.formTitle}>
        {say('publish.title')}
      </h3>
      <p className={classes.quiet}>{say('publish.how')}</p>
      <label className={classes.file}>
        {say('publish.file')}
        <input
          type="file"
          accept=".json,application/json"
          required
          // biome-ignore lint/a11y/noAutofocus: the button that asked for it has gone.
          autoFocus
          onChange={event => take(event.currentTarget.files?.[0] ?? null)}
        />
      </label>
      <div className={sheet.buttons}>
        <SiteSelect label={say('publish.site')} none={say('publish.site-same')} site={site} onChoose={choose} />
        <OverlapSelect minutes={minutes} onChoose={setMinutes} />
        <Button type="submit" size="xs" loading={deed.isPending} disabled={file === null}>
          {say('publish.do')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {say('page.cancel')}
        </Button>
      </div>
      {deed.error !== null && <Refused error={deed.error} title={say('decide.refused')} />}
    </form>
  )
}
