// Owns the intervals of a host in which something may have been missed and that no walk has closed yet.
import { useQuery } from '@tanstack/react-query'
import { gapsQuestion } from '../asks/questions.ts'
import { Refused } from '../sheet/Refused.tsx'
import { Ago } from '../words/Moment.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './hosts.module.css'

/** Causes repeat; the newest ones say enough. */
const shownAtMost = 12

export function OpenGaps({ host }: { host: string }) {
  const say = useSay()
  const { data, error } = useQuery(gapsQuestion(host))
  if (data === undefined && error !== null) return <Refused error={error} title={say('page.gaps-not-read')} />
  const gaps = (data ?? []).filter(({ to }) => to === null)
  if (gaps.length === 0) return null
  return (
    <div className={classes.gaps}>
      <h4 className={classes.small}>{say('page.open-gaps')}</h4>
      <ul className={classes.plainList}>
        {gaps.slice(0, shownAtMost).map(gap => (
          <li key={gap.id}>
            {say(`gap.${gap.cause}`)}{' '}
            <span className={classes.quiet}>
              <Ago at={gap.from} />
            </span>
            {gap.root !== null && (
              <>
                {' '}
                <PathShown path={gap.root} />
              </>
            )}
          </li>
        ))}
        {gaps.length > shownAtMost && <li>{say('page.and-more', { count: gaps.length - shownAtMost })}</li>}
      </ul>
    </div>
  )
}
