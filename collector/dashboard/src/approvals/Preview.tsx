// Owns what an approval by pattern would do, as it is shown before somebody gives it.
import type { PatternPreview } from '@sekisho/shared/api.approvals.ts'
import { PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './approvals.module.css'

export function Preview({ preview }: { readonly preview: PatternPreview }) {
  const say = useSay()
  const { named, permitted, files, findings, left, examples, whole } = preview
  return (
    <div role="status" className={classes.approve}>
      {!whole && <p>{say('preview.not-whole')}</p>}
      <p className={classes.reason}>{say('preview.files', { files, findings })}</p>
      <ul className={classes.files}>
        {examples.map(path => (
          <li key={path}>
            <PathShown path={path} />
          </li>
        ))}
        {files > examples.length && <li>{say('preview.more', { count: files - examples.length })}</li>}
      </ul>
      {Object.keys(left).length > 0 && <p>{say('preview.left')}</p>}
      <ul className={classes.files}>
        {(Object.keys(left) as (keyof typeof left)[]).map(why => (
          <li key={why}>
            {left[why]}: {say(`pattern-not.${why}`)}
          </li>
        ))}
      </ul>
      <p>{say('preview.named', { named, permitted })}</p>
    </div>
  )
}
