// Owns the list of profiles: what each is for, for which roots it holds, and its rules when asked; above them the try-it box.
import { Alert, Button } from '@mantine/core'
import type { ProfileRow } from '@sekisho/shared/api.profiles.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { profilesQuestion } from '../asks/questions.allowlist.ts'
import list from '../list/list.module.css'
import { Loading } from '../words/Loading.tsx'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './profiles.module.css'
import { TryBox } from './TryBox.tsx'
import { type Place, placesOf } from './typed.ts'

export function ProfilesPanel({ hosts }: { readonly hosts: readonly HostRow[] }) {
  const say = useSay()
  const { data: rows, error } = useQuery(profilesQuestion)
  const places = placesOf(hosts)
  return (
    <section className={list.panel} aria-labelledby="profiles-title">
      <div className={list.bar}>
        <h2 id="profiles-title" className={list.title}>
          {say('page.profiles')}
          {rows !== undefined && <span className={list.count}>{rows.length}</span>}
        </h2>
      </div>
      <div className={list.frame}>
        {rows === undefined && error !== null && (
          <Alert color="red" variant="outline" m="md" title={say('profiles.not-listed')}>
            {error.message}
          </Alert>
        )}
        {rows === undefined && error === null && (
          <div className={list.nothing}>
            <Loading />
          </div>
        )}
        {rows !== undefined && (
          <>
            <TryBox profiles={rows} places={places} />
            {rows.map(row => (
              <Profile key={row.name} row={row} places={places.filter(({ profile }) => profile === row.name)} />
            ))}
          </>
        )}
      </div>
    </section>
  )
}

interface ProfileProps {
  readonly row: ProfileRow
  readonly places: readonly Place[]
}

function Profile({ row, places }: ProfileProps) {
  const say = useSay()
  const [open, show] = useState(false)
  const { name, title, rules, payment } = row
  return (
    <section className={classes.profile} aria-label={name} data-held={places.length > 0 || undefined}>
      <h3 className={classes.name}>
        <code>{name}</code> <Foreign text={title} />
      </h3>
      <p className={classes.quiet}>{say('profiles.counts', { rules: rules.length, payment: payment.length })}</p>
      <p className={classes.places}>
        {places.length === 0 ? (
          <span className={classes.quiet}>{say('profiles.no-root')}</span>
        ) : (
          <>
            <span className={classes.quiet}>{say('profiles.holds-for')}</span>
            {places.map(({ host, root }) => (
              <span key={`${host} ${root}`}>
                <Foreign text={host} /> <PathShown path={root} />
              </span>
            ))}
          </>
        )}
      </p>
      <Button size="compact-xs" variant="default" aria-expanded={open} onClick={() => show(!open)}>
        {say(open ? 'profiles.hide-rules' : 'profiles.show-rules')}
      </Button>
      {open && <Rules row={row} />}
    </section>
  )
}

function Rules({ row: { name, rules, payment } }: { readonly row: ProfileRow }) {
  const say = useSay()
  return (
    <>
      <ol className={classes.rules} aria-label={say('profiles.rules', { name })}>
        {rules.map(({ pattern, class: pathClass, severity, digest, keep, rehash, types, once, compiled }) => (
          <li key={pattern}>
            <PathShown path={pattern} />
            <span className={classes.terms}>
              <b>{say(`class.${pathClass}`)}</b>
              {severity !== undefined && <span>{say('try.severity', { severity: say(`severity.${severity}`) })}</span>}
              {digest !== undefined && <span>{say('try.digest', { digest })}</span>}
              {keep !== undefined && <span>{say(keep ? 'try.kept' : 'try.not-kept')}</span>}
              {rehash !== undefined && <span>{say('try.rehash', { rehash })}</span>}
              {once === false && <span>{say('try.again')}</span>}
              {compiled !== undefined && <span>{say('try.compiled', { compiled })}</span>}
              {types !== undefined && <span>{say('try.types', { types: types.join(say('page.list-comma')) })}</span>}
            </span>
          </li>
        ))}
        <li className={classes.quiet}>
          <span>{say('profiles.otherwise')}</span>
          <span className={classes.terms}>
            <b>{say('class.code')}</b>
          </span>
        </li>
      </ol>
      {payment.length > 0 && (
        <>
          <p className={classes.quiet}>{say('profiles.payment', { name })}</p>
          <ul className={classes.rules}>
            {payment.map(pattern => (
              <li key={pattern}>
                <PathShown path={pattern} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
