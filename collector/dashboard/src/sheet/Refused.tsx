// Owns how a refusal of the collector is shown where something was to be done: in its own words, with what mends it.
import { Alert } from '@mantine/core'
import { Refusal } from '../asks/ask.ts'
import { Foreign } from '../words/PathShown.tsx'

interface RefusedProps {
  readonly error: Error
  readonly title: string
}

export function Refused({ error, title }: RefusedProps) {
  const mend = error instanceof Refusal ? error.problem?.mend : null
  return (
    <Alert color="red" variant="outline" title={title} role="alert">
      <Foreign text={error.message} />
      {mend != null && <p>{mend}</p>}
    </Alert>
  )
}
