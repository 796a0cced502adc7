// Owns what is to be done first when something critical happened. docs/first-30-minutes.md says the same at length.
import { useId } from 'react'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'

const steps = ['keep', 'maintenance', 'snapshot', 'provider', 'write-down'] as const

export function FirstSteps() {
  const say = useSay()
  const name = useId()
  return (
    <section className={classes.first} aria-labelledby={name}>
      <h3 id={name} className={classes.firstTitle}>
        {say('first.title')}
      </h3>
      <ol>
        {steps.map(step => (
          <li key={step}>{say(`first.${step}`)}</li>
        ))}
      </ol>
    </section>
  )
}
