// Owns the lists that come when they are first looked at, so that the first view stays small, and what stands there when one
// does not come: after an upgrade the old page asks for files that are gone.
import { Alert } from '@mantine/core'
import { type ComponentType, lazy } from 'react'
import { useSay } from '../words/words.ts'

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

export const ProfilesPanel = later(async () => (await import('../profiles/ProfilesPanel.tsx')).ProfilesPanel)
export const ReleasesPanel = later(async () => (await import('../releases/ReleasesPanel.tsx')).ReleasesPanel)
export const WindowsPanel = later(async () => (await import('../windows/WindowsPanel.tsx')).WindowsPanel)
