// Owns how a text difference stands in the drawer: what was compared, or why nothing was, and its lines as plain text. All of
// it is data from the file; nothing of it is ever markup.
import type { DifferenceRow, DifferenceSide, TextDifference } from '@sekisho/shared/api.differences.ts'
import { Foreign } from '../words/PathShown.tsx'
import { type Say, useSay } from '../words/words.ts'
import classes from './difference.module.css'

export function TextDifferenceShown({ difference }: { readonly difference: TextDifference }) {
  const say = useSay()
  const { before, after, lacking, outcome, changedKeys, hunks, counts } = difference
  return (
    <div className={classes.difference}>
      {lacking.map(side => (
        <p key={side.sha256}>
          <Foreign text={say('difference.lacking', { side: sideText(side, say), sha256: side.sha256 ?? '' })} />
        </p>
      ))}
      {before !== null && after !== null && (
        <p>
          <Foreign text={say('difference.sides', { before: sideText(before, say), after: sideText(after, say) })} />
        </p>
      )}
      {outcome !== 'compared' && <p role="status">{say(`difference-outcome.${outcome}`)}</p>}
      {changedKeys.length > 0 && (
        <p>
          <Foreign text={say('difference.keys', { keys: changedKeys.join(', ') })} />
        </p>
      )}
      {outcome === 'compared' && (
        <>
          <p className={classes.quiet}>{readText(difference, say)}</p>
          {hunks.length === 0 && <p role="status">{say('difference.unchanged')}</p>}
          {hunks.map(({ rows }) => (
            <Hunk key={`${rows[0]?.before} ${rows[0]?.after} ${rows[0]?.skipped?.before}`} rows={rows} />
          ))}
          <p className={classes.quiet}>{countsText(counts, say)}</p>
        </>
      )}
    </div>
  )
}

function sideText({ kind, name }: DifferenceSide, say: Say): string {
  return say(`difference-side.${kind}`, { name: name ?? '' })
}

function readText({ read }: TextDifference, say: Say): string {
  if (read === null) return ''
  const { before, after } = read
  return say('difference.read', {
    ...{ encoding: after.encoding ?? '', ends: say(`difference-ends.${after.ends}`), bytes: after.bytes },
    encodingBefore: before.encoding ?? '',
    endsBefore: say(`difference-ends.${before.ends}`),
    bytesBefore: before.bytes,
  })
}

function countsText({ removed, added, hidden, cards }: TextDifference['counts'], say: Say): string {
  const texts = [say('difference.lines', { removed, added })]
  if (hidden > 0) texts.push(say('difference.hidden', { count: hidden }))
  if (cards > 0) texts.push(say('difference.masked', { count: cards }))
  return texts.join(' ')
}

const signs = { same: ' ', removed: '−', added: '+' } as const

function Hunk({ rows }: { readonly rows: readonly DifferenceRow[] }) {
  const say = useSay()
  return (
    <table className={classes.hunk}>
      <colgroup>
        <col className={classes.numbers} />
        <col className={classes.numbers} />
        <col />
      </colgroup>
      <thead className={classes.unseen}>
        <tr>
          <th scope="col">{say('difference.line-before')}</th>
          <th scope="col">{say('difference.line-after')}</th>
          <th scope="col">{say('content.title')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows never move, and one long line has several.
          <tr key={place} data-change={row.change}>
            <td className={classes.number}>{row.before}</td>
            <td className={classes.number}>{row.after}</td>
            <td className={classes.line}>
              <span aria-hidden="true">{signs[row.change]}</span>
              {row.change !== 'same' && (
                <span className={classes.unseen}>{say(`difference-change.${row.change}`)} </span>
              )}
              <Skipped count={row.skipped?.before ?? 0} />
              <bdi dir="ltr" translate="no">
                {row.text}
              </bdi>
              <Skipped count={row.skipped?.after ?? 0} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Skipped({ count }: { readonly count: number }) {
  const say = useSay()
  return count === 0 ? null : <span className={classes.skipped}>⟨{say('difference.skipped', { count })}⟩</span>
}
