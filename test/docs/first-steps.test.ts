// Holds what to do first to one text in all its places: docs/first-30-minutes.md, its Japanese twin, the page and the alarms.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { expectFirstSteps } from '../support/first-steps.ts'

const docs = join(import.meta.dirname, '../../docs')
const pages = {
  en: readFileSync(join(docs, 'first-30-minutes.md'), 'utf8'),
  ja: readFileSync(join(docs, 'first-30-minutes.ja.md'), 'utf8'),
}
const languages = ['en', 'ja'] as const

/** Of each row of its table the minute, and the commands without the words that are each language's own. */
function rowsOf(text: string): unknown[] {
  return [...text.matchAll(/^\| (\d+) \|(.*)$/gm)].map(([, minute, row = '']) => [
    Number(minute),
    [...row.matchAll(/`(sekisho [^`]*)`/g)].map(([, command = '']) => command.match(/sekisho [a-z ]+|--[a-z]+/g)),
  ])
}

describe('what to do first', () => {
  test.each(languages)('is in the printed page what alarms and the dashboard say, in the same order: %s', language => {
    const say = translator(language)
    expectFirstSteps(pages[language], language)
    expectFirstSteps(say('alarm.first'), language)
    const steps = (['keep', 'maintenance', 'snapshot', 'provider', 'write-down'] as const).map(step =>
      say(`first.${step}`),
    )
    expectFirstSteps(steps.join('\n'), language)
    const declare = { en: /declare/i, ja: /宣言/ }[language]
    expect(steps.at(-1)).toMatch(declare)
    expect(pages[language]).toMatch(declare)
  })

  test('has in both printed pages the same minutes, commands and prohibitions', () => {
    const [en, ja] = [rowsOf(pages.en), rowsOf(pages.ja)]
    expect(en.map(row => (row as [number])[0])).toEqual([0, 2, 5, 10, 15, 20, 25, 30])
    expect(ja).toEqual(en)
    const [no, none] = languages.map(language => pages[language].match(/^- \*\*/gm)?.length)
    expect([no, none]).toEqual([3, 3])
  })
})
