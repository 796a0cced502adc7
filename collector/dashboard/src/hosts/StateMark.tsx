// Owns how a host's state is shown: by shape, colour and word.
import type { HostRow } from '@sekisho/shared/api.ts'
import { useSay } from '../words/words.ts'
import classes from './hosts.module.css'

const shapes: Readonly<Record<HostRow['state'], string>> = {
  online: 'M8 3a5 5 0 100 10A5 5 0 008 3z',
  silent: 'M8 3a5 5 0 100 10A5 5 0 008 3zM5.500 8h5',
  forked: 'M8 14V9M8 9L3.500 2.500M8 9l4.500-6.500',
  enrolled: 'M8 3a5 5 0 100 10A5 5 0 008 3z',
  revoked: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
}

export function StateMark({ state }: { state: HostRow['state'] }) {
  const say = useSay()
  return (
    <span className={classes.state} data-state={state}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" focusable="false">
        <path
          d={shapes[state]}
          fill={state === 'online' ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth="2.2"
        />
      </svg>
      {say(`host-state.${state}`)}
    </span>
  )
}
