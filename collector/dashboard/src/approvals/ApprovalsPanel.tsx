// Owns the list of approvals: those that wait for a second person, or all, the newest first, as far as it is looked at.
import { Alert, Button, SegmentedControl } from '@mantine/core'
import type { HostRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Go } from '../app/address.ts'
import type { View } from '../app/view.ts'
import { approvalsQuestion } from '../asks/questions.allowlist.ts'
import { useAsker } from '../asks/useAsker.ts'
import list from '../list/list.module.css'
import { useOpening } from '../sheet/useOpening.ts'
import { Glyph } from '../words/Glyph.tsx'
import { Loading } from '../words/Loading.tsx'
import { useSay } from '../words/words.ts'
import { ApprovalGroup } from './ApprovalGroup.tsx'
import { ApprovePattern } from './ApprovePattern.tsx'
import classes from './approvals.module.css'
import { grouped } from './groups.ts'

interface ApprovalsPanelProps {
  readonly view: View
  readonly go: Go
  readonly hosts: readonly HostRow[]
}

const wanted = ['waiting', 'all'] as const
/** Groups; some screens full. */
const shownAtOnce = 50

export function ApprovalsPanel({ view, go, hosts }: ApprovalsPanelProps) {
  const say = useSay()
  const [state, choose] = useState<(typeof wanted)[number]>('waiting')
  const [shown, show] = useState(shownAtOnce)
  const form = useOpening()
  const asker = useAsker()
  const { data: rows, error } = useQuery(approvalsQuestion(state))
  const groups = grouped(rows ?? [])
  return (
    <section className={list.panel} aria-labelledby="approvals-title">
      <div className={list.bar}>
        <h2 id="approvals-title" className={list.title}>
          {say('page.approvals')}
          {rows !== undefined && <span className={list.count}>{rows.length.toLocaleString()}</span>}
        </h2>
        {asker.may('approve') && !form.isOpen && (
          <Button size="xs" variant="default" onClick={form.open} autoFocus={form.autoFocus}>
            {say('pattern.title')}
          </Button>
        )}
        <SegmentedControl
          size="xs"
          aria-label={say('approvals.state')}
          value={state}
          onChange={value => choose(value === 'all' ? 'all' : 'waiting')}
          data={wanted.map(value => ({ value, label: say(`approvals.${value}`) }))}
        />
      </div>
      {form.isOpen && <ApprovePattern onDone={form.leave} />}
      <div className={list.frame}>
        {error !== null && rows === undefined && (
          <Alert color="red" variant="outline" m="md" title={say('approvals.not-listed')}>
            {error.message}
          </Alert>
        )}
        {error === null && rows === undefined && (
          <div className={list.nothing}>
            <Loading />
          </div>
        )}
        {rows?.length === 0 && <Nothing all={state === 'all'} />}
        {groups.length > 0 && (
          <ol className={classes.list} aria-label={say('page.approvals')}>
            {groups.slice(0, shown).map(group => (
              <ApprovalGroup key={`${group.head.state} ${group.head.id}`} group={group} {...{ view, go, hosts }} />
            ))}
          </ol>
        )}
        {groups.length > shown && (
          <Button size="xs" variant="default" className={classes.more} onClick={() => show(shown + shownAtOnce)}>
            {say('approvals.more')}
          </Button>
        )}
      </div>
    </section>
  )
}

function Nothing({ all }: { readonly all: boolean }) {
  const say = useSay()
  return (
    <div className={list.nothing}>
      <span className={list.calm} data-whole>
        <Glyph shape="tick" />
      </span>
      <h3 className={list.nothingTitle}>{say(all ? 'approvals.none' : 'approvals.none-waiting')}</h3>
      <p>{say('approvals.none-how')}</p>
    </div>
  )
}
