// Owns closing one window before its time, with what follows from it said before it is done.
import { Button, NativeSelect } from '@mantine/core'
import type { WindowRow, CloseWindow as Wish } from '@sekisho/shared/api.windows.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tell } from '../asks/ask.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { useSay } from '../words/words.ts'
import classes from './windows.module.css'

export function CloseWindow({ row }: { readonly row: WindowRow }) {
  const say = useSay()
  const form = useOpening()
  if (form.isOpen) return <Form row={row} onLeave={form.leave} />
  const words = row.state === 'planned' ? 'planned' : row.state === 'grace' ? 'grace-end' : 'open'
  return (
    <Button size="compact-xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
      {say(`close-window.${words}`)}
    </Button>
  )
}

interface FormProps {
  readonly row: WindowRow
  readonly onLeave: () => void
}

function Form({ row: { id, state }, onLeave }: FormProps) {
  const say = useSay()
  const [keeps, keep] = useState(true)
  const deed = useMutation({
    mutationFn: (wish: Wish) => tell<WindowRow>(`windows/${id}/close`, wish),
    onSuccess: onLeave,
    onSettled: useRenewal(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // By what it is now: it may have begun or ended while this was read. Of a planned one nothing is covered that a grace time
    // could be for.
    deed.mutate(state === 'grace' || (state === 'open' && !keeps) ? { graceMinutes: 0 } : {})
  }
  const means = state === 'planned' ? 'means-planned' : state === 'grace' ? 'means-grace' : 'means'
  return (
    <form className={classes.close} onSubmit={submit}>
      <p className={classes.quiet}>
        {say(`close-window.${means}`)}
        {state === 'open' && !keeps && ` ${say('close-window.means-grace')}`}
      </p>
      <div className={sheet.buttons}>
        {state === 'open' && (
          <NativeSelect
            size="xs"
            label={say('close-window.which-grace')}
            value={keeps ? 'keep' : 'none'}
            onChange={event => keep(event.currentTarget.value === 'keep')}
            data={[
              { value: 'keep', label: say('close-window.keep-grace') },
              { value: 'none', label: say('close-window.no-grace') },
            ]}
          />
        )}
        <Button type="submit" size="xs" loading={deed.isPending}>
          {say(state === 'planned' ? 'close-window.do-planned' : 'close-window.do')}
        </Button>
        {/* The press that opened this may be a double one: it must do nothing. */}
        <Button size="xs" variant="default" onClick={onLeave} autoFocus>
          {say('close-window.cancel')}
        </Button>
      </div>
      {deed.error !== null && <Refused error={deed.error} title={say('close-window.refused')} />}
    </form>
  )
}
