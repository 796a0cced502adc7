// Owns the list of what Sekisho cannot see on a host: said plainly on every host, folded away, never left out.
import type { HostRow } from '@sekisho/shared/api.ts'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { isWordKey, useSay } from '../words/words.ts'
import classes from './hosts.module.css'

/** A shop with thousands of outward links must not bury the rest. */
const shownAtMost = 50

export function NotWatched({ rows }: { rows: HostRow['notWatched'] }) {
  const say = useSay()
  if (rows.length === 0) return null
  return (
    <details className={classes.fold}>
      <summary>
        {say('page.not-watched')} <span className={classes.quiet}>({rows.length.toLocaleString()})</span>
      </summary>
      <ul className={classes.plainList}>
        {rows.slice(0, shownAtMost).map(({ what, path }) => (
          <li key={`${what} ${path}`}>
            <What what={what} />
            {path !== null && (
              <>
                {' '}
                <PathShown path={path} />
              </>
            )}
          </li>
        ))}
        {rows.length > shownAtMost && <li>{say('page.and-more', { count: rows.length - shownAtMost })}</li>}
      </ul>
    </details>
  )
}

/** A key of the catalogue, with or without its area; else it is text of the host's, such as a link's target. */
function What({ what }: { what: string }) {
  const say = useSay()
  const key = what.startsWith('not-watched.') ? what : `not-watched.${what}`
  return isWordKey(key) ? say(key) : <Foreign text={what} />
}
