// Owns what is to be done first when something critical happened. docs/first-30-minutes.md says the same at length.
import type { Contact } from '@sekisho/shared/api.incidents.ts'
import { useId } from 'react'
import { useSay } from '../words/words.ts'
import classes from './incidents.module.css'

const steps = ['keep', 'maintenance', 'snapshot', 'provider', 'write-down'] as const

interface FirstStepsProps {
  /** Whom to call, as the collector's config names them. */
  readonly contacts: readonly Contact[]
}

export function FirstSteps({ contacts }: FirstStepsProps) {
  const say = useSay()
  const name = useId()
  return (
    <section className={classes.first} aria-labelledby={name}>
      <h3 id={name} className={classes.firstTitle}>
        {say('first.title')}
      </h3>
      <ol>
        {steps.map(step => (
          <li key={step}>
            {say(`first.${step}`)}
            {step === 'provider' && <Numbers contacts={contacts} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A tap calls, where the page is read on a phone. */
function Numbers({ contacts }: FirstStepsProps) {
  const say = useSay()
  if (contacts.length === 0) return <span className={classes.contact}>{say('first.no-numbers')}</span>
  return contacts.map(({ name, phone, note }) => (
    <span key={`${name} ${phone}`} className={classes.contact}>
      <b>{name}</b> <a href={`tel:${phone.replace(/[^+0-9#*]/g, '')}`}>{phone}</a>
      {note !== '' && <span className={classes.quiet}> {note}</span>}
    </span>
  ))
}
