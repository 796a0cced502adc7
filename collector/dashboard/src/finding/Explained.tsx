// Owns what is known of the finding's path today: its verdict now, every permit that names it, and its other findings.
import type { ExplanationRow, FindingRow } from '@sekisho/shared/api.ts'
import { joinPath } from '@sekisho/shared/path.ts'
import { useQuery } from '@tanstack/react-query'
import type { Go } from '../app/address.ts'
import { type View, viewSearch } from '../app/view.ts'
import { explainQuestion } from '../asks/questions.ts'
import { ShortMoment } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { type Say, useSay } from '../words/words.ts'
import classes from './finding.module.css'

/** The newest ones tell the story. */
const shownAtMost = 12

interface ExplainedProps {
  readonly finding: FindingRow
  readonly view: View
  readonly go: Go
}

export function Explained({ finding, view, go }: ExplainedProps) {
  const say = useSay()
  const path = joinPath(finding.root, finding.path)
  const { data, isError } = useQuery(explainQuestion(finding.host, path))
  if (isError) return <p className={classes.quiet}>{say('explain.not-known')}</p>
  if (data === undefined) return <p className={classes.quiet}>{say('page.loading')}</p>
  // Without a decision the profile is gone, and its patterns with it.
  const payment = data.decision?.payment ?? null
  return (
    <>
      <ul className={classes.sentences}>
        <li>{verdictNow(data, say)}</li>
        <li>
          {data.class.rule === null
            ? say('explain.class-default', { class: say(`class.${data.class.class}`) })
            : say('explain.class-rule', { class: say(`class.${data.class.class}`) })}{' '}
          {data.class.rule !== null && <PathShown path={data.class.rule} />}
        </li>
        {payment !== null && (
          <li>
            {say('explain.payment')} <PathShown path={payment} />
          </li>
        )}
        {data.permits.length === 0 && <li>{say('explain.no-permit')}</li>}
        {data.permits.map(permit => (
          <li key={`${permit.kind} ${permit.ref} ${permit.sha256}`}>
            <Foreign text={permit.name} />{' '}
            {say(permits(permit, finding) ? 'explain.permits-this' : 'explain.permits-other')}
            <code className={classes.permitDigest}>{permit.sha256}</code>
          </li>
        ))}
        {data.patterns.map(pattern => (
          <li key={`pattern ${pattern.id}`}>
            <Foreign text={patternSentence(pattern, say)} />
          </li>
        ))}
      </ul>
      <History findings={data.findings} current={finding.id} view={view} go={go} />
    </>
  )
}

/** Whose approval by pattern names the path, until when, and why it does not cover what is there. */
function patternSentence({ id, pattern, by, until, why }: ExplanationRow['patterns'][number], say: Say): string {
  const words = { id, pattern, by, until }
  return why === null
    ? say('explain.pattern-covers', words)
    : say('explain.pattern-not', { ...words, why: say(`pattern-not.${why}`) })
}

/** Whether the permit is for what the finding found, or for what is gone since. */
function permits({ type, sha256 }: ExplanationRow['permits'][number], finding: FindingRow): boolean {
  return type === finding.type && sha256 === finding.sha256
}

function verdictNow({ file }: ExplanationRow, say: Say): string {
  if (file === null) return say('explain.nothing-there')
  const reasons = file.reasons.map(reason => say(`reason.${reason}`)).join(say('page.list-comma'))
  return say('explain.now', { verdict: say(`verdict.${file.verdict}`), reasons })
}

interface HistoryProps {
  readonly findings: readonly FindingRow[]
  readonly current: number
  readonly view: View
  readonly go: Go
}

function History({ findings, current, view, go }: HistoryProps) {
  const say = useSay()
  const newest = findings.toSorted((one, other) => other.id - one.id)
  if (newest.length <= 1) return null
  return (
    <ol className={classes.history}>
      {newest.slice(0, shownAtMost).map(({ id, at, kind, verdict }) => (
        <li key={id} aria-current={id === current || undefined}>
          <ShortMoment at={at} />{' '}
          <a
            href={viewSearch({ ...view, finding: id })}
            onClick={event => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              go({ finding: id }, 'push')
            }}
          >
            {say(`kind.${kind}`)}
          </a>{' '}
          <span className={classes.quiet}>{say(`verdict.${verdict}`)}</span>
        </li>
      ))}
      {newest.length > shownAtMost && <li>{say('page.and-more', { count: newest.length - shownAtMost })}</li>}
    </ol>
  )
}
