// Owns what a process's cgroup says of its systemd unit and its container. Pure.

export interface Place {
  readonly unit: string | null
  /** Such as `docker 3f2a9c81b0d4`; null outside. */
  readonly container: string | null
}

const nowhere: Place = { unit: null, container: null }
const maxLength = 200

/** How container engines name their cgroups, with systemd (`docker-ID.scope`) and without (`/docker/ID`). */
const scopes = /^(?:(docker|libpod|crio|cri-containerd|buildkit|machine)-(.+)\.scope|lxc\.payload\.(.+))$/
const engines: Readonly<Record<string, string>> = { libpod: 'podman', 'cri-containerd': 'containerd' }
const engineFolders: ReadonlySet<string> = new Set(['docker', 'lxc', 'libpod', 'buildkit', 'garden'])
const shortId = 12

/**
 * @param cgroup text of /proc/PID/cgroup (cgroups(7))
 * The outermost name counts: below its own cgroup a service or a user can make others with any name.
 */
export function placeOf(cgroup: string): Place {
  const path = pathOf(cgroup)
  if (path === null) return nowhere
  const parts = path.split('/').filter(part => part !== '')
  for (const [index, part] of parts.entries()) {
    const scope = scopes.exec(part)
    if (scope) return inContainer(scope[1] ?? 'lxc', scope[2] ?? scope[3] ?? '')
    const next = parts[index + 1]
    if (engineFolders.has(part) && next !== undefined) return inContainer(part, next)
    if (/\.(?:service|scope)$/.test(part)) return { unit: part.slice(0, maxLength), container: null }
  }
  return nowhere
}

function inContainer(engine: string, id: string): Place {
  const short = /^[0-9a-f]{32,}$/.test(id) ? id.slice(0, shortId) : id
  return { unit: null, container: `${engines[engine] ?? engine} ${short}`.slice(0, maxLength) }
}

/** Version 2's single hierarchy, or where it is empty systemd's own of version 1. */
function pathOf(cgroup: string): string | null {
  const lines = cgroup.split('\n')
  const unified = lines.find(line => line.startsWith('0::'))?.slice(3)
  if (unified !== undefined && unified !== '/') return unified
  const named = lines.find(line => /^\d+:name=systemd:/.test(line))
  return named?.slice(named.indexOf(':name=systemd:') + ':name=systemd:'.length) ?? unified ?? null
}
