// Owns the words of an incident: its states, outcomes and kinds, and why a finding stands in it. Uses no node: module.

export const incidentStates = ['open', 'acknowledged', 'contained', 'closed'] as const
export type IncidentState = (typeof incidentStates)[number]

/** `authorised`: a permit came after the fact. */
export const incidentOutcomes = ['malicious', 'authorised', 'false-alarm', 'test'] as const
export type IncidentOutcome = (typeof incidentOutcomes)[number]

/**
 * `census`: what the first census of a host found. `planted`: executable where nothing may be. `view`: pages are made of
 * something else than is watched. `plugin`, `template`: changed by the shop's own pages. `deployment`: many changes at once.
 */
export const incidentKinds = [
  'census',
  'planted',
  'view',
  'plugin',
  'template',
  'deployment',
  'payment',
  'change',
] as const
export type IncidentKind = (typeof incidentKinds)[number]

/**
 * Why findings belong together, the strongest first: the same content came back at the same path; the same content
 * elsewhere; the same path again; the first census; the same actor, or where none is known the same root, at that time; and what
 * is grave at that time in the same root, where not all of the actors are known.
 */
export const linkRules = ['again', 'content', 'path', 'census', 'actor', 'time', 'grave'] as const
export type LinkRule = (typeof linkRules)[number]

/** What stands at a finding's path now: its content, none, another one, or its content with a permit. */
export const standings = ['there', 'gone', 'other', 'permitted'] as const
export type Standing = (typeof standings)[number]
