// Owns the lists that come when they are first looked at, so that the first view stays small, and what stands there when one
// does not come: after an upgrade the old page asks for files that are gone.
import { Alert } from '@mantine/core'
import { type ComponentType, lazy } from 'react'
import list from '../list/list.module.css'
import { Loading } from '../words/Loading.tsx'
import { useSay } from '../words/words.ts'
import type { View } from './view.ts'

function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  return lazy(() =>
    load().then(
      part => ({ default: part }),
      () => ({ default: NotLoaded as ComponentType<P> }),
    ),
  )
}

function NotLoaded() {
  const say = useSay()
  return (
    <Alert color="red" variant="outline" m="md" role="alert">
      {say('page.not-loaded')}
    </Alert>
  )
}

/** Until it has come: its title stands there already, to which the page's first link leads. */
export function Coming({ list: name }: { readonly list: View['list'] }) {
  const say = useSay()
  return (
    <section className={list.panel} aria-labelledby={`${name}-title`}>
      <div className={list.bar}>
        <h2 id={`${name}-title`} className={list.title}>
          {say(`page.${name}`)}
        </h2>
      </div>
      <div className={list.nothing}>
        <Loading />
      </div>
    </section>
  )
}

export const AuditPanel = later(async () => (await import('../audit/AuditPanel.tsx')).AuditPanel)
export const ProfilesPanel = later(async () => (await import('../profiles/ProfilesPanel.tsx')).ProfilesPanel)
export const ReleasesPanel = later(async () => (await import('../releases/ReleasesPanel.tsx')).ReleasesPanel)
export const WindowsPanel = later(async () => (await import('../windows/WindowsPanel.tsx')).WindowsPanel)
