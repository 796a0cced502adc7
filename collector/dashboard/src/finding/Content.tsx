// Owns what the drawer tells of the content that a finding found: whether it is kept or why not, its text difference for whoever
// asks for it and may see it, and the way to take it out. Each of these is a look that stands in the audit trail: it takes a click.
import { Button } from '@mantine/core'
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { contentQuestion, textDifferenceQuestion } from '../asks/questions.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Lacking } from '../sheet/Lacking.tsx'
import { Refused } from '../sheet/Refused.tsx'
import { Part } from '../sheet/Sheet.tsx'
import { Foreign } from '../words/PathShown.tsx'
import { type Say, useSay } from '../words/words.ts'
import { Attributes } from './Attributes.tsx'
import { contentOf } from './content.ts'
import { Download } from './Download.tsx'
import classes from './finding.module.css'
import { TextDifferenceShown } from './TextDifferenceShown.tsx'

export function Content({ finding }: { readonly finding: FindingRow }) {
  const say = useSay()
  const content = contentOf(finding)
  if (content === null) return null
  return (
    <Part title={say('content.title')}>
      {content !== 'removed' && <Standing sha256={content} />}
      <Asked finding={finding.id} />
      {content !== 'removed' && <Taken key={content} sha256={content} />}
    </Part>
  )
}

function Standing({ sha256 }: { readonly sha256: string }) {
  const say = useSay()
  const { data, isError } = useQuery(contentQuestion(sha256))
  if (isError) return <p className={classes.quiet}>{say('difference.failed')}</p>
  if (data === undefined) return <p className={classes.quiet}>{say('page.loading')}</p>
  return (
    <>
      <p>{standingText(data, say)}</p>
      {data?.cards != null && (
        <p>
          {say('difference.cards', { count: data.cards.count })} <Foreign text={data.cards.shown.join(', ')} />
        </p>
      )}
      {data !== null && <Attributes attributes={data.attributes} />}
    </>
  )
}

/** Offered where there is something to take, to those who may. */
function Taken({ sha256 }: { readonly sha256: string }) {
  const asker = useAsker()
  const { data } = useQuery(contentQuestion(sha256))
  return data?.state === 'kept' && asker.may('work') ? <Download sha256={sha256} /> : null
}

function standingText(row: ContentRow | null, say: Say): string {
  if (row === null) return say('difference.content-none')
  const { state, why, bytes, size } = row
  const reason = why === null ? '' : say(`content-why.${why}`)
  return say(`difference.content-${state}`, { bytes, size, why: reason })
}

function Asked({ finding }: { readonly finding: number }) {
  const say = useSay()
  const asker = useAsker()
  const [isAsked, askFor] = useState(false)
  const { data, error, isFetching } = useQuery({ ...textDifferenceQuestion(finding), enabled: isAsked })
  if (!asker.known) return null
  if (!asker.may('work')) return <Lacking what={say('difference.no-right')} least="analyst" />
  if (data !== undefined) return <TextDifferenceShown difference={data} />
  return (
    <>
      {error !== null && <Refused error={error} title={say('difference.failed')} />}
      <Button size="xs" variant="default" loading={isFetching} onClick={() => askFor(true)}>
        {say('difference.show')}
      </Button>{' '}
      <span className={classes.quiet}>{say('difference.audited')}</span>
    </>
  )
}
