// Owns what a finding says besides its two observations: when, how noticed, who, under which permit, where the proof lies.
import { actorText } from '@sekisho/shared/actor.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import type { ReactNode } from 'react'
import { Copy } from '../words/Copy.tsx'
import { FullMoment, ShortMoment } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './finding.module.css'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

export function Place({ finding }: { finding: FindingRow }) {
  const say = useSay()
  return (
    <dl className={classes.facts}>
      <Fact name={say('filter.host')}>
        <Foreign text={finding.host} />
      </Fact>
      <Fact name={say('finding.root')}>
        <PathShown path={finding.root} />
      </Fact>
      <Fact name={say('filter.site')}>
        {finding.site === null ? (
          <span className={classes.quiet}>{say('root.unbound')}</span>
        ) : (
          <Foreign text={finding.site} />
        )}
      </Fact>
      <Fact name={say('finding.class')}>
        {say(`class.${finding.class}`)}
        {finding.payment && <span className={classes.payment}>{say('class.payment')}</span>}
      </Fact>
      <Fact name={say('finding.permit')}>
        {finding.permit === null ? say('finding.no-permit') : <Foreign text={finding.permit} />}
      </Fact>
      {finding.changedKeys.length > 0 && (
        <Fact name={say('finding.settings')}>
          <Foreign text={finding.changedKeys.join(', ')} />
        </Fact>
      )}
      <Fact name={say('finding.noticed')}>{say(`noticed.${finding.noticed}`)}</Fact>
      <Fact name={say('finding.actor')}>
        <Actor actor={finding.actor} />
      </Fact>
    </dl>
  )
}

function Actor({ actor }: { actor: FindingRow['actor'] }) {
  const say = useSay()
  if (actor === null) return <span className={classes.quiet}>{say('finding.actor-unknown')}</span>
  const { pid, executable, command, startedAt } = actor
  return (
    <>
      <Foreign text={actorText(actor)} />
      {executable !== null && (
        <span className={classes.small}>
          {say('finding.executable')} <PathShown path={executable} /> (pid {pid})
        </span>
      )}
      {command !== null && (
        <span className={classes.small}>
          {say('finding.command')} <Foreign text={command} />
        </span>
      )}
      {startedAt !== undefined && (
        <span className={classes.small}>
          {say('finding.running-since')} <ShortMoment at={startedAt} />
        </span>
      )}
    </>
  )
}

export function Times({ finding }: { finding: FindingRow }) {
  const say = useSay()
  return (
    <dl className={classes.facts}>
      <Fact name={say('finding.observed-at')}>
        <FullMoment at={finding.at} />
      </Fact>
      <Fact name={say('finding.received-at')}>
        <FullMoment at={finding.receivedAt} />
      </Fact>
      <Fact name={say('finding.judged-at')}>
        <FullMoment at={finding.judgedAt} />
      </Fact>
    </dl>
  )
}

export function Evidence({ finding }: { finding: FindingRow }) {
  const say = useSay()
  const { epoch, sequence, index } = finding.evidence
  return (
    <dl className={classes.facts}>
      <Fact name={say('finding.epoch')}>
        <code className={classes.wrap}>{epoch}</code> <Copy value={epoch} what={say('finding.epoch')} />
      </Fact>
      <Fact name={say('finding.sequence')}>{sequence}</Fact>
      <Fact name={say('finding.index')}>{index}</Fact>
      <Fact name={say('finding.generation')}>{finding.generation}</Fact>
    </dl>
  )
}
