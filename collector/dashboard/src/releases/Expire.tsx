// Owns when a release is to expire, as an admin sets it: a day and a reason, or never.
import { Button, TextInput } from '@mantine/core'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { type FormEvent, useState } from 'react'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './releases.module.css'

interface ExpireProps {
  readonly row: ReleaseRow
  readonly busy: boolean
  /** Null: never. */
  readonly onExpire: (wish: { readonly expiresAt: string | null; readonly reason: string }) => void
}

export function Expire({ row, busy, onExpire }: ExpireProps) {
  const say = useSay()
  const [day, choose] = useState('')
  const [reason, write] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onExpire({ expiresAt: `${day}T00:00:00.000Z`, reason })
  }
  const unsaid = reason.trim() === ''
  return (
    <form onSubmit={submit}>
      <div className={sheet.buttons}>
        <TextInput
          size="xs"
          type="date"
          label={say('decide.expire-at')}
          value={day}
          onChange={event => choose(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          className={classes.reason}
          label={say('decide.expire-reason')}
          required
          value={reason}
          maxLength={2000}
          onChange={event => write(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={busy} disabled={unsaid || day === ''}>
          {say('decide.expire')}
        </Button>
        {row.expiresAt !== null && (
          <Button
            size="xs"
            variant="default"
            loading={busy}
            disabled={unsaid}
            onClick={() => onExpire({ expiresAt: null, reason })}
          >
            {say('decide.expire-never')}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{say('decide.expire-why')}</p>
    </form>
  )
}
