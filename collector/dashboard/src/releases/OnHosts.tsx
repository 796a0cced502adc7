// Owns how what each host holds stands to a release: compared when somebody asks, because a look costs the collector one
// for each entry.
import { Button } from '@mantine/core'
import type { ReleaseRow, Standing } from '@sekisho/shared/api.releases.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { componentsQuestion, standingQuestion } from '../asks/questions.allowlist.ts'
import { hostsQuestion } from '../asks/questions.ts'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { Foreign, PathShown } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import { rootsOf } from './published.ts'
import classes from './releases.module.css'

export function OnHosts({ row }: { readonly row: ReleaseRow }) {
  const say = useSay()
  const { data: components } = useQuery(componentsQuestion)
  const { data: hosts } = useQuery(hostsQuestion)
  if (components === undefined || hosts === undefined) return null
  const roots = rootsOf(row, components, hosts)
  if (roots.length === 0) return <p className={classes.quiet}>{say('standing.nowhere')}</p>
  return (
    <ul className={classes.entries}>
      {roots.map(({ host, root }) => (
        <Root key={`${host} ${root}`} release={row.id} host={host} root={root} />
      ))}
    </ul>
  )
}

interface RootProps {
  readonly release: number
  readonly host: string
  readonly root: string
}

function Root({ release, host, root }: RootProps) {
  const say = useSay()
  const [wanted, look] = useState(false)
  const { data, error, isFetching } = useQuery({ ...standingQuestion(release, host, root), enabled: wanted })
  return (
    <li className={classes.host}>
      <span className={sheet.buttons}>
        <span className={classes.reason}>
          <Foreign text={host} /> <PathShown path={root} />
        </span>
        {data === undefined && (
          <Button
            size="compact-xs"
            variant="default"
            loading={isFetching}
            onClick={() => look(true)}
            aria-label={`${say('standing.look')}: ${host}`}
          >
            {say('standing.look')}
          </Button>
        )}
      </span>
      {error !== null && data === undefined && <Refused error={error} title={say('standing.not-read')} />}
      {data !== undefined && <Told standing={data} />}
    </li>
  )
}

function Told({ standing: { released, differs, missing, unknown, entries } }: { readonly standing: Standing }) {
  const say = useSay()
  const counts = {
    released: released.toLocaleString(),
    differs: differs.toLocaleString(),
    missing: missing.toLocaleString(),
    unknown: unknown.toLocaleString(),
  }
  return (
    <>
      <p className={classes.counts}>{say('standing.counts', counts)}</p>
      {entries.length > 0 && (
        <ul className={classes.entries}>
          {entries.map(({ path, standing }) => (
            <li key={path} className={classes.entry}>
              <span className={classes.way}>{say(`standing.${standing}`)}</span>
              <PathShown path={path} />
            </li>
          ))}
        </ul>
      )}
      {entries.length < differs + missing + unknown && (
        <p className={classes.quiet}>{say('standing.first-only', { shown: entries.length })}</p>
      )}
    </>
  )
}
