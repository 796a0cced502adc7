// Owns what is told of a file's extended attributes: so many, the beginning of each, without secrets and card numbers. An
// attacker chooses names and values, up to 64 KiB of them, so no more is looked through than may be told. To read is cheap and
// is done by the descriptor that the content is read by; to look through is not, and is done for whoever asks.
import { constants } from 'node:os'
import { CardReader, mostDigits } from '@sekisho/shared/cards.ts'
import { maxAttributes, maxAttributesBytes, maxAttributeValue } from '@sekisho/shared/content-limits.ts'
import { pathText } from '@sekisho/shared/path.ts'
import type { Redact } from '@sekisho/shared/redact.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { AttributeRead, AttributesRead } from '../handover.ts'
import { type AttributeCalls, attributeCalls } from './attribute-calls.ts'

type Listed = Extract<ContentAttributes, { told: 'listed' }>
type Attribute = Listed['list'][number]

/** Half of a number is none: the longest that begins in what is told ends in here, with a hyphen behind each digit too. */
const lookedThrough = maxAttributeValue + 2 * mostDigits - 1
/** A sign of the text is at most three bytes of UTF-8; a number in UTF-16, though its bytes are twice as many, is longer as a text. */
const beginningBytes = 3 * lookedThrough

/** @param mostBytes of values: the kernel hands out whole ones alone. The others are counted */
export function readAttributes(
  descriptor: number,
  mostBytes: number,
  calls: AttributeCalls | null = attributeCalls,
): AttributesRead {
  if (calls === null) return { told: 'no-calls' }
  const listed = calls.list(descriptor, maxAttributes)
  if (typeof listed === 'number') return { told: listed === constants.errno.ENOTSUP ? 'unsupported' : 'unreadable' }
  const list: AttributeRead[] = []
  let left = mostBytes
  for (const name of listed.names) {
    if (left <= 0) break
    const attribute = attributeRead(name, calls.get(descriptor, name))
    left -= attribute.size
    list.push(attribute)
  }
  return { told: 'listed', list, more: listed.count - list.length }
}

function attributeRead(name: Buffer, value: Buffer | number): AttributeRead {
  // Copies of their own: these go to another thread, and a view would take along all that it is a view of.
  const own = new Uint8Array(name)
  if (typeof value === 'number') return { name: own, size: 0, beginning: null }
  return { name: own, size: value.length, beginning: new Uint8Array(value.subarray(0, beginningBytes)) }
}

/** @param redact what takes secrets and card numbers out of a text */
export function toldAttributes(read: AttributesRead, redact: Redact): ContentAttributes {
  if (read.told !== 'listed') return read
  const list: Attribute[] = []
  let room = maxAttributesBytes
  for (const attribute of read.list) {
    const told = toldAttribute(attribute, redact)
    room -= Buffer.byteLength(JSON.stringify(told)) + 1
    if (room < 0) break
    list.push(told)
  }
  return { told: 'listed', list, more: read.more + read.list.length - list.length }
}

function toldAttribute({ name, size, beginning }: AttributeRead, redact: Redact): Attribute {
  const shownName = redact([pathText(name)])
  if (beginning === null || holdsCards(beginning)) return { name: shownName, size, value: null }
  const text = pathText(beginning)
  const isCut = size > beginning.length || text.length > lookedThrough
  const looked = isCut ? withoutOpenUser(text.slice(0, lookedThrough)) : text
  // A cut may part what stands for one byte.
  return { name: shownName, size, value: redact([looked]).slice(0, maxAttributeValue).replace(/%.?$/, '') }
}

/** Of a URL all other secrets are told by what stands before them, its user by an `@` behind: it was not looked that far. */
function withoutOpenUser(text: string): string {
  return text.replace(/:\/\/[^/?#\s"'`]*$/, '://[…]')
}

function holdsCards(bytes: Uint8Array): boolean {
  const reader = new CardReader()
  reader.read(bytes)
  return reader.finish().count > 0
}
