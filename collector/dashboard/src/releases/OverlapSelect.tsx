// Owns the choice of how long the release before stays valid.
import { NativeSelect } from '@mantine/core'
import { useSay } from '../words/words.ts'

/** Minutes; as long as a rolling deployment of some hosts, or of many, takes. */
const overlaps = [0, 30, 120] as const
export const usualOverlap = 30

interface OverlapSelectProps {
  readonly minutes: number
  readonly onChoose: (minutes: number) => void
}

export function OverlapSelect({ minutes, onChoose }: OverlapSelectProps) {
  const say = useSay()
  return (
    <NativeSelect
      size="xs"
      label={say('decide.overlap')}
      value={minutes}
      onChange={event => onChoose(Number(event.currentTarget.value))}
      data={overlaps.map(value => ({
        value: String(value),
        label: value === 0 ? say('decide.overlap-none') : say('decide.overlap-minutes', { minutes: value }),
      }))}
    />
  )
}
