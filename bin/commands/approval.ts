// Owns `sekisho approval`: what people permit by path and content or by pattern, the second person that payment files wait
// for, and taking it back.
import type { ApprovalRow, ApprovalState, Approve } from '@sekisho/shared/api.approvals.ts'
import { approvalStates } from '@sekisho/shared/api.approvals.ts'
import type { Client } from '@sekisho/shared/client.ts'
import type { Command } from 'commander'
import {
  addCommand,
  type ConnectionOptions,
  digestOf,
  maxId,
  numberBetween,
  oneOf,
  option,
  type Shell,
  withConnection,
  withJson,
} from '../command.ts'
import { addByPattern, type PatternOptions, withPattern } from './approval.pattern.ts'

interface AddOptions extends ConnectionOptions, PatternOptions {
  readonly reason: string
  readonly finding?: readonly number[]
  readonly incident?: number
  readonly path?: string
  readonly sha256?: string
  readonly json?: boolean
}

interface ListOptions extends ConnectionOptions {
  readonly site?: string
  readonly in?: ApprovalState
  readonly json?: boolean
}

const digest = '0123456789abcdef'.repeat(4)
const examples = {
  add: [
    'sekisho approval add --finding 31 --finding 32 --reason "banner of 11-29, agency ticket 88"',
    'sekisho approval add --incident 12 --reason "template edited on the admin page by Sato"',
    `sekisho approval add --site shop --path html/user_data/banner.php --sha256 ${digest} --reason "ticket 88"`,
    "sekisho approval add --site shop --pattern 'app/template/**' --class code --extension twig --until 90d --reason 'edited by Sato'",
  ],
  confirm: ['sekisho approval confirm 7'],
  withdraw: ['sekisho approval withdraw 7 --reason "replaced by release 2.4.1"'],
  list: ['sekisho approval list --in waiting'],
} as const

export function addApproval(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const approval = addCommand(parent, shell, 'approval', 'approval', [examples.add[0], ...examples.list])
  const adding = withJson(
    withConnection(addCommand(approval, shell, 'add', 'approval.add', examples.add), shell),
    shell,
  )
  withPattern(adding, shell)
    .addOption(option(shell, '--finding <id>', 'approved-finding').argParser(moreIds(shell)))
    .addOption(option(shell, '--incident <id>', 'approved-incident').argParser(numberBetween(shell, 1, maxId)))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--path <path>', 'approved-path'))
    .addOption(option(shell, '--sha256 <digest>', 'approved-sha256').argParser(digestOf(shell)))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((_options, command: Command) => add(shell, command.optsWithGlobals<AddOptions>()))
  withConnection(addCommand(approval, shell, 'confirm', 'approval.confirm', examples.confirm), shell)
    .argument('<id>', say('argument.approval'), numberBetween(shell, 1, maxId))
    .action((id: number, _options, command: Command) => confirm(shell, id, command.optsWithGlobals()))
  withConnection(addCommand(approval, shell, 'withdraw', 'approval.withdraw', examples.withdraw), shell)
    .argument('<id>', say('argument.approval'), numberBetween(shell, 1, maxId))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((id: number, _options, command: Command) => withdraw(shell, id, command.optsWithGlobals()))
  withJson(withConnection(addCommand(approval, shell, 'list', 'approval.list', examples.list), shell), shell)
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--in <state>', 'approval-state').argParser(oneOf(shell, approvalStates)))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()))
}

function moreIds(shell: Shell) {
  const one = numberBetween(shell, 1, maxId)
  return (value: string, before: readonly number[] | undefined): readonly number[] => [...(before ?? []), one(value)]
}

async function add(shell: Shell, options: AddOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const client = connect(shell, options)
  const { pattern } = options
  if (pattern !== undefined) {
    await refuseMixed(shell, options)
    const made = await addByPattern(shell, client, pattern, options)
    if (made !== null) await told(shell, [made], options)
    return
  }
  await told(shell, await client.approvals.add(await wished(shell, client, options)), options)
}

async function told(shell: Shell, rows: readonly ApprovalRow[], options: AddOptions): Promise<void> {
  for (const row of rows) await tell(shell, row, options.json)
  const waiting = rows.filter(({ state }) => state === 'waiting').length
  if (waiting > 0 && !options.json) shell.terminal.tell('approval.waits', { count: waiting })
}

/** @throws Failure request-invalid where something is to be approved beside a pattern */
async function refuseMixed({ terminal }: Shell, options: AddOptions): Promise<void> {
  const { finding, incident, path, sha256 } = options
  if ([finding, incident, path, sha256].every(given => given === undefined)) return
  const { Failure } = await import('@sekisho/shared/failures.ts')
  throw new Failure('request-invalid', terminal.say('approval.one-of'), { place: 'approval add' })
}

/** One of three: findings, all that an incident holds, or a path with its content. @throws Failure request-invalid */
async function wished({ terminal }: Shell, client: Client, options: AddOptions): Promise<Approve> {
  const { finding, incident, site, path, sha256, reason } = options
  if (finding !== undefined && incident === undefined) return { findings: [...finding], reason }
  if (incident !== undefined && finding === undefined) return { findings: await findingsOf(client, incident), reason }
  if (finding === undefined && site !== undefined && path !== undefined && sha256 !== undefined) {
    const { typedPath } = await import('../typed.ts')
    return { site, path: typedPath(path), sha256, reason }
  }
  const { Failure } = await import('@sekisho/shared/failures.ts')
  throw new Failure('request-invalid', terminal.say('approval.one-of'), { place: 'approval add' })
}

/** The last finding of each content that still stands at its path without a permit. */
async function findingsOf(client: Client, incident: number): Promise<number[]> {
  const findings: number[] = []
  for await (const { lastFinding, standing, sha256 } of client.incidents.files(incident))
    if (standing === 'there' && sha256 !== null) findings.push(lastFinding)
  return findings
}

async function confirm(shell: Shell, id: number, options: ConnectionOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await tell(shell, await connect(shell, options).approvals.confirm(id))
}

async function withdraw(shell: Shell, id: number, options: ConnectionOptions & { reason: string }): Promise<void> {
  const { connect } = await import('../connect.ts')
  await tell(shell, await connect(shell, options).approvals.withdraw(id, options.reason))
}

async function list(shell: Shell, { json, ...options }: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { site, in: state } = options
  const filter = { ...(site === undefined ? {} : { site }), ...(state === undefined ? {} : { state }) }
  for (const row of await connect(shell, options).approvals.list(filter)) await tell(shell, row, json)
}

async function tell({ terminal }: Shell, row: ApprovalRow, json = false): Promise<void> {
  if (json) return terminal.json(row)
  const { approvalTexts } = await import('../approval-text.ts')
  for (const line of approvalTexts(row, terminal)) terminal.line(line)
}
