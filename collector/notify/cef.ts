// Owns alarms as lines of the ArcSight Common Event Format, version 0. In the header a backslash and a pipe are escaped; in the
// extension a backslash, an equals sign and ends of lines. Pure.
import type { Severity } from '@sekisho/shared/verdict.ts'
import { hostsOf, type Told, toldOf } from './machine.ts'
import { type Message, plainText } from './message.ts'

/** 0 to 10. */
const grades: Readonly<Record<Severity, number>> = { critical: 10, high: 8, medium: 5, low: 3, none: 0 }
/** What the standard lets the keys hold, in characters. */
const longest = { msg: 1_023, filePath: 1_023, fname: 1_023, cs: 4_000, name: 512 }
/** Of these fields and their use, as docs/alarms.md lists them. */
const formatVersion = '1'

export function cefLine(message: Message): string {
  const { cause, severity, subject } = message
  const head = ['Sekisho', 'Sekisho', formatVersion, cause, cut(subject, longest.name)].map(headerText)
  return `CEF:0|${head.join('|')}|${grades[severity]}|${extensionOf(message)}`
}

function extensionOf(message: Message): string {
  const { id, at, cause, text, link, host } = message
  const told = toldOf(message)
  const fields: readonly (readonly [string, string | number | null])[] = [
    ['rt', at],
    ['externalId', id],
    ['act', cause],
    ['dhost', told?.host ?? host],
    ...(told === null ? [] : incidentFields(told, hostsOf(message))),
    ['request', link],
    // Last: readers that split at spaces before a key and an equals sign then lose nothing.
    ['msg', cut(lines(text), longest.msg)],
  ]
  return fields.flatMap(([key, value]) => (value === null ? [] : [`${key}=${extensionText(value)}`])).join(' ')
}

function incidentFields({ incident, path, name, sha256, actor }: Told, hosts: readonly string[]) {
  const { id, kind, lead, sites, firstAt, lastAt, findings } = incident
  return [
    ['cat', kind],
    ['fname', cut(plainText(name), longest.fname)],
    ['filePath', cut(plainText(path), longest.filePath)],
    ['fileHash', sha256],
    ['sproc', plainOrNull(actor?.executable)],
    ['spid', actor?.pid ?? null],
    ['suser', plainOrNull(actor?.user)],
    ['start', Date.parse(firstAt)],
    ['end', Date.parse(lastAt)],
    ['cnt', findings],
    ['cn1', id],
    ['cn1Label', 'incident'],
    ['cs1', cut(sites.map(plainText).join(', '), longest.cs)],
    ['cs1Label', 'sites'],
    ['cs2', cut(hosts.map(plainText).join(', '), longest.cs)],
    ['cs2Label', 'hosts'],
    ['cs3', lead.reasons.join(', ')],
    ['cs3Label', 'reasons'],
  ] as const
}

function plainOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : plainText(text)
}

function lines(text: string): string {
  return text.replace(/\n{2,}/g, '\n')
}

/** By characters, not within one. */
function cut(text: string, most: number): string {
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}

/** An end of line would end the header: it becomes a space. */
function headerText(text: string): string {
  return text.replace(/[\\|]/g, '\\$&').replace(/[\r\n]+/g, ' ')
}

function extensionText(value: string | number): string {
  return String(value).replace(/[\\=]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n')
}
