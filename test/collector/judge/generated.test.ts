// The laws of generated code: it is written once, and what explains another content at its path.
import type { Compiled, ContentMarks, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RuleTerms } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import type { Case, Generated } from '../../../collector/handover.ts'
import { judge } from '../../../collector/judge/judge.ts'
import { file } from '../../support/batches.ts'
import { caseOf } from './cases.ts'

const compiled: Compiled = { by: 'twig', source: '/shop/app/template/a.twig' as PathText, body: 'a'.repeat(64) }

function code(content: string, wish: { compiled?: Compiled; version?: number; folder?: string } = {}): Present {
  const { version = 3, folder = '7:1' } = wish
  const marks: ContentMarks = {
    version,
    found: ['php-open-tag'],
    type: 'text',
    ...(wish.compiled === undefined ? {} : { compiled: wish.compiled }),
  }
  return file(content, { marks, folder })
}

function ask(after: Present, generated: Partial<Generated> = {}, terms: RuleTerms & Partial<Case> = {}) {
  const { compiled: by, ...more } = terms
  return judge({
    ...caseOf({ kind: 'changed', there: 'file', class: 'generated', payment: false, permit: 'none' }),
    path: 'var/cache/prod/a.php' as PathText,
    before: generated.earlier ?? null,
    after,
    where: {
      class: 'generated',
      payment: false,
      rule: 'var/cache/*/**',
      ...(by === undefined ? {} : { compiled: by }),
    },
    byWebServer: true,
    generated: { earlier: null, source: 'none', ...generated },
    ...more,
  })
}

const rewritten = { verdict: 'unauthorised', severity: 'high', reasons: ['generated-rewritten', 'unknown-file'] }
const quiet = { verdict: 'expected', severity: 'none', reasons: ['class-rule'] }

describe('generated code', () => {
  test('that is another than what stood there is unauthorised while its cache folder stands, and expected in a new one', () => {
    expect(ask(code('b'), { earlier: code('a') })).toMatchObject(rewritten)
    expect(ask(code('b', { folder: '7:2' }), { earlier: code('a') })).toMatchObject(quiet)
    expect(ask(code('b', { folder: '8:1' }), { earlier: code('a') })).toMatchObject(quiet)
    expect(ask(code('b', { folder: '' }), { earlier: code('a', { folder: '' }) })).toMatchObject(rewritten)
  })

  test('where nothing stood before, the same, and what is empty, is expected', () => {
    expect(ask(code('a'))).toMatchObject(quiet)
    expect(ask(code('a'), { earlier: code('a') })).toMatchObject(quiet)
    expect(ask(code(''), { earlier: code('a') })).toMatchObject(quiet)
  })

  test('of an agent that tells no folder is expected, since nobody knows whether it was made anew', () => {
    const { folder: _, ...told } = code('b')
    const { folder: __, ...earlier } = code('a')
    expect(ask(code('b'), { earlier })).toMatchObject(quiet)
    expect(ask(told, { earlier })).toMatchObject(quiet)
    // Agents that tell it never stop to.
    expect(ask(told, { earlier: code('a') })).toMatchObject(quiet)
  })

  test('that a compiler made again of the same source is expected, and with any other body or source is not', () => {
    const earlier = code('a', { compiled })
    const other = { ...compiled, body: 'b'.repeat(64) }
    expect(ask(code('b', { compiled }), { earlier })).toMatchObject(quiet)
    expect(ask(code('b', { compiled: other }), { earlier })).toMatchObject(rewritten)
    expect(ask(code('b', { compiled: { ...compiled, source: null } }), { earlier })).toMatchObject(rewritten)
    expect(ask(code('b'), { earlier })).toMatchObject(rewritten)
    expect(ask(code('b', { compiled }), { earlier: code('a') })).toMatchObject(rewritten)
  })

  test('whose source has become another permitted one is expected, and one whose source stands as it stood is not', () => {
    const earlier = code('a', { compiled })
    const now = code('b', { compiled: { ...compiled, body: 'b'.repeat(64) } })
    expect(ask(now, { earlier, source: 'changed' })).toMatchObject(quiet)
    expect(ask(now, { earlier, source: 'permitted' })).toMatchObject(rewritten)
    expect(ask(now, { earlier, source: 'unpermitted' })).toMatchObject(rewritten)
  })

  test('where a compiler makes all of it, is unauthorised in any other form; older agents tell no form', () => {
    const twig = { compiled: 'twig' } as const
    const foreign = { verdict: 'unauthorised', severity: 'high', reasons: ['not-compiled', 'unknown-file'] }
    expect(ask(code('a', { compiled }), {}, twig)).toMatchObject(quiet)
    expect(ask(code('a'), {}, twig)).toMatchObject(foreign)
    expect(ask(code('a', { compiled: { ...compiled, by: 'smarty' } }), {}, twig)).toMatchObject(foreign)
    expect(ask(code('a', { version: 2 }), {}, twig)).toMatchObject(quiet)
  })

  test('that stood there for a moment between two equal contents is as unauthorised as if it stood there still', () => {
    const shell = code('shell')
    const { size, digest, marks } = shell
    if (digest === null || marks === null) throw new Error('a file has both')
    const between = [{ at: 1, size, digest, marks }]
    const verdict = ask(code('a'), { earlier: code('a') }, { kind: 'rewritten', between })
    expect(verdict).toMatchObject({ verdict: 'unauthorised', severity: 'high' })
    expect(verdict.reasons).toContain('stood-between')
  })

  test('that was there for a moment is no less doubtful than what stands there, whatever folder that was in', () => {
    const gone = { state: 'absent', at: 2 } as const
    const moment = ({ size, digest, marks }: Present) => {
      if (digest === null || marks === null) throw new Error('a file has both')
      return { at: 1, size, digest, marks }
    }
    const passed = (terms: RuleTerms & Partial<Case>, generated: Partial<Generated> = {}) =>
      ask(code('a'), generated, { kind: 'transient', before: null, after: gone, ...terms })
    const twig = { compiled: 'twig' } as const
    const unauthorised = (severity: string, reason: string) => ({
      verdict: 'unauthorised',
      severity,
      reasons: [reason, 'gone-again'],
    })
    const page = moment(code('a', { compiled }))
    expect(passed({ ...twig, between: [moment(code('shell'))] })).toMatchObject(unauthorised('high', 'not-compiled'))
    expect(passed({ ...twig, between: [page] })).toMatchObject({ verdict: 'expected', reasons: ['gone-again'] })
    const orphan: Partial<Generated> = { between: ['permitted', 'unpermitted'] }
    expect(passed({ ...twig, between: [page, page] }, orphan)).toMatchObject(
      unauthorised('medium', 'source-unpermitted'),
    )
    const both = { ...twig, between: [page, moment(code('shell'))] }
    expect(passed(both, { between: ['unpermitted', 'none'] })).toMatchObject(unauthorised('high', 'not-compiled'))
    const earlier = code('a')
    const second = unauthorised('high', 'generated-rewritten')
    expect(passed({ between: [moment(code('b'))] }, { earlier })).toMatchObject(second)
    expect(passed({ between: [moment(code('a'))] }, { earlier })).toMatchObject({ verdict: 'expected' })
  })

  test('data beside it may change as it likes', () => {
    const data = (content: string) => ({ ...code(content), marks: { version: 3, found: [], type: 'text' as const } })
    const path = 'var/cache/prod/a.meta' as PathText
    expect(ask(data('b'), { earlier: data('a') }, { path })).toMatchObject(quiet)
  })
})
