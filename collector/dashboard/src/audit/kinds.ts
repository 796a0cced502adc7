// Owns the kinds of things that the trail is asked for, by the first word of what it writes, and how a line's details are
// taken apart for showing. Pure.

/** In the order of a reader's questions: who came in, who may, what was permitted, what was looked at, what runs. */
export const kinds = [
  'session',
  'link',
  'person',
  'token',
  'key',
  'release',
  'malicious',
  'component',
  'approval',
  'window',
  'site',
  'root',
  'profiles',
  'incident',
  'mute',
  'content',
  'evidence',
  'host',
  'enrolment',
  'agent',
  'batch',
  'notify',
  'keeping',
  'store',
  'collector',
] as const
export type Kind = (typeof kinds)[number]

export interface Detail {
  readonly name: string
  readonly value: string
}

/** Text as it is, all else as JSON: what was written is shown, and nothing is translated. */
export function detailsOf(detail: Readonly<Record<string, unknown>>): readonly Detail[] {
  return Object.entries(detail).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
}
