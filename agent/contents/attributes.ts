// Owns what is told of a file's extended attributes: so many, the beginning of each, without secrets and card numbers. An
// attacker chooses names and values, up to 64 KiB of them. Reads by the descriptor that the content is read by.
import { constants } from 'node:os'
import { CardReader } from '@sekisho/shared/cards.ts'
import { pathText } from '@sekisho/shared/path.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import {
  type ContentAttributes,
  maxAttributes,
  maxAttributesBytes,
  maxAttributeValue,
} from '@sekisho/shared/wire.content.ts'
import { type AttributeCalls, attributeCalls } from './attribute-calls.ts'

type Listed = Extract<ContentAttributes, { told: 'listed' }>
type Attribute = Listed['list'][number]

/** @param redact what takes secrets and card numbers out of a text */
export function attributesOf(
  descriptor: number,
  redact: Redact,
  calls: AttributeCalls | null = attributeCalls,
): ContentAttributes {
  if (calls === null) return { told: 'no-calls' }
  const names = calls.list(descriptor)
  if (typeof names === 'number') return { told: names === constants.errno.ENOTSUP ? 'unsupported' : 'unreadable' }
  const list: Attribute[] = []
  let room = maxAttributesBytes
  for (const name of names) {
    if (list.length === maxAttributes) break
    const attribute = attributeOf(name, calls.get(descriptor, name), redact)
    room -= Buffer.byteLength(JSON.stringify(attribute)) + 1
    if (room < 0) break
    list.push(attribute)
  }
  return { told: 'listed', list, more: names.length - list.length }
}

/** Looked through as a whole before it is cut: half of a number is none. */
function attributeOf(name: Buffer, value: Buffer | number, redact: Redact): Attribute {
  const shownName = redact([pathText(name)])
  if (typeof value === 'number') return { name: shownName, size: 0, value: null }
  const shown = holdsCards(value) ? null : redact([pathText(value)]).slice(0, maxAttributeValue)
  // A cut may part what stands for one byte.
  return { name: shownName, size: value.length, value: shown?.replace(/%.?$/, '') ?? null }
}

function holdsCards(bytes: Buffer): boolean {
  const reader = new CardReader()
  reader.read(bytes)
  return reader.finish().count > 0
}
