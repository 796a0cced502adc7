// Owns what is kept of the extended attributes that an agent tells: without card numbers, whether or not it looked for them. Pure.
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import { maskedText } from './masked.ts'

/** Of a name all is told; a value may go on behind what is told of it, and a number with it. */
const whole = { before: false, behind: false }

export function maskedAttributes(told: ContentAttributes): ContentAttributes {
  if (told.told !== 'listed') return told
  const list = told.list.map(({ name, size, value }) => ({
    name: maskedText(name, whole).text,
    size,
    value: value === null ? null : maskedText(value, { before: false, behind: size > Buffer.byteLength(value) }).text,
  }))
  return { ...told, list }
}
