// Owns what a person decides on a release: confirm it, make it current again, let it expire, revoke it. What they may not do is not
// offered; whether they may is the API's, and its refusal is shown.
import { Button, TextInput } from '@mantine/core'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { type UseMutationResult, useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tell } from '../asks/ask.ts'
import { differenceQuestion } from '../asks/questions.allowlist.ts'
import { useAsker } from '../asks/useAsker.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import { Lacking } from '../sheet/Lacking.tsx'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import { Expire } from './Expire.tsx'
import { OverlapSelect, usualOverlap } from './OverlapSelect.tsx'
import classes from './releases.module.css'

interface Deed {
  readonly what: 'confirm' | 'activate' | 'revoke' | 'expire'
  readonly body: Readonly<Record<string, string | number | null>>
}

interface DeedProps {
  readonly row: ReleaseRow
  readonly deed: UseMutationResult<unknown, Error, Deed>
}

export function ReleaseWork({ row }: { readonly row: ReleaseRow }) {
  const say = useSay()
  const asker = useAsker()
  const deed = useMutation({
    mutationFn: ({ what, body }: Deed) => tell(`releases/${row.id}/${what}`, body),
    onSettled: useRenewal(),
  })
  const over = row.state === 'revoked' || row.state === 'expired'
  if (over) return <p className={classes.quiet}>{say('decide.over')}</p>
  if (!asker.known) return null
  if (row.owner === 'provider' && !asker.provider) return <p className={classes.quiet}>{say('decide.of-provider')}</p>
  if (!asker.may('approve')) return <Lacking what={say('decide.needs-approve')} least="approver" />
  const replaced = row.state === 'ended' || row.state === 'overlap'
  return (
    <div className={classes.work}>
      {row.state === 'held' &&
        (asker.who === row.publishedBy ? (
          <p className={classes.quiet}>{say('decide.own-release')}</p>
        ) : (
          <Confirm row={row} deed={deed} />
        ))}
      {replaced && asker.may('admin') && <Activate row={row} deed={deed} />}
      {replaced && !asker.may('admin') && <Lacking what={say('decide.activate-admin')} least="admin" />}
      {asker.may('admin') && (
        <Expire row={row} busy={deed.isPending} onExpire={body => deed.mutate({ what: 'expire', body: { ...body } })} />
      )}
      <Revoke row={row} deed={deed} />
      {deed.error !== null && <Refused error={deed.error} title={say('decide.refused')} />}
    </div>
  )
}

/** The digest is that of the difference which stands above. */
function Confirm({ row, deed }: DeedProps) {
  const say = useSay()
  const { data } = useQuery(differenceQuestion(row.id, null))
  return (
    <div>
      <Button
        size="sm"
        loading={deed.isPending}
        disabled={data === undefined}
        onClick={() => data !== undefined && deed.mutate({ what: 'confirm', body: { difference: data.digest } })}
      >
        {say('decide.confirm')}
      </Button>
    </div>
  )
}

function Activate({ deed }: DeedProps) {
  const say = useSay()
  const [minutes, choose] = useState<number>(usualOverlap)
  return (
    <div>
      <div className={sheet.buttons}>
        <OverlapSelect minutes={minutes} onChoose={choose} />
        <Button
          size="xs"
          variant="default"
          loading={deed.isPending}
          onClick={() => deed.mutate({ what: 'activate', body: { overlapMinutes: minutes } })}
        >
          {say('decide.activate')}
        </Button>
      </div>
      <p className={classes.quiet}>{say('decide.activate-why')}</p>
    </div>
  )
}

/** The reason is asked for first, so that nobody revokes by a slip. */
function Revoke({ row, deed }: DeedProps) {
  const say = useSay()
  const [reason, write] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deed.mutate({ what: 'revoke', body: { reason } })
  }
  return (
    <form onSubmit={submit}>
      <div className={sheet.buttons}>
        <TextInput
          size="xs"
          className={classes.reason}
          label={say('decide.revoke-reason')}
          required
          value={reason}
          maxLength={2000}
          onChange={event => write(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          color="red"
          variant="outline"
          loading={deed.isPending}
          disabled={reason.trim() === ''}
        >
          {say('decide.revoke')}
        </Button>
      </div>
      <p className={classes.quiet}>{say(row.state === 'current' ? 'decide.revoke-current' : 'decide.revoke-why')}</p>
    </form>
  )
}
