// Owns the try-it box: by a root's profile or any other, many paths at once, and what the collector decides about each.
import { Button, NativeSelect, Textarea } from '@mantine/core'
import type { DecisionRow, ProfileRow } from '@sekisho/shared/api.profiles.ts'
import { showPath } from '@sekisho/shared/path.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { tell } from '../asks/ask.ts'
import type { Listing } from '../asks/questions.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { useSay } from '../words/words.ts'
import { Decided } from './Decided.tsx'
import classes from './profiles.module.css'
import { choicesOf, chosenOf, mostPaths, type Pasted, type Place, pastedPaths, portionsOf } from './typed.ts'

interface TryBoxProps {
  readonly profiles: readonly ProfileRow[]
  readonly places: readonly Place[]
}

interface Tried {
  readonly profile: string
  readonly rows: readonly DecisionRow[]
}

interface Wish {
  readonly profile: string
  readonly paths: readonly string[]
}

/** One after the other, so that a full box is no burst. */
async function tryAll({ profile, paths }: Wish): Promise<Tried> {
  const rows: DecisionRow[] = []
  for (const portion of portionsOf(paths)) {
    const answer = await tell<Listing<DecisionRow>>('profiles/try', { profile, paths: portion })
    rows.push(...(answer?.items ?? []))
  }
  return { profile, rows }
}

export function TryBox({ profiles, places }: TryBoxProps) {
  const say = useSay()
  const name = useId()
  const choices = choicesOf(
    places,
    profiles.map(({ name }) => name),
  )
  const [value, choose] = useState(choices[0]?.value)
  const [text, write] = useState('')
  const [wrong, setWrong] = useState<Pasted | null>(null)
  const tried = useMutation({ mutationFn: tryAll })
  const chosen = chosenOf(choices, value)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = pastedPaths(text, chosen?.place?.root ?? null)
    setWrong('wrong' in found ? found : null)
    if ('paths' in found && chosen !== undefined) tried.mutate({ profile: chosen.profile, paths: found.paths })
  }
  return (
    <form className={classes.tryBox} onSubmit={submit} aria-labelledby={name}>
      <h3 id={name} className={classes.name}>
        {say('try.title')}
      </h3>
      <p className={classes.quiet}>{say('try.how')}</p>
      <NativeSelect
        size="xs"
        label={say('try.by')}
        value={chosen?.value}
        onChange={event => choose(event.currentTarget.value)}
        data={[
          {
            group: say('try.roots'),
            items: choices.flatMap(({ value, profile, place }) =>
              place === null ? [] : { value, label: `${showPath(place.host)}: ${showPath(place.root)} (${profile})` },
            ),
          },
          {
            group: say('try.profiles'),
            items: choices.flatMap(({ value, profile, place }) => (place === null ? { value, label: profile } : [])),
          },
        ]}
      />
      <Textarea
        size="xs"
        classNames={{ input: sheet.typed }}
        label={say('try.paths')}
        description={say('try.paths-how', { most: mostPaths.toLocaleString() })}
        placeholder={'html/upload/save_image/a.jpg\n.htaccess'}
        rows={4}
        spellCheck={false}
        autoCapitalize="none"
        value={text}
        error={wrong !== null && 'wrong' in wrong && say(`try.${wrong.wrong}`, { ...wrong, most: mostPaths })}
        onChange={event => {
          write(event.currentTarget.value)
          setWrong(null)
        }}
      />
      <div className={sheet.buttons}>
        <Button type="submit" size="xs" loading={tried.isPending}>
          {say('try.do')}
        </Button>
        <span className={classes.quiet} role="status">
          {tried.data !== undefined && say('try.decided', { count: tried.data.rows.length.toLocaleString() })}
        </span>
      </div>
      {tried.error !== null && <Refused error={tried.error} title={say('try.refused')} />}
      {tried.data !== undefined && <Decided profile={tried.data.profile} rows={tried.data.rows} />}
    </form>
  )
}
