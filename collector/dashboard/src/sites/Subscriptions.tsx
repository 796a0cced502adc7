// Owns giving a site a component and taking one away, each with what follows said before it is done.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { SiteRow } from '@sekisho/shared/api.ts'
import { showPath, typedPath } from '@sekisho/shared/path.ts'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { componentsQuestion } from '../asks/questions.allowlist.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './sites.module.css'
import { useDeed } from './useDeed.ts'

interface RemoveProps {
  readonly site: string
  readonly component: string
}

export function RemoveComponent({ site, component }: RemoveProps) {
  const say = useSay()
  const form = useOpening()
  const deed = useDeed()
  if (!form.isOpen)
    return (
      <Button
        size="compact-xs"
        variant="default"
        onClick={form.open}
        autoFocus={form.autoFocus}
        title={say('sites.remove-named', { component: showPath(component) })}
      >
        {say('sites.remove')}
      </Button>
    )
  const what = `sites/${encodeURIComponent(site)}/components/${encodeURIComponent(component)}`
  return (
    <div className={classes.form}>
      <p className={classes.warned}>
        <Foreign text={say('sites.remove-means', { component, site })} />
      </p>
      <div className={sheet.buttons}>
        <Button size="xs" loading={deed.isPending} onClick={() => deed.mutate({ what, body: null })}>
          {say('sites.remove-do')}
        </Button>
        {/* The press that opened this may be a double one: it must do nothing. */}
        <Button size="xs" variant="default" onClick={form.leave} autoFocus>
          {say('sites.cancel')}
        </Button>
      </div>
      {deed.error !== null && <Refused error={deed.error} title={say('sites.refused')} />}
    </div>
  )
}

export function AddComponent({ row }: { readonly row: SiteRow }) {
  const say = useSay()
  const form = useOpening()
  const { data: components, error } = useQuery(componentsQuestion)
  if (components === undefined && error !== null) return <Refused error={error} title={say('sites.add-not-read')} />
  if (components === undefined) return null
  const had = new Set(row.components.map(({ component }) => component))
  const others = [...new Set(components.map(({ component }) => component))].filter(name => !had.has(name))
  if (others.length === 0) return null
  if (form.isOpen) return <Form site={row.site} others={others} onDone={form.leave} />
  return (
    <div>
      <Button size="compact-xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
        {say('sites.add')}
      </Button>
    </div>
  )
}

interface FormProps {
  readonly site: string
  readonly others: readonly string[]
  readonly onDone: () => void
}

function Form({ site, others, onDone }: FormProps) {
  const say = useSay()
  const [component, choose] = useState(others[0] ?? '')
  const [prefix, write] = useState('')
  const deed = useDeed(onDone)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const below = typedPath(prefix.replace(/\/+$/, ''))
    deed.mutate({ what: `sites/${encodeURIComponent(site)}/components`, body: { component, prefix: below } })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={sheet.buttons}>
        <NativeSelect
          size="xs"
          label={say('sites.add-which')}
          autoFocus
          value={component}
          onChange={event => choose(event.currentTarget.value)}
          data={others.map(name => ({ value: name, label: showPath(name) }))}
        />
        <TextInput
          size="xs"
          label={say('sites.add-below')}
          value={prefix}
          spellCheck={false}
          onChange={event => write(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" loading={deed.isPending}>
          {say('sites.add-do')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('sites.cancel')}
        </Button>
      </div>
      <p className={classes.quiet}>{say('sites.add-means')}</p>
      {deed.error !== null && <Refused error={deed.error} title={say('sites.refused')} />}
    </form>
  )
}
