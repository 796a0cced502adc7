// Owns the two observations of a finding side by side, differences marked by sign, colour and word.
import type { FindingRow } from '@sekisho/shared/api.ts'
import { Copy } from '../words/Copy.tsx'
import { FullMoment } from '../words/Moment.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { isWordKey, useSay } from '../words/words.ts'
import { type Compared, compare, type Field } from './comparison.ts'
import classes from './finding.module.css'

export function Comparison({ finding }: { finding: FindingRow }) {
  const say = useSay()
  return (
    <table className={classes.comparison}>
      <thead>
        <tr>
          <td />
          <th scope="col">{say('finding.before')}</th>
          <th scope="col">{say('finding.after')}</th>
        </tr>
      </thead>
      <tbody>
        {compare(finding).map(row => (
          <tr key={row.field} data-differs={row.differs || undefined} data-decisive={row.decisive || undefined}>
            <th scope="row">
              {say(`field.${row.field}`)}
              {row.differs && (
                <span className={classes.differs} title={say('finding.differs')}>
                  <span aria-hidden="true">≠</span>
                  <span className={classes.unseen}>{say('finding.differs')}</span>
                </span>
              )}
            </th>
            <td>
              {finding.before === null ? <NothingBefore row={row} /> : <Value field={row.field} value={row.before} />}
            </td>
            <td>
              <Value field={row.field} value={row.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Before the first census there is no observation at all: said once, in the first line. */
function NothingBefore({ row }: { row: Compared }) {
  const say = useSay()
  return row.field === 'state' ? <span className={classes.quiet}>{say('finding.nothing-before')}</span> : <None />
}

function None() {
  return <span className={classes.quiet}>–</span>
}

function Value({ field, value }: { field: Field; value: string | null }) {
  const say = useSay()
  if (value === null) return <None />
  if (field === 'mtime' || field === 'ctime' || field === 'at') return <FullMoment at={value} />
  if (field === 'quotes') return <Foreign text={value} />
  if (field === 'target') return <PathShown path={value} />
  if (field === 'size') return <>{say('finding.bytes', { count: Number(value).toLocaleString() })}</>
  if (field === 'sha256' || field === 'xxh64') {
    return (
      <span className={classes.digest}>
        <code>{value}</code>
        <Copy value={value} what={field} />
      </span>
    )
  }
  return (
    <>
      {value
        .split(' ')
        .map(word => wordFor(field, word, say))
        .join(say('page.list-comma'))}
    </>
  )
}

/** States, types and marks are words of the catalogue; a mark that this page does not know is shown by its name. */
function wordFor(field: Field, word: string, say: ReturnType<typeof useSay>): string {
  const key =
    field === 'state' ? `state.${word}` : field === 'type' ? `type.${word}` : field === 'marks' ? `mark.${word}` : ''
  return isWordKey(key) ? say(key) : word
}
