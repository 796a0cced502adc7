// Owns the audit trail on the page: who did or tried what, from where, the newest first, as it was written.
import { Alert, NativeSelect } from '@mantine/core'
import type { AuditRow } from '@sekisho/shared/api.audit.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { auditQuestion } from '../asks/questions.ts'
import list from '../list/list.module.css'
import { More } from '../list/More.tsx'
import { Loading } from '../words/Loading.tsx'
import { FullMoment } from '../words/Moment.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './audit.module.css'
import { detailsOf, type Kind, kinds } from './kinds.ts'

export function AuditPanel() {
  const say = useSay()
  const [kind, choose] = useState<Kind | ''>('')
  const asked = useInfiniteQuery(auditQuestion(kind))
  const rows = asked.data?.pages.flatMap(page => page.items)
  return (
    <section className={list.panel} aria-labelledby="audit-title">
      <div className={list.bar}>
        <h2 id="audit-title" className={list.title}>
          {say('page.audit')}
          {rows !== undefined && (
            <span className={list.count}>
              {rows.length.toLocaleString()}
              {asked.hasNextPage && '+'}
            </span>
          )}
        </h2>
        <NativeSelect
          size="xs"
          label={say('audit.kind')}
          value={kind}
          onChange={event => choose(kinds.find(word => word === event.currentTarget.value) ?? '')}
          data={[
            { value: '', label: say('filter.any') },
            ...kinds.map(value => ({ value, label: say(`audit.kind.${value}`) })),
          ]}
        />
      </div>
      <div className={list.frame}>
        {asked.error !== null && (
          <Alert color="red" variant="outline" m="md" title={say('audit.not-listed')}>
            {asked.error.message}
          </Alert>
        )}
        {asked.isPending && (
          <div className={list.nothing}>
            <Loading />
          </div>
        )}
        {rows?.length === 0 && (
          <div className={list.nothing}>
            <h3 className={list.nothingTitle}>{say('audit.none')}</h3>
          </div>
        )}
        {rows !== undefined && rows.length > 0 && (
          <ol className={classes.list} aria-label={say('page.audit')}>
            {rows.map(row => (
              <Line key={row.id} row={row} />
            ))}
          </ol>
        )}
        <More of={asked} apart />
      </div>
    </section>
  )
}

function Line({ row: { at, who, from, what, detail } }: { readonly row: AuditRow }) {
  const say = useSay()
  const details = detailsOf(detail)
  return (
    <li className={classes.row}>
      <span className={classes.when}>
        <FullMoment at={at} />
      </span>
      <span className={classes.who}>
        <b>
          <Foreign text={who} />
        </b>
        <span className={classes.quiet}>
          {say('audit.from')} <Foreign text={from} />
        </span>
      </span>
      <span className={classes.what}>
        <code>{what}</code>
        {details.length > 0 && (
          <dl className={classes.details}>
            {details.map(({ name, value }) => (
              <div key={name}>
                <dt>
                  <Foreign text={name} />
                </dt>
                <dd>
                  <Foreign text={value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </span>
    </li>
  )
}
