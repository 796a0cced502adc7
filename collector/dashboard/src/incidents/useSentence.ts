// Owns the sentence of an incident in the reader's language and time zone.
import type { IncidentRow } from '@sekisho/shared/api.incidents.ts'
import { incidentSentence, joints } from '@sekisho/shared/incident-text.ts'
import { useCallback } from 'react'
import { useNow } from '../words/now.ts'
import { shortLocal } from '../words/time.ts'
import { useLanguage, useSay } from '../words/words.ts'

/** What attackers chose stands in it as it came: it is shown by `Foreign`, which marks every sign that hides. */
export function useSentence(): (row: IncidentRow) => string {
  const say = useSay()
  const [language] = useLanguage()
  const now = useNow()
  return useCallback(
    row =>
      incidentSentence(row, { say, joint: joints[language], time: iso => shortLocal(iso, now), shown: text => text }),
    [say, language, now],
  )
}
