// Owns how extended attributes of a content are told on the command line. Names and values are an attacker's.
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import { type Terminal, visible } from './terminal.ts'

export function tellAttributes(attributes: ContentRow['attributes'], terminal: Terminal): void {
  if (attributes === null) return
  if (attributes.told !== 'listed') {
    terminal.tell(`attributes.${attributes.told}`)
    return
  }
  const { list, more } = attributes
  terminal.tell(list.length + more === 0 ? 'attributes.none' : 'attributes.title')
  for (const { name, size, value } of list) {
    const known = { name: visible(name), size }
    const text =
      value === null
        ? terminal.say('attributes.hidden', known)
        : terminal.say('attributes.one', { ...known, value: visible(value) })
    terminal.line(`  ${text}`)
  }
  if (more > 0) terminal.line(`  ${terminal.say('attributes.more', { count: more })}`)
}
