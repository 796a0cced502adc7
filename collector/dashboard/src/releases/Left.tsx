// Owns what is left of a component's replaced releases: files in overlap and until when, and stale ones, some of them by name.
import { Button } from '@mantine/core'
import type { ReplacedRow } from '@sekisho/shared/api.releases.ts'
import { joinPath } from '@sekisho/shared/path.ts'
import { useState } from 'react'
import { ShortMoment } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './releases.module.css'

export function Left({ row }: { readonly row: ReplacedRow }) {
  const say = useSay()
  const [named, name] = useState(false)
  const { component, overlap, stale, examples, whole } = row
  return (
    <div className={classes.left}>
      {overlap.map(({ release, version, until, files }) => (
        <p key={release}>
          <Foreign text={say('replaced.overlap', { version, count: files.toLocaleString() })} />{' '}
          {until !== null && <ShortMoment at={until} />}
        </p>
      ))}
      {stale > 0 && (
        <p>
          <span className={classes.stale}>
            {say(whole ? 'replaced.stale' : 'replaced.stale-most', { count: stale.toLocaleString() })}
          </span>{' '}
          <Button size="compact-xs" variant="default" aria-expanded={named} onClick={() => name(!named)}>
            {say('replaced.which')}
          </Button>
        </p>
      )}
      {named && (
        <ul className={classes.list} aria-label={say('replaced.list', { component })}>
          {examples.map(({ host, root, path }) => (
            <li key={`${host} ${root} ${path}`}>
              <Foreign text={host} /> <PathShown path={joinPath(root, path)} />
            </li>
          ))}
        </ul>
      )}
      {named && examples.length < stale && (
        <p className={classes.quiet}>{say('replaced.first-only', { shown: examples.length })}</p>
      )}
    </div>
  )
}
