// Owns when a window is open, as it is chosen: from now on for a while, or from one time to another; and its grace time.
import { NativeSelect, TextInput } from '@mantine/core'
import { useNow } from '../words/now.ts'
import { zoneOf } from '../words/time.ts'
import { type Say, useSay } from '../words/words.ts'
import type { Field, Written } from './wish.ts'

/** Minutes; the collector takes a day at most. */
const lengths = [15, 30, 60, 120, 240, 480, 1_440] as const
const graces = [0, 15, 30, 60, 240, 1_440] as const

interface WhenProps {
  readonly written: Written
  readonly onChange: (part: Partial<Written>) => void
  readonly errorAt: (field: Field) => string | undefined
}

export function When({ written, onChange, errorAt }: WhenProps) {
  const say = useSay()
  return (
    <>
      <NativeSelect
        size="xs"
        label={say('announce.when')}
        value={written.when}
        onChange={event => onChange({ when: event.currentTarget.value === 'planned' ? 'planned' : 'now' })}
        data={(['now', 'planned'] as const).map(value => ({ value, label: say(`announce.when-${value}`) }))}
      />
      {written.when === 'now' ? (
        <NativeSelect
          size="xs"
          label={say('announce.for')}
          value={written.minutes}
          error={errorAt('minutes')}
          onChange={event => onChange({ minutes: Number(event.currentTarget.value) })}
          data={lengths.map(minutes => ({ value: String(minutes), label: lengthText(minutes, say) }))}
        />
      ) : (
        <Planned written={written} onChange={onChange} errorAt={errorAt} />
      )}
      <NativeSelect
        size="xs"
        label={say('announce.grace')}
        value={written.graceMinutes}
        error={errorAt('graceMinutes')}
        onChange={event => onChange({ graceMinutes: Number(event.currentTarget.value) })}
        data={graces.map(minutes => ({ value: String(minutes), label: lengthText(minutes, say) }))}
      />
    </>
  )
}

/** In the reader's own zone, which is said. */
function Planned({ written, onChange, errorAt }: WhenProps) {
  const say = useSay()
  const zone = zoneOf(new Date(useNow()).toISOString())
  const field = (key: 'from' | 'to') => ({
    ...({ size: 'xs', type: 'datetime-local', required: true, label: say(`announce.${key}`, { zone }) } as const),
    ...{ value: written[key], error: errorAt(key) },
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [key]: event.currentTarget.value }),
  })
  return (
    <>
      <TextInput {...field('from')} />
      <TextInput {...field('to')} />
    </>
  )
}

function lengthText(minutes: number, say: Say): string {
  if (minutes === 0) return say('announce.none')
  return minutes < 60 ? say('announce.minutes', { count: minutes }) : say('announce.hours', { count: minutes / 60 })
}
