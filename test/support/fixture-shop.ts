// Owns a made-up estate of shops for tests of the page: hosts in every state, and findings with the worst names that a
// disk can hold. Shapes are those of the API; nothing here is judged or stored.
import type { FindingRow, GapRow, HostRow, ObservationRow, RootRow } from '@sekisho/shared/api.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { pathText } from '@sekisho/shared/path.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const digest = (digit: string) => digit.repeat(64)

/** Names by what makes them hard. All are canonical text, as the collector would send them. */
export const hostileNames = {
  reversed: pathText(bytes('html/upload/save_image/photo_\u202Egpj.php')),
  script: '<script>window.attacked=true</script><img src=x onerror="window.attacked=true">.php',
  newline: pathText(bytes('app/Plugin/two\nlines.php')),
  notUtf8: pathText(Uint8Array.from([...bytes('html/'), 0xff, 0xfe, ...bytes('.php')])),
  invisible: pathText(bytes('html/index\u200B.php')),
  long: `${'a'.repeat(247)}.jpg.php`,
  deep: `${Array.from({ length: 60 }, (_, depth) => `${'folder'.repeat(12)}${depth}`).join('/')}/end.php`,
  japanese: 'html/user_data/決済_設定のコピー.php',
} as const

export function observation(at: number, over: Partial<ObservationRow> = {}): ObservationRow {
  return {
    state: 'present',
    at: isoTime(at),
    type: 'file',
    size: 18_244,
    mode: '0644',
    uid: 33,
    gid: 33,
    mtime: isoTime(at - 40),
    ctime: isoTime(at - 40),
    inode: 924_113,
    links: 1,
    target: null,
    sha256: digest('b'),
    xxh64: null,
    marks: [],
    content: 'text',
    quotes: [],
    errno: null,
    ...over,
  }
}

export function absent(at: number): ObservationRow {
  const nothing = { type: null, size: null, mode: null, uid: null, gid: null, mtime: null, ctime: null } as const
  return observation(at, { ...nothing, state: 'absent', inode: null, links: null, sha256: null })
}

/** A finding as the page most often sees one: a file that no release names. */
export function finding(id: number, at: number, over: Partial<FindingRow> = {}): FindingRow {
  return {
    id,
    host: 'web1',
    root: '/var/www/shop',
    site: 'minato-shop',
    path: `app/Customize/Service/Helper${id}.php`,
    kind: 'added',
    changedKeys: [],
    noticed: 'watch',
    actor: null,
    between: [],
    type: 'file',
    class: 'code',
    payment: false,
    sha256: digest('c'),
    verdict: 'unauthorised',
    severity: 'high',
    reasons: ['unknown-file', 'executable-name'],
    permit: null,
    generation: 7,
    at: isoTime(at),
    receivedAt: isoTime(at + 62),
    judgedAt: isoTime(at + 64),
    before: absent(at - 3_600_000),
    after: observation(at, { sha256: digest('c'), marks: ['php-open-tag'] }),
    open: true,
    evidence: { epoch: 'b3f2a1c09d4e4f77', sequence: 4_000 + id, index: 0 },
    ...over,
  }
}

/** The tampered payment module: what the page is for. */
export function tampered(id: number, at: number): FindingRow {
  return finding(id, at, {
    path: 'src/Eccube/Service/Payment/Method/CreditCard.php',
    kind: 'changed',
    payment: true,
    severity: 'critical',
    reasons: ['content-differs', 'payment'],
    before: observation(at - 86_400_000, {
      sha256: digest('a'),
      size: 18_102,
      marks: ['php-open-tag'],
      uid: 0,
      gid: 0,
    }),
    after: observation(at, { sha256: 'b1'.repeat(32), size: 19_377, mode: '0664', marks: ['php-open-tag'] }),
    sha256: 'b1'.repeat(32),
    actor: {
      pid: 4117,
      executable: '/usr/sbin/php-fpm8.3',
      name: 'php-fpm: pool www',
      command: 'php-fpm: pool www',
      user: 'www-data',
      parents: [
        { pid: 801, executable: '/usr/sbin/php-fpm8.3' },
        { pid: 1, executable: '/usr/lib/systemd/systemd' },
      ],
      unit: 'php8.3-fpm.service',
    },
  })
}

/** `count` findings, oldest first: the hostile ones last, below a long ordinary history. */
export function history(count: number, now: number): FindingRow[] {
  const minute = 60_000
  const names = Object.values(hostileNames)
  const rows = Array.from({ length: count }, (_, index) => {
    const id = index + 1
    const at = now - (count - index) * minute
    if (index === count - 1) return tampered(id, at)
    const name = names[count - 2 - index]
    if (name !== undefined)
      return finding(id, at, { path: name, severity: 'critical', reasons: ['executable-in-upload'] })
    return ordinary(id, at)
  })
  return rows
}

function ordinary(id: number, at: number): FindingRow {
  switch (id % 5) {
    case 0:
      return finding(id, at, {
        host: 'web2',
        kind: 'removed',
        severity: 'medium',
        reasons: ['missing'],
        after: absent(at),
      })
    case 1:
      return finding(id, at, {
        kind: 'metadata',
        severity: 'low',
        reasons: ['metadata-only', 'released'],
        verdict: 'authorised',
        permit: 'minato-shop 2.4.1',
        open: false,
      })
    case 2:
      return finding(id, at, {
        kind: 'link',
        type: 'symlink',
        severity: 'medium',
        reasons: ['link-differs', 'target-not-watched'],
        path: `html/template/link${id}`,
        after: observation(at, { type: 'symlink', sha256: null, target: '/srv/elsewhere' }),
      })
    case 3:
      return finding(id, at, { host: 'web2', site: 'kobe-tea', path: `html/upload/${id}.php`, class: 'upload' })
    default:
      return finding(id, at)
  }
}

function root(now: number, over: Partial<RootRow> = {}): RootRow {
  return {
    root: '/var/www/shop',
    site: 'minato-shop',
    prefix: '',
    profile: 'eccube4',
    phase: 'watching',
    grade: 'watched',
    source: 'chokidar',
    why: '',
    lastWalkAt: isoTime(now - 4 * 60_000),
    censusAt: isoTime(now - 5 * 3_600_000),
    files: 24_117,
    unauthorised: 0,
    openGaps: 0,
    covered: {
      grade: 'watched',
      source: 'chokidar',
      since: isoTime(now - 5 * 3_600_000),
      until: isoTime(now - 30_000),
      ended: false,
    },
    canary: { state: 'returned', why: null, roundTripMs: 214, returnedAt: isoTime(now - 20_000) },
    mounts: [],
    ...over,
  }
}

function host(name: string, now: number, over: Partial<HostRow> = {}): HostRow {
  return {
    host: name,
    key: Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64),
    state: 'online',
    lastSeenAt: isoTime(now - 4_000),
    clockOffsetMs: 12,
    versions: { agent: '0.1.0', node: '24.21.0' },
    program: digest('e'),
    waiting: { fast: 0, bulk: 0 },
    roots: [root(now)],
    notWatched: ['database', 'memory', 'third-party-scripts', 'dns'].map(what => ({ what, path: null })),
    ...over,
  }
}

/** Everything is well. */
export function calmHosts(now: number): HostRow[] {
  return [host('web1', now), host('web2', now, { roots: [root(now, { site: 'kobe-tea', files: 3_210 })] })]
}

/** One host in each state, among them what a person must see to. */
export function troubledHosts(now: number): HostRow[] {
  const links = [{ what: 'link-target', path: 'html/template/link7' }]
  const why = 'Its 312,408 folders are more than the kernel allows watches for (fs.inotify.max_user_watches is 65,536).'
  return [
    host('web1', now, {
      roots: [
        root(now, { unauthorised: 3 }),
        root(now, {
          root: '/var/www/blog',
          site: null,
          profile: 'php',
          grade: 'walked',
          source: 'walk',
          why,
          files: 911_204,
        }),
      ],
      notWatched: [
        ...calmHosts(now)
          .flatMap(({ notWatched }) => notWatched.slice(0, 4))
          .slice(0, 4),
        ...links,
      ],
    }),
    host('web2', now, {
      state: 'silent',
      lastSeenAt: isoTime(now - 11 * 60_000),
      roots: [root(now, { site: 'kobe-tea', files: 3_210, unauthorised: 1, openGaps: 2, grade: 'walked' })],
    }),
    host('staging-copy', now, { state: 'forked', roots: [root(now, { openGaps: 1 })] }),
    host('new-host', now, {
      state: 'enrolled',
      lastSeenAt: null,
      clockOffsetMs: null,
      waiting: null,
      roots: [],
      versions: {},
    }),
    host('old-host', now, { state: 'revoked', lastSeenAt: isoTime(now - 90 * 86_400_000), roots: [] }),
  ]
}

export function gaps(now: number): GapRow[] {
  const gap = { host: 'web2', root: '/var/www/shop', to: null, walk: null }
  return [
    { ...gap, id: 'g1', cause: 'silence', from: isoTime(now - 11 * 60_000) },
    { ...gap, id: 'g2', cause: 'overflow', from: isoTime(now - 32 * 60_000) },
    { ...gap, id: 'g3', cause: 'restart', from: isoTime(now - 86_400_000), to: isoTime(now - 86_000_000) },
  ]
}
