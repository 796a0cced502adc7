// Owns `sekisho incidents`: what belongs together as one thing to work on, why, and what people do with it.
import type { IncidentAnswer, IncidentFileRow, IncidentFilter, IncidentRow } from '@sekisho/shared/api.incidents.ts'
import { type IncidentOutcome, type IncidentState, incidentOutcomes, incidentStates } from '@sekisho/shared/incident.ts'
import { incidentKindKey, incidentSentence, joints } from '@sekisho/shared/incident-text.ts'
import { severities } from '@sekisho/shared/verdict.ts'
import type { Command } from 'commander'
import { padColumns } from '../columns.ts'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { timeOf } from '../filter.ts'
import { idOf, idsOf } from '../ids.ts'
import { severityText } from '../row-text.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { addExposure } from './incidents.exposure.ts'

const states = [...incidentStates, 'all'] as const

interface ListOptions extends ConnectionOptions {
  readonly in?: (typeof states)[number]
  readonly severity?: IncidentRow['severity']
  readonly host?: string
  readonly site?: string
  readonly since?: string
  readonly json?: boolean
}

interface ActOptions extends ConnectionOptions {
  readonly note?: string
  readonly json?: boolean
}

export function addIncidents(parent: Command, shell: Shell): void {
  const incidents = addCommand(parent, shell, 'incidents', 'incidents', [
    'sekisho incidents',
    'sekisho incidents show 12',
    'sekisho incidents close 12 --outcome malicious --note "shell removed, plugin updated"',
  ])
  addLooks(incidents, shell)
  addStates(incidents, shell)
  addCorrections(incidents, shell)
}

function addLooks(incidents: Command, shell: Shell): void {
  const examples = ['sekisho incidents', 'sekisho incidents list --in all --since 30d --json']
  const list = addCommand(incidents, shell, 'list', 'incidents.list', examples, { isDefault: true })
  withJson(withConnection(list, shell), shell)
    .addOption(option(shell, '--in <state>', 'incident-state').argParser(oneOf(shell, states)))
    .addOption(option(shell, '--severity <severity>', 'severity').argParser(oneOf(shell, severities)))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--host <host>', 'host'))
    .addOption(option(shell, '--since <time>', 'since').argParser(timeOf(shell)))
    .action((_options, command: Command) => listAll(shell, command.optsWithGlobals()))
  withJson(
    withConnection(addCommand(incidents, shell, 'show', 'incidents.show', ['sekisho incidents show 12']), shell),
    shell,
  )
    .argument('<id>', shell.terminal.say('argument.incident'), idOf(shell))
    .action((id: number, _options, command: Command) => show(shell, id, command.optsWithGlobals()))
  addExposure(incidents, shell)
}

function addStates(incidents: Command, shell: Shell): void {
  const act = (name: 'acknowledge' | 'contain' | 'close' | 'aware', example: string) =>
    withConnection(addCommand(incidents, shell, name, `incidents.${name}`, [`sekisho incidents ${example}`]), shell)
      .argument('<id>', shell.terminal.say('argument.incident'), idOf(shell))
      .addOption(option(shell, '--note <text>', 'note'))
  act('acknowledge', 'acknowledge 12 --note "Sato looks at it"').action((id: number, _options, command: Command) =>
    acknowledge(shell, id, command.optsWithGlobals()),
  )
  act('contain', 'contain 12 --note "the shop is in maintenance"').action((id: number, _options, command: Command) =>
    contain(shell, id, command.optsWithGlobals()),
  )
  act('close', 'close 12 --outcome false-alarm')
    .addOption(
      option(shell, '--outcome <outcome>', 'outcome').argParser(oneOf(shell, incidentOutcomes)).makeOptionMandatory(),
    )
    .action((id: number, _options, command: Command) => close(shell, id, command.optsWithGlobals()))
  act('aware', 'aware 12 --at 2026-11-25T14:05:00+09:00')
    .addOption(option(shell, '--at <time>', 'aware-at').argParser(timeOf(shell)).makeOptionMandatory())
    .action((id: number, _options, command: Command) => declare(shell, id, command.optsWithGlobals()))
}

function addCorrections(incidents: Command, shell: Shell): void {
  const { say } = shell.terminal
  const split = addCommand(incidents, shell, 'split', 'incidents.split', ['sekisho incidents split 12 31 32'])
  withJson(withConnection(split, shell), shell)
    .argument('<id>', say('argument.incident'), idOf(shell))
    .argument('<files...>', say('argument.incident-files'), idsOf(shell))
    .addOption(option(shell, '--note <text>', 'note'))
    .action((id: number, files: number[], _options, command: Command) =>
      splitOff(shell, id, files, command.optsWithGlobals()),
    )
  const merge = addCommand(incidents, shell, 'merge', 'incidents.merge', ['sekisho incidents merge 12 13 14'])
  withConnection(merge, shell)
    .argument('<id>', say('argument.incident'), idOf(shell))
    .argument('<others...>', say('argument.incidents'), idsOf(shell))
    .addOption(option(shell, '--note <text>', 'note'))
    .action((id: number, from: number[], _options, command: Command) =>
      mergeAll(shell, id, from, command.optsWithGlobals()),
    )
}

async function listAll(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { in: state = 'unclosed', severity, host, site, since } = options
  const filter: Omit<IncidentFilter, 'cursor'> = {
    state,
    ...(severity === undefined ? {} : { severity }),
    ...(host === undefined ? {} : { host }),
    ...(site === undefined ? {} : { site }),
    ...(since === undefined ? {} : { since }),
  }
  for await (const row of connect(shell, options).incidents.list(filter)) {
    if (options.json) terminal.json(row)
    else terminal.line(lineOf(row, terminal))
  }
}

/** `12  critical  open  planted file  At 14:05:12 …` */
function lineOf(row: IncidentRow, terminal: Terminal): string {
  const { say } = terminal
  const kind = padColumns(say(incidentKindKey(row)), 22)
  const number = terminal.colour('bold', String(row.id).padStart(4))
  return [
    number,
    severityText(row, terminal),
    padColumns(stateText(row, terminal), 12),
    kind,
    sentenceOf(row, terminal),
  ].join('  ')
}

function stateText({ state, outcome }: IncidentRow, { say }: Terminal): string {
  return outcome === null ? say(`incident-state.${state}`) : say(`incident-outcome.${outcome}`)
}

function sentenceOf(row: IncidentRow, { say, locale }: Terminal): string {
  return incidentSentence(row, { say, joint: joints[locale], time: shownTime, shown: visible })
}

async function show(shell: Shell, id: number, options: ActOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { incidents } = connect(shell, options)
  const incident = await incidents.one(id)
  if (options.json) {
    terminal.json(incident)
    for await (const file of incidents.files(incident.id)) terminal.json(file)
    return
  }
  // Whoever reads this is a person, which a program that reads JSON is not.
  await incidents.open(incident.id)
  tellIncident(await incidents.one(id), terminal)
  for await (const file of incidents.files(incident.id)) tellFile(file, terminal)
}

function tellIncident(row: IncidentAnswer, terminal: Terminal): void {
  const { say } = terminal
  terminal.line(
    terminal.colour(
      'bold',
      `${row.id}  ${severityText(row, terminal)}  ${stateText(row, terminal)}  ${say(incidentKindKey(row))}`,
    ),
  )
  terminal.line(sentenceOf(row, terminal))
  if (row.severity === 'critical' && row.state !== 'closed') {
    for (const { name, phone, note } of row.contacts)
      terminal.tell(note === '' ? 'alarm.call' : 'alarm.call-note', { name: visible(name), phone, note: visible(note) })
  }
  terminal.tell('incident.counts', {
    findings: row.findings,
    open: row.open,
    files: row.files,
    hosts: row.hosts.map(visible).join(', '),
  })
  terminal.tell('incident.detected', { at: shownTime(row.detectedAt) })
  if (row.opened !== null)
    terminal.tell('incident.opened', { at: shownTime(row.opened.at), by: visible(row.opened.by) })
  if (row.aware === null) terminal.tell('incident.aware-undeclared')
  else terminal.tell('incident.aware', { at: shownTime(row.aware.at), by: visible(row.aware.by) })
  if (row.beside !== null) terminal.tell('incident.beside', { id: row.beside })
  if (row.elsewhere > 0) terminal.tell('incident.elsewhere', { count: row.elsewhere })
  for (const { at, who, what, detail } of row.history) {
    const note = typeof detail.note === 'string' && detail.note !== '' ? `  ${visible(detail.note)}` : ''
    terminal.line(`  ${terminal.colour('grey', shownTime(at))}  ${what}  ${visible(who)}${note}`)
  }
}

function tellFile(file: IncidentFileRow, terminal: Terminal): void {
  const { say } = terminal
  const place = visible(
    `${file.host}:${file.root}${file.root.endsWith('/') || file.path === '' ? '' : '/'}${file.path}`,
  )
  const times = file.seen > 1 ? `  ×${file.seen}` : ''
  terminal.line(
    `  [${file.id}]  ${severityText(file, terminal)}  ${terminal.colour('bold', place)}${times}  ${say(`standing.${file.standing}`)}`,
  )
  const why = file.why.map(({ rule, findings }) => say('why.counted', { why: say(`why.${rule}`), count: findings }))
  terminal.line(`        ${why.length === 0 ? say('why.alone') : why.join('; ')}`)
}

async function acknowledge(shell: Shell, id: number, options: ActOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).incidents.acknowledge(id, options.note ?? '')
  tellState(shell, id, 'acknowledged')
}

async function contain(shell: Shell, id: number, options: ActOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).incidents.contain(id, options.note ?? '')
  tellState(shell, id, 'contained')
}

async function close(shell: Shell, id: number, options: ActOptions & { outcome: IncidentOutcome }): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).incidents.close(id, options.outcome, options.note ?? '')
  tellState(shell, id, 'closed')
}

function tellState({ terminal }: Shell, id: number, state: IncidentState): void {
  terminal.tell('incident.is', { id, state: terminal.say(`incident-state.${state}`) })
}

async function declare(shell: Shell, id: number, options: ActOptions & { at: string }): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).incidents.aware(id, options.at, options.note ?? '')
  shell.terminal.tell('incident.aware-declared', { id, at: shownTime(options.at) })
}

async function splitOff(shell: Shell, id: number, files: readonly number[], options: ActOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const made = await connect(shell, options).incidents.split(id, files, options.note ?? '')
  if (options.json) terminal.json(made)
  else terminal.tell('incident.split', { id, into: made.incident })
}

async function mergeAll(shell: Shell, id: number, from: readonly number[], options: ActOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).incidents.merge(id, from, options.note ?? '')
  shell.terminal.tell('incident.merged', { id, from: from.join(', ') })
}
