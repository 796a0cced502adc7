// Owns an approval by pattern as it is listed: what it names, within which limits, until when, and how much rests on it.
import type { PatternApproval } from '@sekisho/shared/api.approvals.ts'
import { ShortMoment } from '../words/Moment.tsx'
import { PathShown } from '../words/PathShown.tsx'
import { type Say, useSay } from '../words/words.ts'
import classes from './approvals.module.css'

export function Pattern({ row }: { readonly row: PatternApproval }) {
  const say = useSay()
  return (
    <li>
      <PathShown path={row.pattern} />
      <span className={classes.quiet}>
        {[...limitsOf(row, say), ''].join(' · ')}
        {say('approvals.until')} <ShortMoment at={row.until} />
        {row.state === 'in-force' && ` · ${say('approval.covers', { count: row.covers })}`}
      </span>
    </li>
  )
}

function limitsOf({ classes: named, extensions, largest }: PatternApproval, say: Say): string[] {
  const comma = say('page.list-comma')
  return [
    ...(named.length === 0
      ? []
      : [say('approval.classes', { classes: named.map(one => say(`class.${one}`)).join(comma) })]),
    ...(extensions.length === 0 ? [] : [say('approval.extensions', { extensions: extensions.join(comma) })]),
    ...(largest === null
      ? []
      : [say('approval.largest', { size: say('finding.bytes', { count: largest.toLocaleString() }) })]),
  ]
}
