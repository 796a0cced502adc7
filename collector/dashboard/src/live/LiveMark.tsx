// Owns how the live connection's state is said in the header: by shape, colour and word.
import { useSay } from '../words/words.ts'
import classes from './live.module.css'
import type { StreamState } from './stream.ts'

export function LiveMark({ state }: { state: StreamState }) {
  const say = useSay()
  return (
    <span role="status" className={classes.mark} data-state={state} title={say(`live.${state}.hint`)}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true" focusable="false">
        <circle cx="6" cy="6" r="4.5" className={classes.dot} />
      </svg>
      {say(`live.${state}`)}
    </span>
  )
}
