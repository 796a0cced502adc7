// Owns the drawer that tells everything of one finding. It opens and closes by the address alone, so it can be linked.

import { Alert } from '@mantine/core'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { Approve } from '../approvals/Approve.tsx'
import { findingQuestion } from '../asks/questions.ts'
import { SeverityMark } from '../findings/SeverityMark.tsx'
import { Marks, Part, Sheet, SheetHead } from '../sheet/Sheet.tsx'
import { Copy } from '../words/Copy.tsx'
import { Loading } from '../words/Loading.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { Between } from './Between.tsx'
import { Comparison } from './Comparison.tsx'
import { Content } from './Content.tsx'
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
    <Sheet
      opened={view.finding !== null}
      title={say('finding.title', { id: view.finding ?? '' })}
      closeLabel={say('finding.close')}
      onClose={() => go({ finding: null })}
    >
      {view.finding !== null && <Told id={view.finding} view={view} go={go} />}
    </Sheet>
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
  if (finding === undefined) return <Loading />
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
      <Content key={finding.id} finding={finding} />
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
      <Approve finding={finding} />
      <Part title={say('explain.title')}>
        <Explained finding={finding} view={view} go={go} />
      </Part>
    </>
  )
}

function Head({ finding }: { finding: FindingRow }) {
  const say = useSay()
  return (
    <SheetHead severity={finding.severity}>
      <Marks>
        <SeverityMark severity={finding.severity} />
        <strong>{say(`verdict.${finding.verdict}`)}</strong>
        <span>{say(`kind.${finding.kind}`)}</span>
        <span className={classes.quiet}>{say(finding.open ? 'finding.open' : 'finding.settled')}</span>
      </Marks>
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
    </SheetHead>
  )
}
