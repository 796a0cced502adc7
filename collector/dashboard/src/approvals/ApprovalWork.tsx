// Owns what a person decides on approvals that are one matter: confirm them as the second person, or withdraw them with a
// reason. One after the other: where one is refused the rest is left as it was.
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tell } from '../asks/ask.ts'
import { useAsker } from '../asks/useAsker.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import { Lacking } from '../sheet/Lacking.tsx'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './approvals.module.css'
import type { Group } from './groups.ts'

interface Deed {
  readonly what: 'confirm' | 'withdraw'
  readonly body: Readonly<Record<string, string>>
}

export function ApprovalWork({ group: { head, rows } }: { readonly group: Group }) {
  const say = useSay()
  const asker = useAsker()
  const [withdrawing, withdraw] = useState(false)
  const deed = useMutation({
    mutationFn: async ({ what, body }: Deed) => {
      for (const { id } of rows) await tell(`approvals/${id}/${what}`, body)
    },
    onSettled: useRenewal(),
  })
  if (!asker.known) return null
  if (!asker.may('approve'))
    return head.state === 'waiting' ? <Lacking what={say('decide.needs-approve')} least="approver" /> : null
  const several = rows.length > 1
  const own = asker.who === head.askedBy
  return (
    <>
      {head.state === 'waiting' && own && <p className={classes.quiet}>{say('approvals.own')}</p>}
      <div className={sheet.buttons}>
        {head.state === 'waiting' && !own && (
          <Button size="xs" loading={deed.isPending} onClick={() => deed.mutate({ what: 'confirm', body: {} })}>
            {several ? say('approvals.confirm-all', { count: rows.length }) : say('approvals.confirm')}
          </Button>
        )}
        {!withdrawing && (
          <Button size="xs" variant="default" onClick={() => withdraw(true)}>
            {several ? say('approvals.withdraw-all', { count: rows.length }) : say('approvals.withdraw')}
          </Button>
        )}
      </div>
      {withdrawing && (
        <Withdraw busy={deed.isPending} onReason={reason => deed.mutate({ what: 'withdraw', body: { reason } })} />
      )}
      {deed.error !== null && <Refused error={deed.error} title={say('decide.refused')} />}
    </>
  )
}

interface WithdrawProps {
  readonly busy: boolean
  readonly onReason: (reason: string) => void
}

function Withdraw({ busy, onReason }: WithdrawProps) {
  const say = useSay()
  const [reason, write] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReason(reason)
  }
  return (
    <form onSubmit={submit} className={sheet.buttons}>
      <TextInput
        size="xs"
        className={classes.why}
        label={say('approvals.withdraw-why')}
        required
        // It was asked for by the button that stood here.
        autoFocus
        value={reason}
        maxLength={2000}
        onChange={event => write(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" color="red" variant="outline" loading={busy} disabled={reason.trim() === ''}>
        {say('approvals.withdraw')}
      </Button>
    </form>
  )
}
