// Owns the choice of when approvals on a site ask for a second person: what follows is said before it is changed.
import { Button, NativeSelect } from '@mantine/core'
import type { SiteRow } from '@sekisho/shared/api.ts'
import { type FormEvent, useState } from 'react'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './sites.module.css'
import { useDeed } from './useDeed.ts'

const choices = [true, 'always', false] as const

export function FourEyes({ row: { site, fourEyes } }: { readonly row: SiteRow }) {
  const say = useSay()
  const [chosen, choose] = useState(fourEyes)
  const deed = useDeed()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deed.mutate({ what: `sites/${encodeURIComponent(site)}/four-eyes`, body: { on: chosen } })
  }
  const changed = chosen !== fourEyes
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={sheet.buttons}>
        <NativeSelect
          size="xs"
          label={say('four-eyes.label')}
          value={String(chosen)}
          onChange={event => choose(choices.find(one => String(one) === event.currentTarget.value) ?? true)}
          data={choices.map(one => ({ value: String(one), label: say(`four-eyes.${one}`) }))}
        />
        {changed && (
          <>
            <Button type="submit" size="xs" loading={deed.isPending}>
              {say('four-eyes.do')}
            </Button>
            <Button size="xs" variant="default" onClick={() => choose(fourEyes)}>
              {say('sites.cancel')}
            </Button>
          </>
        )}
      </div>
      {changed && (
        <p className={chosen === false ? classes.warned : classes.quiet} role="status">
          {say(`four-eyes.means-${chosen}`)} {say('four-eyes.stays')}
        </p>
      )}
      {deed.error !== null && <Refused error={deed.error} title={say('sites.refused')} />}
    </form>
  )
}
