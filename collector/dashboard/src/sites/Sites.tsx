// Owns the sites as they are listed below the releases: which components each has, and when approvals there ask for a second
// person.
import type { SiteRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import { sitesQuestion } from '../asks/questions.allowlist.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Refused } from '../sheet/Refused.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { Compose } from './Compose.tsx'
import { FourEyes } from './FourEyes.tsx'
import { AddComponent, RemoveComponent } from './Subscriptions.tsx'
import classes from './sites.module.css'

export function Sites() {
  const say = useSay()
  const { data: sites, error } = useQuery(sitesQuestion)
  if (sites === undefined && error !== null)
    return (
      <div className={classes.sites}>
        <Refused error={error} title={say('sites.not-listed')} />
      </div>
    )
  if (sites === undefined || sites.length === 0) return null
  return (
    <section className={classes.sites} aria-labelledby="sites-title">
      <h3 id="sites-title" className={classes.title}>
        {say('sites.title')}
      </h3>
      {sites.map(site => (
        <Site key={site.site} row={site} />
      ))}
    </section>
  )
}

function Site({ row }: { readonly row: SiteRow }) {
  const say = useSay()
  const admin = useAsker().may('admin')
  return (
    <section className={classes.site} aria-label={row.site}>
      <h4 className={classes.name}>
        <Foreign text={row.site} />
      </h4>
      {row.components.length === 0 && <p className={classes.quiet}>{say('sites.has-nothing')}</p>}
      <ul className={classes.list}>
        {row.components.map(({ component, prefix, release }) => (
          <li key={component}>
            <Foreign text={component} />{' '}
            {release === null ? (
              <span className={classes.quiet}>{say('sites.no-release')}</span>
            ) : (
              <Foreign text={release} />
            )}{' '}
            {prefix !== '' && <PathShown path={`${prefix}/`} />}
            {admin && <RemoveComponent site={row.site} component={component} />}
          </li>
        ))}
      </ul>
      {admin && <AddComponent row={row} />}
      <Compose row={row} />
      {admin ? (
        <FourEyes key={String(row.fourEyes)} row={row} />
      ) : (
        <p className={classes.quiet}>
          {say('four-eyes.label')}: {say(`four-eyes.${row.fourEyes}`)}
        </p>
      )}
    </section>
  )
}
