// Owns the page as a whole: who may see it, and how its parts share the space. The parts own what they show.
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { ApprovalsPanel } from '../approvals/ApprovalsPanel.tsx'
import { endSession, isSignedOut } from '../asks/ask.ts'
import { hostsQuestion } from '../asks/questions.ts'
import { FindingDrawer } from '../finding/FindingDrawer.tsx'
import { FindingsPanel } from '../findings/FindingsPanel.tsx'
import { HostsPanel } from '../hosts/HostsPanel.tsx'
import { IncidentDrawer } from '../incidents/IncidentDrawer.tsx'
import { IncidentsPanel } from '../incidents/IncidentsPanel.tsx'
import { LiveMark } from '../live/LiveMark.tsx'
import { NewsDesk } from '../live/news.ts'
import { useLive } from '../live/useLive.ts'
import { ReleaseDrawer } from '../releases/ReleaseDrawer.tsx'
import { useSay } from '../words/words.ts'
import { useView } from './address.ts'
import { Header } from './Header.tsx'
import { Lists } from './Lists.tsx'
import { AuditPanel, Coming, ProfilesPanel, ReleasesPanel, WindowsPanel } from './later.tsx'
import classes from './page.module.css'
import { SignIn } from './SignIn.tsx'

/** The question for the hosts is also the one that tells whether anybody is signed in. */
export function Page() {
  const hosts = useQuery(hostsQuestion)
  if (isSignedOut(hosts.error)) return <SignIn />
  // Nothing more is drawn before the answer, so that nobody sees an empty page fill itself.
  return hosts.isPending ? <Header onSignOut={null} /> : <SignedIn />
}

function SignedIn() {
  const say = useSay()
  const [desk] = useState(() => new NewsDesk())
  const [view, go] = useView()
  const { data: hosts, error } = useQuery(hostsQuestion)
  const state = useLive(desk)
  const signOut = async () => {
    // Where this cannot be told to the collector, the page that comes says that one is still signed in.
    await endSession().catch(() => {})
    // A fresh page holds nothing of what was seen.
    window.location.assign('/')
  }
  return (
    <>
      <a href={`#${view.list}-title`} className={classes.skip}>
        {say('page.skip')}
      </a>
      <Header onSignOut={() => void signOut()}>
        <LiveMark state={state} />
      </Header>
      <main className={classes.main}>
        <HostsPanel hosts={hosts} error={error} chosen={view.host} onChoose={host => go({ host })} />
        <div className={classes.side}>
          <Lists view={view} go={go} />
          <Suspense fallback={<Coming list={view.list} />}>
            {view.list === 'incidents' && <IncidentsPanel view={view} go={go} />}
            {view.list === 'releases' && <ReleasesPanel view={view} go={go} />}
            {view.list === 'approvals' && <ApprovalsPanel view={view} go={go} hosts={hosts ?? []} />}
            {view.list === 'windows' && <WindowsPanel view={view} go={go} />}
            {view.list === 'profiles' && <ProfilesPanel hosts={hosts ?? []} />}
            {view.list === 'audit' && <AuditPanel />}
            {view.list === 'findings' && (
              <FindingsPanel view={view} go={go} desk={desk} hosts={hosts ?? []} ready={state !== 'connecting'} />
            )}
          </Suspense>
        </div>
      </main>
      <ReleaseDrawer view={view} go={go} />
      <IncidentDrawer view={view} go={go} />
      <FindingDrawer view={view} go={go} />
    </>
  )
}
