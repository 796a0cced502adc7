// Owns the law that a number is masked alike wherever it is shown.
import { maskedText } from '@sekisho/collector/capture/masked.ts'
import { redactCards } from '@sekisho/shared/redact.cards.ts'
import fc from 'fast-check'
import { test } from 'vitest'

const groups = fc.constantFrom(
  '4111',
  '1111',
  '１１１１',
  '４１１１',
  '3782',
  '822463',
  '10005',
  '4222222222222',
  'a',
  '𝟏',
)
const between = fc.constantFrom('', ' ', '-', '\u00a0', '\u2003', '–', 'ー', '\u200b', '\0', '\u00ad ', '  ', '_', '\n')

test('what a log line hides of a text is what a difference hides', () => {
  const written = fc.array(fc.tuple(groups, between), { minLength: 3, maxLength: 9 })
  fc.assert(
    fc.property(
      fc.oneof(
        written.map(parts => parts.flat().join('')),
        fc.string({ unit: 'binary' }),
      ),
      text => {
        return redactCards(text) === maskedText(text, { before: false, behind: false }).text
      },
    ),
    { numRuns: 500 },
  )
})
