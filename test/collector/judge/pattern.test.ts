// The laws of what an approval by pattern covers, beyond the table: each limit by itself, and what no pattern ever covers.
import { type ContentMarks, type MarkName, marksVersion } from '@sekisho/shared/observation.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import type { PatternLimits } from '@sekisho/shared/pattern-limits.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../../collector/handover.ts'
import { judge } from '../../../collector/judge/judge.ts'
import { whyOutsidePattern } from '../../../collector/judge/pattern.ts'
import { file } from '../../support/batches.ts'
import { caseOf } from './cases.ts'

const any: PatternLimits = { classes: [], extensions: [], largest: null }

interface Wish {
  readonly path?: string
  readonly class?: PathClass
  readonly payment?: boolean
  readonly found?: readonly MarkName[]
  readonly type?: NonNullable<ContentMarks['type']>
  readonly size?: number
}

function marked({ found = [], type = 'text' }: Wish): ContentMarks {
  return { version: marksVersion, found: [...found], type }
}

/** A file that came where nothing names it. */
function came(wish: Wish, over: Partial<Case> = {}): Case {
  const { path = 'app/a.twig', class: pathClass = 'code', payment = false, size = 10 } = wish
  return {
    ...caseOf({ kind: 'added', there: 'file', class: pathClass, payment, permit: 'none' }),
    path: pathTextOfString(path),
    after: file('x', { size, marks: marked(wish) }),
    ...over,
  }
}

function why(question: Case, limits: Partial<PatternLimits>) {
  return whyOutsidePattern(question, judge(question).reasons, { ...any, ...limits })
}

describe('an approval by pattern', () => {
  test.each<[string, Wish, Partial<PatternLimits>, string | null]>([
    ['a class that is named', {}, { classes: ['config', 'code'] }, null],
    ['another class', {}, { classes: ['config'] }, 'class'],
    ['an extension that is named, in any case', { path: 'app/A.TWIG' }, { extensions: ['twig'] }, null],
    ['another extension', {}, { extensions: ['css'] }, 'extension'],
    ['no extension where one is named', { path: 'app/twig' }, { extensions: ['twig'] }, 'extension'],
    ['a size up to the largest', { size: 10 }, { largest: 10 }, null],
    ['a larger one', { size: 11 }, { largest: 10 }, 'largest'],
    ['code where its class is named', { path: 'app/a.php', found: ['php-open-tag'] }, { classes: ['code'] }, null],
    ['code where no class is named', { path: 'app/a.php' }, { largest: 10 }, 'executable'],
    ['code under a harmless name', { found: ['php-open-tag'] }, { largest: 10 }, 'executable'],
    ['code by an extension that is named', { path: 'app/a.php' }, { extensions: ['php'] }, null],
    [
      'code under an extension that says otherwise, whatever the class',
      { path: 'app/a.php.twig' },
      { classes: ['code'], extensions: ['twig'] },
      'executable',
    ],
    [
      'code that a harmless extension hides',
      { found: ['php-open-tag'] },
      { classes: ['code'], extensions: ['twig'] },
      'executable',
    ],
    ['what is not as its extension says', { path: 'app/a.jpg', type: 'zip' }, { extensions: ['jpg'] }, 'content'],
    [
      'a picture with an archive behind it',
      { path: 'u/a.jpg', class: 'upload', type: 'jpeg', found: ['archive-appended'] },
      { extensions: ['jpg'] },
      'content',
    ],
    [
      'an upload that is not as its extension says, whatever is named',
      { path: 'u/a.jpg', class: 'upload', type: 'zip' },
      { classes: ['upload'], largest: 10 },
      'content',
    ],
    [
      'a picture with script in it, though its extension is named',
      { path: 'u/a.gif', class: 'upload', type: 'gif', found: ['script-in-image'] },
      { classes: ['upload'], extensions: ['gif'] },
      'executable',
    ],
    [
      'a vector picture with script in it, by class',
      { path: 'u/a.svg', class: 'upload', type: 'svg', found: ['script-in-markup'] },
      { classes: ['upload'] },
      'executable',
    ],
    [
      'a vector picture with script in it, by extension',
      { path: 'u/a.svg', class: 'upload', type: 'svg', found: ['script-in-markup'] },
      { extensions: ['svg'] },
      null,
    ],
    ['a payment file', { payment: true }, { classes: ['code'] }, 'never'],
    ['directives of a web server', { path: 'app/.htaccess' }, { classes: ['code', 'config'] }, 'never'],
    ['a directive under another name', { found: ['execution-directive'] }, { classes: ['code'] }, 'never'],
    ['an executable name among uploads', { path: 'u/a.php', class: 'upload' }, { classes: ['upload'] }, 'never'],
    [
      'executable content among uploads',
      { class: 'upload', found: ['php-open-tag'] },
      { extensions: ['twig'] },
      'never',
    ],
    ['a page among uploads', { path: 'u/a.html', class: 'upload', type: 'markup' }, { extensions: ['html'] }, null],
    ['script under its own name, where only a size is named', { path: 'app/a.js' }, { largest: 10 }, 'executable'],
    ['a page', { path: 'app/a.HTML' }, { largest: 10 }, 'executable'],
    ['a picture that may hold script', { path: 'app/a.svg', type: 'svg' }, { largest: 10 }, 'executable'],
    ['compressed script', { path: 'app/a.js.gz', type: 'archive' }, { extensions: ['gz'] }, 'executable'],
    ['script under a harmless name', { found: ['script-in-markup'], type: 'markup' }, { largest: 10 }, 'executable'],
    [
      'script in a picture',
      { path: 'app/a.gif', found: ['script-in-image'], type: 'gif' },
      { largest: 10 },
      'executable',
    ],
    ['script by its class', { path: 'app/a.js' }, { classes: ['code'] }, null],
    ['script by its extension', { path: 'app/a.js' }, { extensions: ['js'] }, null],
    [
      'script in a template, whose extension is named',
      { path: 'app/a.html.twig', found: ['script-in-markup'], type: 'markup' },
      { extensions: ['twig'] },
      null,
    ],
    ['a page in the making', { path: 'app/a.html.twig' }, { extensions: ['twig'] }, null],
    ['a feed in the making', { path: 'app/a.xml.twig' }, { extensions: ['twig'] }, null],
    ['script that a template hides', { path: 'app/a.js.twig' }, { extensions: ['twig'] }, 'executable'],
    ['script of another name before a page', { path: 'app/a.MJS.html.tpl' }, { extensions: ['tpl'] }, 'executable'],
    [
      'a vector picture that a template hides',
      { path: 'u/a.svg.twig', class: 'upload' },
      { extensions: ['twig'] },
      'executable',
    ],
    ['a style sheet that makes pages, hidden', { path: 'app/a.xsl.twig' }, { extensions: ['twig'] }, 'executable'],
    ['a compressed vector picture', { path: 'app/a.svg.gz', type: 'archive' }, { extensions: ['gz'] }, 'executable'],
    ['script that a template hides, by class', { path: 'app/a.js.twig' }, { classes: ['code'] }, null],
    ['script by its extension, behind another', { path: 'app/a.svg.js' }, { extensions: ['js'] }, null],
    ['script among uploads, by class', { path: 'u/a.js', class: 'upload' }, { classes: ['upload'] }, 'executable'],
    ['what nothing runs, among uploads by class', { path: 'u/a.css', class: 'upload' }, { classes: ['upload'] }, null],
  ])('of %s: %j under %j is refused as %j', (_what, wish, limits, refusal) => {
    expect(why(came(wish), limits)).toBe(refusal)
  })

  test('covers no link, no folder, nothing that was removed, and nothing unreadable', () => {
    const link = file('x', { type: 'symlink', target: pathTextOfString('b'), digest: null, marks: null })
    const gone = { state: 'absent', at: 2 } as const
    expect(why(came({}, { kind: 'link', after: link }), { classes: ['code'] })).toBe('not-a-file')
    expect(why(came({}, { kind: 'removed', before: file('x'), after: gone }), { classes: ['code'] })).toBe('not-a-file')
    const unreadable = { state: 'unreadable', at: 2, errno: 'EACCES', stat: null } as const
    expect(why(came({}, { kind: 'unreadable', after: unreadable }), { classes: ['code'] })).toBe('not-a-file')
  })

  test('holds all that stood there in between to its limits, and covers nothing whose size nobody saw', () => {
    const glimpse = (wish: Wish) => ({ at: 1, size: wish.size ?? 10, digest: sha, marks: marked(wish) })
    const sha = { algorithm: 'sha256', hex: 'c'.repeat(64) } as const
    const between = (wish: Wish) => came({}, { between: [glimpse(wish)] })
    expect(why(between({}), { extensions: ['twig'], largest: 10 })).toBe(null)
    expect(why(between({ size: 11 }), { largest: 10 })).toBe('largest')
    expect(why(between({ found: ['php-open-tag'] }), { extensions: ['twig'] })).toBe('executable')
    expect(why(between({ found: ['execution-directive'] }), { classes: ['code'] })).toBe('never')
    const passing = (seen: readonly Wish[]) =>
      came({}, { kind: 'transient', after: { state: 'absent', at: 2 }, between: seen.map(glimpse) })
    expect(why(passing([{}]), { largest: 10 })).toBe(null)
    expect(why(passing([]), { largest: 10 })).toBe('largest')
    expect(why(passing([]), { extensions: ['twig'] })).toBe('executable')
    expect(why(passing([]), { classes: ['code'] })).toBe(null)
  })

  test('covers nothing that was rewritten unseen beyond its limits, and says that the web server rewrote it', () => {
    const rewritten = (over: Partial<Case> = {}) => came({}, { kind: 'rewritten', before: file('x'), ...over })
    expect(why(rewritten(), { largest: 10 })).toBe('largest')
    expect(why(rewritten(), { extensions: ['twig'] })).toBe('executable')
    expect(why(rewritten(), { classes: ['code'] })).toBe(null)
    const seen = [{ at: 1, size: 10, digest: { algorithm: 'sha256', hex: 'c'.repeat(64) }, marks: marked({}) }] as const
    expect(why(rewritten({ between: seen }), { extensions: ['twig'], largest: 10 })).toBe(null)
    const patterns = [{ ref: '5', name: 'approval 5', limits: { ...any, classes: ['code' as const] } }]
    expect(judge(rewritten({ patterns }))).toMatchObject({ verdict: 'expected', severity: 'low' })
    const byServer = judge(rewritten({ patterns, byWebServer: true }))
    expect(byServer).toMatchObject({ verdict: 'expected', severity: 'medium' })
    expect(byServer.reasons).toContain('web-server-wrote')
  })

  test('covers neither what kept changing while it was read, nor old code that should be gone', () => {
    const { state: _, ...seen } = file('x', { size: 10, marks: marked({}) })
    const unstable = came({}, { kind: 'unstable', after: { ...seen, state: 'unstable' } })
    expect(why(unstable, { classes: ['code'] })).toBe('never')
    const sha256 = 'd'.repeat(64)
    const old = { kind: 'release', weak: false, ref: '1', name: 'shop 1', sha256, type: 'file', component: 1 } as const
    const digest = { algorithm: 'sha256', hex: sha256 } as const
    const left = came(
      {},
      {
        after: file('x', { digest, marks: marked({}) }),
        permits: [{ ...old, standing: 'stale', currentSince: null, replacedAt: 1 }],
      },
    )
    expect(judge(left).reasons).toEqual(['stale'])
    expect(why(left, { classes: ['code'] })).toBe('never')
  })

  test('is named as the permit, the first that covers it, and goes before a window', () => {
    const patterns = [
      { ref: '4', name: 'approval 4', limits: { ...any, classes: ['config' as const] } },
      { ref: '5', name: 'approval 5', limits: { ...any, classes: ['code' as const] } },
    ]
    const window = { ref: '1', name: 'window 1', anyActor: false }
    expect(judge(came({}, { patterns, window }))).toEqual({
      ...{ verdict: 'expected', severity: 'none', reasons: ['approved-pattern', 'unknown-file'] },
      permit: { kind: 'pattern', ref: '5', name: 'approval 5' },
    })
    const malicious = came({}, { patterns, malicious: true })
    expect(judge(malicious)).toMatchObject({ verdict: 'unauthorised', permit: null })
    expect(judge(came({}, { patterns, bound: false }))).toMatchObject({ verdict: 'unauthorised' })
  })
})
