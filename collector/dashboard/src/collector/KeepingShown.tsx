// Owns what the page shows of how long everything is kept: each kind with its term and how far its oldest is through it, what
// was pruned last, and when the next run is.
import type { KeepingReport } from '@sekisho/shared/api.keeping.ts'
import { useQuery } from '@tanstack/react-query'
import { keepingQuestion } from '../asks/questions.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Ago, ShortMoment } from '../words/Moment.tsx'
import { useNow } from '../words/now.ts'
import { type Say, useSay } from '../words/words.ts'
import classes from './collector.module.css'
import { lasted, wholeYears } from './disk.ts'

type Kind = KeepingReport['kinds'][number]

export function KeepingShown() {
  const say = useSay()
  const { known, may } = useAsker()
  const mayAsk = may('admin')
  const { data: report, error } = useQuery({ ...keepingQuestion, enabled: mayAsk })
  return (
    <section className={classes.part} aria-labelledby="keeping-title">
      <details open>
        {/* The keys reach it, and with it all that is scrolled. */}
        <summary className={classes.title}>
          <h3 id="keeping-title">{say('page.keeping')}</h3>
        </summary>
        {known && !mayAsk && <p className={classes.small}>{say('page.keeping-admins')}</p>}
        {error !== null && <p className={classes.small}>{error.message}</p>}
        {report !== undefined && <Terms report={report} />}
      </details>
    </section>
  )
}

function Terms({ report: { kinds, nextAt, running, last } }: { report: KeepingReport }) {
  const say = useSay()
  if (nextAt === null) return <p className={classes.words}>{say('page.keeping-never')}</p>
  return (
    <>
      <ul className={classes.kinds}>
        {kinds.map(kind => (
          <KindKept key={kind.kind} {...kind} />
        ))}
      </ul>
      <p className={classes.small}>
        {running === null ? say('page.keeping-next') : say('page.keeping-running')}{' '}
        <ShortMoment at={running?.since ?? nextAt} />
      </p>
      {last !== null && (
        <p className={classes.small}>
          {say('page.keeping-last')} <Ago at={last.startedAt} />, {say('page.keeping-gone')}:{' '}
          {goneText(last.taken, say)}
        </p>
      )}
      <p className={classes.small}>{say('page.keeping-stays')}</p>
    </>
  )
}

function KindKept({ kind, days, held, from, due }: Kind) {
  const say = useSay()
  const now = useNow()
  const years = wholeYears(days)
  const percent = from === null ? 0 : lasted(from, days, now)
  return (
    <li className={classes.kind}>
      <span className={classes.kindName}>{say(`kept.${kind}`)}</span>
      <span>{years === null ? say('page.keeping-days', { days }) : say('page.keeping-years', { years })}</span>
      <span className={classes.term} title={say('page.keeping-age', { percent })} aria-hidden="true">
        <span className={classes.age} style={{ width: `${percent}%` }} />
      </span>
      <span className={classes.small}>
        {from === null ? (
          say('page.keeping-none')
        ) : (
          <>
            {say('page.keeping-held', { held: held.toLocaleString() })} <ShortMoment at={from} />
          </>
        )}
        {due > 0 && (
          <>
            {' '}
            <span className={classes.due}>{say('page.keeping-due', { due: due.toLocaleString() })}</span>
          </>
        )}
      </span>
    </li>
  )
}

function goneText(taken: NonNullable<KeepingReport['last']>['taken'], say: Say): string {
  const gone = Object.entries(taken).filter(([, count]) => count > 0) as [Kind['kind'], number][]
  if (gone.length === 0) return say('page.keeping-nothing')
  return gone.map(([kind, count]) => `${say(`kept.${kind}`)} ${count.toLocaleString()}`).join(', ')
}
