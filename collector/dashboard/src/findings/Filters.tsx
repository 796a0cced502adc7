// Owns the row of filters. Each says what the view already says, and changes the view; it keeps nothing of its own but
// the path while it is being typed.

import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { HostRow } from '@sekisho/shared/api.ts'
import { PathTextError, parseSoughtPath, showPath } from '@sekisho/shared/path.ts'
import { severities, verdicts } from '@sekisho/shared/verdict.ts'
import { useState } from 'react'
import type { Go } from '../app/address.ts'
import { listsSame, plainView, readView, type View } from '../app/view.ts'
import { useSay } from '../words/words.ts'
import classes from './findings.module.css'

interface FiltersProps {
  readonly view: View
  readonly go: Go
  readonly hosts: readonly HostRow[]
}

export function Filters({ view, go, hosts }: FiltersProps) {
  const say = useSay()
  const hostNames = named(
    hosts.map(({ host }) => host),
    view.host,
  )
  const siteNames = named(
    hosts.flatMap(({ roots }) => roots.map(({ site }) => site ?? '')),
    view.site,
  )
  // The option's text is looked up again, so that the view only ever holds words that it knows.
  const change = (name: keyof View, value: string) =>
    go({ [name]: readView(`?${new URLSearchParams({ [name]: value })}`)[name] })
  const select = (
    name: 'host' | 'site' | 'severity' | 'verdict' | 'open',
    data: { value: string; label: string }[],
  ) => (
    <NativeSelect
      size="xs"
      label={say(`filter.${name}`)}
      value={view[name]}
      onChange={event => change(name, event.currentTarget.value)}
      data={data}
    />
  )
  const any = { value: '', label: say('filter.any') }
  return (
    <search className={classes.filters} aria-label={say('filter.all')}>
      <PathFilter key={view.path} path={view.path} onPath={path => go({ path })} />
      {select('severity', [any, ...severities.map(value => ({ value, label: say(`severity.${value}`) }))])}
      {select('host', [any, ...hostNames.map(value => ({ value, label: showPath(value) }))])}
      {select('site', [any, ...siteNames.map(value => ({ value, label: showPath(value) }))])}
      {select('verdict', [
        ...verdicts.map(value => ({ value, label: say(`verdict.${value}`) })),
        { value: 'all', label: say('filter.any') },
      ])}
      {select('open', [
        { value: 'true', label: say('filter.open.true') },
        { value: 'false', label: say('filter.open.false') },
        { value: 'all', label: say('filter.any') },
      ])}
      {!listsSame(view, plainView) && (
        <Button size="xs" variant="default" onClick={() => go({ ...plainView, finding: view.finding })}>
          {say('filter.clear')}
        </Button>
      )}
    </search>
  )
}

/** Remade by its key whenever the view's path changes from elsewhere. */
function PathFilter({ path, onPath }: { path: string; onPath: (path: string) => void }) {
  const say = useSay()
  const [typed, setTyped] = useState(path)
  const wrong = wrongWith(typed)
  const apply = () => {
    if (wrong === null && typed !== path) onPath(typed)
  }
  return (
    <TextInput
      size="xs"
      className={classes.pathFilter}
      label={say('filter.path')}
      placeholder={say('filter.path.hint')}
      title={say('filter.path.hint')}
      value={typed}
      error={wrong === null ? null : say(wrong)}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={event => {
        if (event.key === 'Enter') apply()
      }}
      spellCheck={false}
      dir="ltr"
    />
  )
}

function wrongWith(text: string): 'filter.path.wrong' | 'filter.path.parts' | null {
  try {
    parseSoughtPath(text)
    return null
  } catch (error) {
    return error instanceof PathTextError && error.rule !== 'form' ? 'filter.path.parts' : 'filter.path.wrong'
  }
}

/** The names to choose from, in order, with the chosen one even where no host bears it. */
function named(names: readonly string[], chosen: string): string[] {
  return [...new Set([...names, chosen])].filter(name => name !== '').sort()
}
