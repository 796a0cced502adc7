// Owns taking a kept content out by the page: as an archive under a password that the person chooses, and in no other form, so
// that nothing on their machine opens what may be malicious. The password is kept nowhere, here neither.
import { Alert, Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { pageClock } from '../app/clock.ts'
import { askForFile } from '../asks/ask.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import classes from './finding.module.css'

/** As the collector's; it says so itself where a page is older. */
const leastLength = 8
const mostLength = 99
const revokeMs = 60_000

export function Download({ sha256 }: { readonly sha256: string }) {
  const say = useSay()
  const [password, write] = useState('')
  // What a mutation is given stays in its cache, long after the field is empty.
  const chosen = useRef('')
  const deed = useMutation({
    mutationFn: async () => {
      const asked = askForFile(`contents/${sha256}/archive`, { password: chosen.current })
      chosen.current = ''
      save(await asked)
    },
    onSuccess: () => write(''),
  })
  const save = (file: Blob) => {
    const address = URL.createObjectURL(file)
    const link = document.createElement('a')
    link.href = address
    link.download = `${sha256}.zip`
    link.click()
    // Some browsers read it only a while after the click.
    pageClock.after(revokeMs, () => URL.revokeObjectURL(address))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    chosen.current = password
    deed.mutate()
  }
  return (
    <form onSubmit={submit}>
      <div className={sheet.buttons}>
        <PasswordInput
          size="xs"
          label={say('download.password')}
          autoComplete="new-password"
          minLength={leastLength}
          maxLength={mostLength}
          value={password}
          onChange={event => write(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          variant="default"
          loading={deed.isPending}
          disabled={password.length < leastLength}
        >
          {say('download.do')}
        </Button>
      </div>
      <p className={classes.quiet}>{say('download.what')}</p>
      {deed.isSuccess && (
        <Alert color="teal" variant="outline" role="status">
          {say('download.done')}
        </Alert>
      )}
      {deed.error !== null && <Refused error={deed.error} title={say('download.failed')} />}
    </form>
  )
}
