// Owns what stands on the page about one root's coverage: the answer in a sentence, a line of time, and a choice of how far
// back it goes.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { coverageDays, coverageQuestion } from '../asks/questions.ts'
import { useSay } from '../words/words.ts'
import classes from './coverage.module.css'
import { TimeLine } from './TimeLine.tsx'

type Days = (typeof coverageDays)[number]

export function RootCoverage({ host, root }: { host: string; root: string }) {
  const say = useSay()
  const [days, setDays] = useState<Days>(1)
  const answer = useQuery(coverageQuestion(host, root, days)).data
  return (
    <div className={classes.coverage}>
      <div className={classes.head}>
        <span className={classes.answer} data-missed={answer?.missed}>
          {say(answer === undefined ? 'page.unknown' : `missed.${answer.missed}`)}
        </span>
        <fieldset className={classes.days}>
          <legend className={classes.aside}>{say('coverage.how-far')}</legend>
          {coverageDays.map(some => (
            <button
              key={some}
              type="button"
              className={classes.day}
              aria-pressed={some === days}
              onClick={() => setDays(some)}
            >
              {say('coverage.days', { days: some })}
            </button>
          ))}
        </fieldset>
      </div>
      {answer !== undefined && <TimeLine coverage={answer} />}
    </div>
  )
}
