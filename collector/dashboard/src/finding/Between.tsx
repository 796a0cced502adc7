// Owns the contents that were seen between a finding's two observations: when, how large, which, and what of them could run.
import type { FindingRow } from '@sekisho/shared/api.ts'
import { Copy } from '../words/Copy.tsx'
import { FullMoment } from '../words/Moment.tsx'
import { isWordKey, useSay } from '../words/words.ts'
import classes from './finding.module.css'

export function Between({ between }: Pick<FindingRow, 'between'>) {
  const say = useSay()
  return (
    <ul className={classes.sentences}>
      {between.map(({ at, size, sha256, marks }) => (
        <li key={`${at} ${sha256}`}>
          <FullMoment at={at} /> · {say('finding.bytes', { count: size.toLocaleString() })}
          {marks.map(mark => {
            const key = `mark.${mark}`
            return <strong key={mark}> · {isWordKey(key) ? say(key) : mark}</strong>
          })}
          {sha256 !== null && (
            <span className={classes.digest}>
              <code>{sha256}</code>
              <Copy value={sha256} what="sha256" />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
