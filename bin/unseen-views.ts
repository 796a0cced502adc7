// Owns which limits of a host are those of views: what its web servers and PHP see, and its agent could not compare.
import type { HostRow } from '@sekisho/shared/api.ts'

export function unseenViews({ notWatched }: Pick<HostRow, 'notWatched'>): HostRow['notWatched'] {
  return notWatched.filter(({ what }) => what.startsWith('not-watched.views-'))
}
