// Owns what stands on the page for one root: how it is watched and why so, when it was last walked, what was found.
import type { RootRow } from '@sekisho/shared/api.ts'
import { RootCoverage } from '../coverage/RootCoverage.tsx'
import { Ago } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { isWordKey, useSay } from '../words/words.ts'
import classes from './hosts.module.css'

/** `current`: the host answers, so that what its agent says of the root holds now. */
export function RootFacts({ host, root, current }: { host: string; root: RootRow; current: boolean }) {
  const say = useSay()
  return (
    <section className={classes.root}>
      <h4 className={classes.rootName}>
        <PathShown path={root.root} />
      </h4>
      <RootCoverage host={host} root={root.root} />
      <dl className={classes.facts}>
        <dt>{say('root.site')}</dt>
        <dd>
          {root.site === null ? <em className={classes.warn}>{say('root.unbound')}</em> : <Foreign text={root.site} />}
          {root.prefix !== '' && (
            <>
              {' '}
              <span className={classes.quiet}>{say('root.prefix')}</span> <PathShown path={root.prefix} />
            </>
          )}
        </dd>
        <dt>{say('root.profile')}</dt>
        <dd>
          <Foreign text={root.profile} />
        </dd>
        <dt>{say('root.grade')}</dt>
        <dd>
          {root.grade === null ? (
            <span className={classes.quiet}>{say('page.unknown')}</span>
          ) : (
            say(`grade.${root.grade}`)
          )}
          {root.source !== null && (
            <span className={classes.quiet}>
              {' '}
              · <Foreign text={root.source} />
            </span>
          )}
          <span className={classes.quiet}>
            {' '}
            · <Phase phase={root.phase} />
          </span>
          {!current && <em className={`${classes.warn} ${classes.small}`}>{say('root.last-known')}</em>}
          {root.grade !== null && <span className={classes.small}>{say(`grade.${root.grade}.means`)}</span>}
          {root.why !== '' && (
            <span className={classes.small}>
              <Foreign text={root.why} />
            </span>
          )}
        </dd>
        {current && root.covered?.since && !root.covered.ended && (
          <>
            <dt>{say('root.since')}</dt>
            <dd>
              <Ago at={root.covered.since} />
            </dd>
          </>
        )}
        {root.canary !== null && (
          <>
            <dt>{say('root.canary')}</dt>
            <dd className={root.canary.state === 'lost' ? classes.warn : undefined}>
              <CanaryWords canary={root.canary} />
            </dd>
          </>
        )}
        <dt>{say('root.last-walk')}</dt>
        <dd>{root.lastWalkAt === null ? say('page.never') : <Ago at={root.lastWalkAt} />}</dd>
        <dt>{say('root.census')}</dt>
        <dd>
          {root.censusAt === null ? (
            <em className={classes.warn}>{say('root.no-census')}</em>
          ) : (
            <Ago at={root.censusAt} />
          )}
        </dd>
        <dt>{say('root.files')}</dt>
        <dd>{root.files.toLocaleString()}</dd>
        <dt>{say('root.unauthorised')}</dt>
        <dd className={root.unauthorised > 0 ? classes.wrong : undefined}>{root.unauthorised.toLocaleString()}</dd>
        <dt>{say('root.open-gaps')}</dt>
        <dd className={root.openGaps > 0 ? classes.warn : undefined}>{root.openGaps.toLocaleString()}</dd>
        {root.mounts.length > 0 && (
          <>
            <dt>{say('root.mounts')}</dt>
            <dd>
              <Foreign text={root.mounts.join(', ')} />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** What the agent is doing there: a word of the catalogue, or whatever a newer agent calls it. */
function Phase({ phase }: { phase: string }) {
  const say = useSay()
  const key = `phase.${phase}`
  return isWordKey(key) ? say(key) : <Foreign text={phase} />
}

/** How the agent's own test write fares, and when and how fast the last one came back. */
function CanaryWords({ canary }: { canary: NonNullable<RootRow['canary']> }) {
  const say = useSay()
  const { state, why, roundTripMs, returnedAt } = canary
  return (
    <>
      {state !== 'returned' && say(`canary.${state}`)}
      {why !== null && <span className={classes.small}>{say(`canary-why.${why}`)}</span>}
      {roundTripMs !== null && returnedAt !== null && (
        <>
          {say('canary.returned', { ms: Math.round(roundTripMs) })}{' '}
          <span className={classes.quiet}>
            <Ago at={returnedAt} />
          </span>
        </>
      )}
    </>
  )
}
