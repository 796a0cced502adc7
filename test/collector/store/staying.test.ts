// The laws of what another profile of a root costs: a look at what stands at that root, once for all roots of a hello.
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { bindRoot } from '../../../collector/store/admin.ts'
import { Desk } from '../../../collector/store/desk.ts'
import { rootVerbs } from '../../../collector/store/ledger.roots.ts'
import { migrate } from '../../../collector/store/schema.ts'
import { Explained } from '../../support/explained.ts'
import { by, keepingProfile, shopProfile } from '../../support/store-house.ts'

const kept = 'kept null'
const withheld = 'withheld profile'

/** Three roots of two hosts, each with a kept content at a path that one of the profiles keeps on its host; the fourth content is at two. */
function roots() {
  const connection = new Explained(new DatabaseSync(':memory:'))
  migrate(connection, 'test')
  connection.exec(`
    INSERT INTO site (id, customer, name) VALUES (1, 1, 'shop');
    INSERT INTO host (id, customer, name, key, enrolled_at) VALUES (1, 1, 'web1', 'k', 1), (2, 1, 'web2', 'l', 1);
    INSERT INTO root (id, host, path, profile) VALUES (1, 1, '/a', 'php'), (2, 1, '/b', 'php'), (3, 2, '/a', 'php');
    INSERT INTO content (id, customer, sha256, state, severity, place, bytes, wanted_at)
      VALUES (1, 1, 'a', 'kept', 'high', 1, 9, 1), (2, 1, 'b', 'kept', 'high', 2, 9, 1), (3, 1, 'c', 'kept', 'high', 3, 9, 1),
        (4, 1, 'd', 'kept', 'high', 4, 9, 1);
    INSERT INTO content_place (content, host, root, path, finding, size, seen_at, rank, waiting)
      SELECT id, 1, id, 'secret/key', 1, 9, 1, 1, 0 FROM content WHERE id < 4;
    INSERT INTO content_place (content, host, root, path, finding, size, seen_at, rank, waiting)
      VALUES (4, 1, 1, 'secret/both', 1, 9, 1, 1, 0), (4, 1, 2, 'secret/both', 1, 9, 1, 1, 0);
  `)
  const desk = new Desk(connection, {
    profiles: [shopProfile, { ...keepingProfile, name: 'strict' }],
    announce: () => {},
  })
  connection.plan.length = 0
  const set = (...profiles: [root: number, profile: string][]) =>
    desk.commit(() => rootVerbs(desk).setLocalProfiles(1, new Map(profiles)))
  const bind = (profile: string) => {
    const place = { host: 'web1', root: '/a' as PathText, site: 'shop', prefix: '' as PathText }
    desk.commit(() => bindRoot(desk, { ...by, ...place, profile }))
  }
  const states = () =>
    connection
      .all<{ state: string; why: string | null }>('SELECT state, why FROM content ORDER BY id')
      .map(({ state, why }) => `${state} ${why}`)
  /** How contents were looked for since the last time; not the places of each that was found. */
  const looks = () => connection.plan.splice(0).filter(detail => /^(SCAN|SEARCH) content/.test(detail))
  return { set, bind, states, looks }
}

const ofRoots = [
  'SEARCH content USING INTEGER PRIMARY KEY (rowid=?)',
  'SEARCH content_place USING COVERING INDEX content_place_root (root=?)',
]

describe('another profile of a root', () => {
  test('finds what stands at that root by the root, and never reads through the contents of everybody', () => {
    const { set, bind, looks } = roots()
    set([2, 'strict'])
    expect(looks()).toEqual(ofRoots)
    bind('strict')
    expect(looks()).toEqual(ofRoots)
  })

  test('is one look for all roots of a hello that have another, and none where each has the one it had', () => {
    const { set, states, looks } = roots()
    set([1, 'strict'], [2, 'strict'])
    expect(looks()).toEqual(ofRoots)
    set([1, 'strict'], [2, 'strict'])
    expect(looks()).toEqual([])
    expect(states()).toEqual([withheld, withheld, kept, withheld])
  })

  test('withholds what stays at every place where it stood, and lets it go again with the profile that came before', () => {
    const { set, states } = roots()
    set([1, 'strict'])
    expect(states()).toEqual([withheld, kept, kept, kept])
    set([2, 'strict'])
    expect(states()).toEqual([withheld, withheld, kept, withheld])
    set([1, 'php'])
    expect(states()).toEqual([kept, withheld, kept, kept])
  })

  test('by its host’s own word changes neither a root that is bound here nor one of another host', () => {
    const { set, bind, states } = roots()
    bind('php')
    set([1, 'strict'], [3, 'strict'])
    expect(states()).toEqual([kept, kept, kept, kept])
  })

  test('of a binding does the same, and a binding that leaves it as it was looks at no content', () => {
    const { bind, states, looks } = roots()
    bind('php')
    expect(looks()).toEqual([])
    bind('strict')
    expect(states()).toEqual([withheld, kept, kept, kept])
  })
})
