// The laws of telling a compiled template: by its compiler's form, the same in pieces, and the same again when it is compiled anew.
import { MarkReader, marksOf } from '@sekisho/shared/marks.ts'
import type { Compiled } from '@sekisho/shared/observation.ts'
import { describe, expect, test } from 'vitest'
import { smarty2, smarty4, smarty31, twig } from '../../support/compiled-templates.ts'
import { realCompiled } from '../../support/real-compiled.ts'
import { spentMs } from '../../support/spent.ts'

const reading = (bytes: Buffer) => ({ name: 'x.php', size: bytes.length, settingsKey: null })

function compiled(text: string): Compiled | undefined {
  const bytes = Buffer.from(text)
  return marksOf(bytes, reading(bytes)).compiled
}

const later = '2026-12-24 23:59:59'
const file = '/var/www/html/app/template/default/Shopping/index.twig'

describe('a compiled template', () => {
  test.each([
    ['Smarty 2', smarty2('shopping/index.tpl', '<p>'), 'smarty', 'shopping/index.tpl'],
    ['Smarty 2 of a whole path', smarty2('/srv/data/Smarty/a.tpl', '<p>'), 'smarty', '/srv/data/Smarty/a.tpl'],
    ['Smarty 3.1', smarty31('/srv/themes/index.tpl', '<p>'), 'smarty', '/srv/themes/index.tpl'],
    ['Smarty 4', smarty4('/srv/design/themes/決済.tpl', '<p>'), 'smarty', '/srv/design/themes/決済.tpl'],
    ['Twig', twig('Shopping/index.twig', file, 'echo "a";'), 'twig', file],
    ['Twig for developers', twig('a.twig', '/srv/a.twig', 'echo "a";', '<p class=\\"x\\">\n'), 'twig', '/srv/a.twig'],
  ])('of %s is told, with the source that it names', (_, text, by, source) => {
    expect(compiled(text)).toMatchObject({ by, source })
  })

  test('as each version of Twig and Smarty itself compiles it is told, with the source that it names', () => {
    expect(new Set(realCompiled.map(({ compiler }) => compiler)).size).toBe(6)
    for (const { compiler, by, named: source, content, again, changed, debug } of realCompiled)
      for (const text of [content, again, changed, debug ?? content])
        expect(compiled(text), `${compiler} ${source}`).toMatchObject({ by, source })
  })

  test('as Smarty itself compiles it has one body however often it is compiled, and another of another source', () => {
    for (const { by, compiler, content, again, changed } of realCompiled) {
      if (by === 'smarty') expect(again, compiler).not.toBe(content)
      expect(compiled(again)?.body, compiler).toBe(compiled(content)?.body)
      expect(compiled(changed)?.body, compiler).not.toBe(compiled(content)?.body)
    }
  })

  test.each(realCompiled.map(real => [real.compiler, real.source, real.content]))(
    'of %s of %s has no byte that can become code without another body',
    (_, __, content) => {
      const body = compiled(content)?.body
      const bytes = Buffer.from(content)
      for (let at = 0; at < bytes.length; at++) {
        const other = Buffer.from(bytes)
        other[at] = bytes[at] === 0x3b ? 0x3c : 0x3b
        const told = marksOf(other, reading(other)).compiled
        if (told?.body === body) expect.fail(`byte ${at} is not seen: ${content.slice(at - 40, at + 40)}`)
      }
    },
  )

  test('of a string or a database names no file', () => {
    expect(compiled(smarty2('string:hello', '<p>'))).toMatchObject({ by: 'smarty', source: null })
    expect(compiled(twig('__string_template__4a72', '', 'echo 1;'))).toMatchObject({ by: 'twig', source: null })
  })

  test.each([
    ['Smarty 2', smarty2('a.tpl', '<p>'), smarty2('a.tpl', '<p>', later)],
    ['Smarty 3.1', smarty31('/a.tpl', '<p>'), smarty31('/a.tpl', '<p>', later, '58b91fe2300460-94729026')],
    ['Smarty 4', smarty4('/a.tpl', '<p>'), smarty4('/a.tpl', '<p>', later, '66ffffffffffff_00000001')],
  ])('of %s has one body however often it is compiled, and another where anything else differs', (_, first, again) => {
    expect(again).not.toBe(first)
    expect(compiled(again)?.body).toBe(compiled(first)?.body)
    expect(compiled(again.replace('<p>', '<p><?php eval($_POST[1]);'))?.body).not.toBe(compiled(first)?.body)
  })

  test.each([
    [
      'code before the header',
      `<?php eval($_POST[1]); /* Smarty version 2.6.31, created on ${later}\n compiled from a.tpl */ ?>`,
    ],
    ['a header that is not at the beginning', `<p>${smarty2('a.tpl', '<p>')}`],
    ['code among the imports', twig('a.twig', '/a.twig', '').replace('use Twig\\Source;', 'eval($_POST[1]);')],
    [
      'another name at the end than at the beginning',
      twig('a.twig', '/a.twig', '').replace('/* a.twig */', '/* b.twig */'),
    ],
    ['a class of another name', twig('a.twig', '/a.twig', '').replace('__TwigTemplate_e9aa', 'Shell_e9aa')],
    ['no end that names the source', twig('a.twig', '/a.twig', '').replace('getSourceContext', 'getNothing')],
    ['plain code', '<?php eval($_POST[1]);'],
  ])('is nothing that has %s', (_, text) => {
    expect(compiled(text)).toBeUndefined()
  })

  test('in pieces is what it is whole, up to a megabyte', () => {
    const inPieces = (text: string, size: number) => {
      const bytes = Buffer.from(text)
      const reader = new MarkReader(reading(bytes))
      for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size))
      return reader.finish().compiled
    }
    const large = smarty4('/a.tpl', '<p>'.repeat(50_000))
    expect(inPieces(large, 64 * 1024)).toEqual(compiled(large))
    expect(inPieces(smarty4('/a.tpl', '<p>'.repeat(400_000)), 64 * 1024)).toBeUndefined()
  })

  test('that is made of nothing but beginnings takes no longer than its size', () => {
    const twigs = twig('a.twig', '/a.twig', 'public function getSourceContext() new Source("'.repeat(20_000))
    const hexes = smarty4('/a.tpl', '0123456789abcdef'.repeat(60_000))
    const from = spentMs()
    expect(compiled(twigs)?.by).toBe('twig')
    expect(compiled(hexes)?.by).toBe('smarty')
    // A search that starts anew at each beginning would take minutes.
    expect(spentMs() - from).toBeLessThan(5_000)
  })
})
