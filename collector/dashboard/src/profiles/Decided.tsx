// Owns what a profile decides about paths, in the words of `sekisho profile test`: which rule, what follows, and what else
// would have fitted.
import { Button } from '@mantine/core'
import type { DecisionRow } from '@sekisho/shared/api.profiles.ts'
import { useState } from 'react'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './profiles.module.css'

interface DecidedProps {
  readonly profile: string
  readonly rows: readonly DecisionRow[]
}

/** Some screens full. */
const shownAtOnce = 100

export function Decided({ profile, rows }: DecidedProps) {
  const say = useSay()
  const [shown, show] = useState(shownAtOnce)
  return (
    <>
      <ol className={classes.decided} aria-label={say('try.results')}>
        {rows.slice(0, shown).map(row => (
          <Decision key={row.path} profile={profile} row={row} />
        ))}
      </ol>
      {rows.length > shown && (
        <div>
          <Button size="xs" variant="default" onClick={() => show(shown + shownAtOnce)}>
            {say('windows.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Decision({ profile, row }: { readonly profile: string; readonly row: DecisionRow }) {
  const say = useSay()
  const { path, where, rule, also, payment, digest, keep, executableName } = row
  return (
    <li className={classes.decision} data-payment={where.payment || undefined}>
      <strong>
        <PathShown path={path} />
      </strong>
      <span className={classes.terms}>
        <b>{say(`class.${where.class}`)}</b>
        {where.severity !== undefined && <SeverityMark severity={where.severity} />}
        <span>{say('try.digest', { digest })}</span>
        <span>{say(keep ? 'try.kept' : 'try.not-kept')}</span>
        {where.rehash !== undefined && <span>{say('try.rehash', { rehash: where.rehash })}</span>}
        {where.once === false && <span>{say('try.again')}</span>}
        {where.compiled !== undefined && <span>{say('try.compiled', { compiled: where.compiled })}</span>}
        {where.types !== undefined && (
          <span>{say('try.types', { types: where.types.join(say('page.list-comma')) })}</span>
        )}
      </span>
      <span>
        {rule === null ? (
          say('try.by-default', { profile })
        ) : (
          <>
            {say('try.by-rule', { rule, profile })} <PathShown path={where.rule ?? ''} />
          </>
        )}
      </span>
      {payment !== null && (
        <span className={classes.payment}>
          {say('try.payment')} <PathShown path={payment} />
        </span>
      )}
      {executableName && <span className={classes.quiet}>{say('try.executable')}</span>}
      {also.length > 0 && (
        <span className={classes.quiet}>
          {say('try.also')} <PathShown path={also.join('  ')} />
        </span>
      )}
    </li>
  )
}
