// Owns how a severity is shown: by shape, colour and word, so that none of them is needed alone.
import type { Severity } from '@sekisho/shared/verdict.ts'
import { useSay } from '../words/words.ts'
import classes from './findings.module.css'

const shapes: Record<Severity, string> = {
  critical: 'M4.7 1h6.600L15 4.700v6.600L11.300 15H4.700L1 11.300V4.700z',
  high: 'M8 1.500L15.300 14.500H.700z',
  medium: 'M8 .800L15.200 8 8 15.200.800 8z',
  low: 'M8 2.500a5.500 5.500 0 100 11 5.500 5.500 0 000-11z',
  none: 'M8 3.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9z',
}

export function SeverityMark({ severity }: { severity: Severity }) {
  const say = useSay()
  return (
    <span className={classes.severity} data-severity={severity}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true" focusable="false">
        <path
          d={shapes[severity]}
          fill={severity === 'none' ? 'none' : 'currentColor'}
          stroke="currentColor"
          strokeWidth={severity === 'none' ? 2 : 0}
        />
      </svg>
      {say(`severity.${severity}`)}
    </span>
  )
}
