// Owns what stands in place of an empty list: calm where nothing is wrong, and honest about what could have been missed.

import { Button } from '@mantine/core'
import type { HostRow } from '@sekisho/shared/api.ts'
import { standingOf } from '../hosts/standing.ts'
import list from '../list/list.module.css'
import { Glyph } from '../words/Glyph.tsx'
import { Ago } from '../words/Moment.tsx'
import { useSay } from '../words/words.ts'
import classes from './findings.module.css'

/** The view is narrower, or other, than "everything unauthorised and open". */
export function NothingHere({ onPlain }: { onPlain: () => void }) {
  const say = useSay()
  return (
    <div className={list.nothing}>
      <h3 className={list.nothingTitle}>{say('nothing.here')}</h3>
      <Button size="xs" variant="default" onClick={onPlain}>
        {say('filter.clear')}
      </Button>
    </div>
  )
}

export function NothingUnauthorised({ hosts }: { hosts: readonly HostRow[] }) {
  const say = useSay()
  const standing = standingOf(hosts)
  if (standing.hosts === 0) {
    return (
      <div className={list.nothing}>
        <h3 className={list.nothingTitle}>{say('nothing.no-hosts')}</h3>
        <p>
          {say('nothing.enroll')} <code>sekisho enroll token</code>
        </p>
      </div>
    )
  }
  return (
    <div className={list.nothing}>
      <span className={list.calm} data-whole={standing.whole || undefined}>
        <Glyph shape="tick" />
      </span>
      <h3 className={list.nothingTitle}>{say('nothing.unauthorised')}</h3>
      <p className={classes.nothingWords}>{say(standing.whole ? 'nothing.whole' : 'nothing.not-whole')}</p>
      <dl className={classes.facts}>
        <dt>{say('standing.hosts')}</dt>
        <dd>{say('standing.of', { part: standing.online, all: standing.hosts })}</dd>
        <dt>{say('standing.roots')}</dt>
        <dd>{say('standing.of', { part: standing.counted, all: standing.roots })}</dd>
        <dt>{say('standing.files')}</dt>
        <dd>{standing.files.toLocaleString()}</dd>
        <dt>{say('standing.gaps')}</dt>
        <dd>{standing.openGaps}</dd>
        <dt>{say('standing.oldest-walk')}</dt>
        <dd>{standing.oldestWalkAt === null ? say('page.never') : <Ago at={standing.oldestWalkAt} />}</dd>
      </dl>
    </div>
  )
}
