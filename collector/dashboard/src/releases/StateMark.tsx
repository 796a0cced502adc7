// Owns how a release's state is said: by shape, colour and word.
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { useSay } from '../words/words.ts'
import classes from './releases.module.css'

const shapes: Record<ReleaseRow['state'], string> = {
  held: 'M8 1.500L15.300 14.500H.700z',
  current: 'M8 2.500a5.500 5.500 0 100 11 5.500 5.500 0 000-11z',
  overlap: 'M8 2.500a5.500 5.500 0 100 11zM8 2.500v11',
  ended: 'M8 3.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9z',
  revoked: 'M3 3l10 10M13 3L3 13',
  expired: 'M8 3.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9z',
}

const filled = new Set<ReleaseRow['state']>(['held', 'current', 'overlap'])

export function StateMark({ state }: Pick<ReleaseRow, 'state'>) {
  const say = useSay()
  return (
    <span className={classes.state} data-state={state}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" focusable="false">
        <path
          d={shapes[state]}
          fill={filled.has(state) ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={2}
        />
      </svg>
      {say(`release-state.${state}`)}
    </span>
  )
}
