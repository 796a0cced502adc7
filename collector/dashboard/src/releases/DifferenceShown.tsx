// Owns in what a release differs from another: the counts, then each file, payment files and executables first.
import { Button, SegmentedControl } from '@mantine/core'
import type { Difference, ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { differenceQuestion } from '../asks/questions.allowlist.ts'
import list from '../list/list.module.css'
import { Refused } from '../sheet/Refused.tsx'
import { Copy } from '../words/Copy.tsx'
import { Loading } from '../words/Loading.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './releases.module.css'

const others = ['before', 'current'] as const
/** About what a person looks through at one go. */
const shownAtOnce = 50

interface DifferenceShownProps {
  readonly row: ReleaseRow
  /** Null for the first of its component. */
  readonly before: ReleaseRow | null
}

/** Of a held release only what a confirmation confirms is shown; of one that was replaced, both ways of looking at it. */
export function DifferenceShown({ row, before }: DifferenceShownProps) {
  const say = useSay()
  const [other, choose] = useState<(typeof others)[number]>('before')
  const replaces = row.state === 'held' || (row.state !== 'current' && other === 'current')
  const { data, error } = useQuery(differenceQuestion(row.id, replaces ? null : (before?.id ?? 0)))
  return (
    <div className={classes.difference}>
      {(row.state === 'ended' || row.state === 'overlap') && (
        <SegmentedControl
          size="xs"
          aria-label={say('difference.to')}
          value={other}
          onChange={value => choose(value === 'current' ? 'current' : 'before')}
          data={others.map(value => ({ value, label: say(`difference.to-${value}`) }))}
        />
      )}
      {error !== null && data === undefined && <Refused error={error} title={say('difference.not-read')} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && <Told key={data.digest} difference={data} />}
    </div>
  )
}

function Told({ difference }: { readonly difference: Difference }) {
  const say = useSay()
  const { against, added, changed, removed, entries, digest } = difference
  const [shown, show] = useState(shownAtOnce)
  const all = added + changed + removed
  const counts = { added: added.toLocaleString(), changed: changed.toLocaleString(), removed: removed.toLocaleString() }
  return (
    <>
      <p className={classes.counts}>
        {against === null ? (
          say('difference.against-nothing')
        ) : (
          <Foreign text={say('difference.against', { version: against })} />
        )}{' '}
        {all === 0 ? say('difference.same') : say('difference.counts', counts)}
      </p>
      <ul className={classes.entries} aria-label={say('difference.list')}>
        {entries.slice(0, shown).map(entry => (
          <Entry key={entry.path} entry={entry} />
        ))}
      </ul>
      {entries.length > shown && (
        <Button size="xs" variant="default" onClick={() => show(shown + 4 * shownAtOnce)}>
          {say('difference.more')}
        </Button>
      )}
      {all > entries.length && shown >= entries.length && (
        <p className={classes.quiet}>
          {say('difference.first-only', { shown: entries.length.toLocaleString(), all: all.toLocaleString() })}
        </p>
      )}
      {all > 0 && (
        <p className={classes.quiet}>
          {say('difference.digest')}: <code>{digest}</code> <Copy value={digest} what={say('difference.digest')} />
        </p>
      )}
    </>
  )
}

function Entry({ entry }: { readonly entry: Difference['entries'][number] }) {
  const say = useSay()
  const { path, before, after, mark } = entry
  const way = before === null ? 'added' : after === null ? 'removed' : 'changed'
  const link = before?.type === 'symlink' || after?.type === 'symlink'
  return (
    <li className={classes.entry} data-mark={mark ?? undefined}>
      <span className={classes.way} data-way={way}>
        {say(`entry-way.${way}`)}
      </span>
      <span className={list.cell}>
        <PathShown path={path} />
        <span className={classes.marks}>
          {mark !== null && <span data-mark={mark}>{say(`entry-mark.${mark}`)}</span>}
          {link && <span>{say('type.symlink')}</span>}
        </span>
      </span>
    </li>
  )
}
