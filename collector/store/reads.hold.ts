// Owns what speaks against making a release current unseen: payment paths that it changes, and executables where the
// release before had nothing; and the difference in which these are marked. Who must look then is allowlist's.
import type { EntryMark, Hold } from '@sekisho/shared/api.releases.ts'
import { type Classification, type Classify, compileProfile, executableByName } from '@sekisho/shared/classify.ts'
import { folderOf, isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { DifferenceEntry, MarkedEntry, ReleaseReads } from '../handover.releases.ts'
import type { Connection } from './connection.ts'
import { listDifference } from './differences.ts'
import { findBase, placeOf } from './reads.releases.ts'

const shownPaths = 20
const pageEntries = 20_000

interface Watching {
  readonly profile: string
  /** Of the root in its site, and of the component in that site. */
  readonly root: PathText
  readonly component: PathText
}

/** The first release of a component is never held: there is nothing that it could be compared with. */
export function findHold(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  input: Parameters<ReleaseReads['holdOf']>[0],
): Hold | null {
  const base = findBase(connection, input)
  if (base === null) return null
  const isPayment = paymentTest(connection, profiles, input)
  const folders = foldersOf(connection, base.id)
  const found = { payment: 0, executables: 0, paths: [] as PathText[] }
  let from = { folder: '', name: '' }
  for (;;) {
    const page = listDifference(connection, base.id, input.release, from, pageEntries)
    for (const entry of page) {
      const { path } = entry
      const payment = isPayment(path)
      const executable = isNewExecutable(entry, folders)
      if (payment) found.payment++
      if (executable) found.executables++
      if ((payment || executable) && found.paths.length < shownPaths) found.paths.push(path)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageEntries) break
    from = { folder: folderOf(last.path), name: last.path.slice(last.path.lastIndexOf('/') + 1) }
  }
  return found.paths.length === 0 ? null : found
}

/** Nothing where the two are not of one component that the customer sees. */
export function readDifference(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  { customer, release, against, after, limit }: Parameters<ReleaseReads['difference']>[0],
): readonly MarkedEntry[] {
  const owned = connection.one(
    `SELECT 1 FROM release r JOIN component c ON c.id = r.component WHERE r.id = ?1 AND c.customer IN (?2, 0)
     AND (?3 IS NULL OR EXISTS (SELECT 1 FROM release o WHERE o.id = ?3 AND o.component = c.id))`,
    release,
    customer,
    against,
  )
  if (owned === undefined) return []
  const isPayment = paymentTest(connection, profiles, { customer, release, place: null })
  const folders = against === null ? new Set<string>() : foldersOf(connection, against)
  const markOf = (entry: DifferenceEntry): EntryMark | null => {
    if (isPayment(entry.path)) return 'payment'
    if (isNewExecutable(entry, folders)) return 'new-executable'
    return executableByName(entry.path) ? 'executable' : null
  }
  return listDifference(connection, against, release, placeOf(after), limit).map(entry => ({
    ...entry,
    mark: markOf(entry),
  }))
}

function isNewExecutable({ path, before, after }: DifferenceEntry, folders: ReadonlySet<string>): boolean {
  return before === null && after !== null && executableByName(path) && !folders.has(folderOf(path))
}

/** Folders in which a release has anything, and those above them. */
export function foldersOf(connection: Connection, release: number): ReadonlySet<string> {
  const rows = connection.all<{ path: PathText }>(
    'SELECT DISTINCT f.path FROM release_list l JOIN folder f ON f.id = l.folder WHERE l.release = ?',
    release,
  )
  const folders = new Set<string>()
  for (const { path } of rows) {
    for (let folder = path; !folders.has(folder); folder = folderOf(folder)) folders.add(folder)
  }
  return folders
}

/** A path is a payment path where any root that has the component, or is to have it, says so. */
function paymentTest(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  input: Parameters<ReleaseReads['holdOf']>[0],
): (path: PathText) => boolean {
  const classify = classifierOf(connection, profiles, input)
  return path => classify(path).some(({ payment }) => payment)
}

/** What each root that has the release's component, or is to have it, says of a path of the release. */
export function classifierOf(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  { customer, release, place }: Parameters<ReleaseReads['holdOf']>[0],
): (path: PathText) => readonly Classification[] {
  const watching = connection.all<Watching>(
    `SELECT DISTINCT r.profile, r.prefix AS root, s.prefix AS component FROM release rel
     JOIN site_component s ON s.component = rel.component JOIN root r ON r.site = s.site WHERE rel.id = ?1
     UNION SELECT r.profile, r.prefix, ?2 FROM site s JOIN root r ON r.site = s.id WHERE s.customer = ?3 AND s.name = ?4`,
    release,
    place?.prefix ?? '',
    customer,
    place?.site ?? '',
  )
  const tests = watching.flatMap(({ profile, root, component }) => {
    const rules = profiles.get(profile)
    return rules === undefined ? [] : [{ classify: compileProfile(rules), root, component }]
  })
  return path => tests.flatMap(test => classifiedAt(test, path))
}

function classifiedAt(
  { classify, root, component }: { classify: Classify; root: PathText; component: PathText },
  path: PathText,
): readonly Classification[] {
  const inSite = joinPath(component, path)
  if (!isBelow(inSite, root) || inSite === root) return []
  return [classify(root === '' ? inSite : (inSite.slice(root.length + 1) as PathText))]
}
