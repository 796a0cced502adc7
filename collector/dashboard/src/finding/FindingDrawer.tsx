// Owns the drawer that tells everything of one finding. It opens and closes by the address alone, so it can be linked.

import { Alert, Drawer, Loader } from '@mantine/core'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { findingQuestion } from '../asks/questions.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { Copy } from '../words/Copy.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { Between } from './Between.tsx'
import { Comparison } from './Comparison.tsx'
import { Explained } from './Explained.tsx'
import { Evidence, Place, Times } from './Facts.tsx'
import classes from './finding.module.css'

interface FindingDrawerProps {
  readonly view: View
  readonly go: Go
}

export function FindingDrawer({ view, go }: FindingDrawerProps) {
  const say = useSay()
  return (
    <Drawer.Root
      opened={view.finding !== null}
      onClose={() => go({ finding: null })}
      position="right"
      size="min(56rem, 100vw)"
      classNames={{ content: classes.content }}
    >
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content>
        {/* Not Drawer.Header: its <header> would be a second banner of the page. */}
        <div className={classes.header}>
          <Drawer.Title className={classes.drawerTitle}>
            {say('finding.title', { id: view.finding ?? '' })}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={say('finding.close')} />
        </div>
        <Drawer.Body className={classes.body}>
          {view.finding !== null && <Told id={view.finding} view={view} go={go} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function Told({ id, view, go }: FindingDrawerProps & { id: number }) {
  const say = useSay()
  const { data: finding, error } = useQuery(findingQuestion(id))
  if (error !== null && finding === undefined) {
    return (
      <Alert color="red" variant="outline" title={say('finding.not-found')}>
        {error.message}
      </Alert>
    )
  }
  if (finding === undefined) return <Loader size="sm" aria-label={say('page.loading')} />
  return (
    <>
      <Head finding={finding} />
      <Part title={say('finding.compared')}>
        <Comparison finding={finding} />
      </Part>
      {finding.between.length > 0 && (
        <Part title={say('finding.between')}>
          <Between between={finding.between} />
        </Part>
      )}
      <div className={classes.columns}>
        <Part title={say('finding.facts')}>
          <Place finding={finding} />
        </Part>
        <div>
          <Part title={say('finding.times')}>
            <Times finding={finding} />
          </Part>
          <Part title={say('finding.evidence')}>
            <Evidence finding={finding} />
          </Part>
        </div>
      </div>
      <Part title={say('explain.title')}>
        <Explained finding={finding} view={view} go={go} />
      </Part>
    </>
  )
}

function Head({ finding }: { finding: FindingRow }) {
  const say = useSay()
  return (
    <section className={classes.head} data-severity={finding.severity}>
      <div className={classes.marks}>
        <SeverityMark severity={finding.severity} />
        <strong>{say(`verdict.${finding.verdict}`)}</strong>
        <span>{say(`kind.${finding.kind}`)}</span>
        <span className={classes.quiet}>{say(finding.open ? 'finding.open' : 'finding.settled')}</span>
      </div>
      <div className={classes.wholePath}>
        {finding.path === '' ? say('page.root-itself') : <PathShown path={finding.path} />}
        <Copy value={finding.path} what={say('filter.path')} />
      </div>
      <ul className={classes.sentences}>
        {finding.reasons.map(reason => (
          <li key={reason}>
            {say(`reason.${reason}`)} <code className={classes.code}>{reason}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const name = useId()
  return (
    <section className={classes.part} aria-labelledby={name}>
      <h3 id={name} className={classes.partTitle}>
        {title}
      </h3>
      {children}
    </section>
  )
}
