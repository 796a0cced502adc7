// Owns approving what a finding shows, with a reason. It is offered where an approval could settle it, to those who may;
// what is refused in spite of that, such as a malicious content, the collector says.
import { Alert, Button, TextInput } from '@mantine/core'
import type { ApprovalRow } from '@sekisho/shared/api.approvals.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tell } from '../asks/ask.ts'
import { useAsker } from '../asks/useAsker.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import { Refused } from '../sheet/Refused.tsx'
import { Part } from '../sheet/Sheet.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './approvals.module.css'

export function Approve({ finding }: { readonly finding: FindingRow }) {
  const say = useSay()
  const asker = useAsker()
  const { verdict, open, site, after, sha256 } = finding
  const settles = verdict === 'unauthorised' && open && site !== null && after.state === 'present' && sha256 !== null
  if (!settles || !asker.may('approve')) return null
  return (
    <Part title={say('approve.title')}>
      <Form key={finding.id} finding={finding} />
    </Part>
  )
}

function Form({ finding }: { readonly finding: FindingRow }) {
  const say = useSay()
  const [reason, write] = useState('')
  const deed = useMutation({
    mutationFn: () => tell<{ items: readonly ApprovalRow[] }>('approvals', { findings: [finding.id], reason }),
    onSettled: useRenewal('explain'),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deed.mutate()
  }
  if (deed.data !== undefined) {
    const waits = deed.data?.items.some(({ state }) => state === 'waiting') ?? false
    return (
      <Alert color="teal" variant="outline" role="status">
        {say(waits ? 'approve.waits' : 'approve.done')}
      </Alert>
    )
  }
  return (
    <form onSubmit={submit} className={classes.approve}>
      <p>{say('approve.what')}</p>
      {finding.payment && <p className={classes.payment}>{say('approve.payment')}</p>}
      <div className={sheet.buttons}>
        <TextInput
          size="xs"
          className={classes.why}
          label={say('approve.reason')}
          required
          value={reason}
          maxLength={2000}
          onChange={event => write(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" loading={deed.isPending} disabled={reason.trim() === ''}>
          {say('approve.do')}
        </Button>
      </div>
      {deed.error !== null && <Refused error={deed.error} title={say('decide.refused')} />}
    </form>
  )
}
