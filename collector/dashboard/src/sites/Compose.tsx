// Owns where the page asks what a host of a site holds: which host and folder, looked at when somebody asks, because a look
// costs the collector one at every file.
import { Button, NativeSelect } from '@mantine/core'
import type { HostRow, SiteRow } from '@sekisho/shared/api.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { compositionQuestion } from '../asks/questions.allowlist.ts'
import { hostsQuestion } from '../asks/questions.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { Loading } from '../words/Loading.tsx'
import { useSay } from '../words/words.ts'
import { Composed } from './Composed.tsx'
import classes from './sites.module.css'

interface Place {
  readonly host: string
  /** Null: all that the site has on the host. */
  readonly root: string | null
}

export function Compose({ row: { site } }: { readonly row: SiteRow }) {
  const say = useSay()
  const form = useOpening()
  if (form.isOpen) return <Form site={site} onDone={form.leave} />
  return (
    <div>
      <Button size="compact-xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
        {say('compose.open')}
      </Button>
    </div>
  )
}

function Form({ site, onDone }: { readonly site: string; readonly onDone: () => void }) {
  const say = useSay()
  const client = useQueryClient()
  const looking = useIsFetching({ queryKey: ['composition', site] }) > 0
  const { data: hosts, error } = useQuery(hostsQuestion)
  const [chosen, choose] = useState(0)
  const [looked, look] = useState<Place | null>(null)
  const places = placesOf(hosts ?? [], site)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const place = places[chosen]
    if (place === undefined) return
    look(place)
    // What was seen a minute ago is not what is asked for.
    client.invalidateQueries(compositionQuestion(site, place.host, place.root))
  }
  return (
    <div className={classes.form}>
      <form className={sheet.buttons} onSubmit={submit}>
        <NativeSelect
          size="xs"
          label={say('compose.where')}
          autoFocus
          value={String(chosen)}
          onChange={event => choose(Number(event.currentTarget.value))}
          data={places.map(({ host, root }, place) => ({
            value: String(place),
            label: root === null ? say('compose.all-roots', { host: showPath(host) }) : showPath(`${host}: ${root}`),
          }))}
        />
        <Button type="submit" size="xs" disabled={places.length === 0} loading={looking}>
          {say('compose.look')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('compose.close')}
        </Button>
      </form>
      {hosts === undefined && error !== null && <Refused error={error} title={say('compose.not-read')} />}
      {hosts !== undefined && places.length === 0 && <p className={classes.quiet}>{say('compose.no-root')}</p>}
      {looked !== null && <Looked key={`${looked.host} ${looked.root}`} site={site} place={looked} />}
    </div>
  )
}

function placesOf(hosts: readonly HostRow[], site: string): readonly Place[] {
  return hosts.flatMap(({ host, roots }) => {
    const own = roots.filter(root => root.site === site).map(({ root }) => ({ host, root }))
    return own.length > 1 ? [{ host, root: null }, ...own] : own
  })
}

function Looked({ site, place: { host, root } }: { readonly site: string; readonly place: Place }) {
  const say = useSay()
  const { data, error } = useQuery(compositionQuestion(site, host, root))
  if (data !== undefined) return <Composed composed={data} />
  return error === null ? <Loading /> : <Refused error={error} title={say('compose.not-read')} />
}
