// Owns `sekisho content`: what was taken of files that no permit covers, and writing one out, where it can do least harm.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  type ContentFilter,
  type ContentRow,
  type ContentState,
  type ContentSummary,
  contentStates,
} from '@sekisho/shared/api.contents.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { unwritableFile } from '@sekisho/shared/unreadable-file.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { tellAttributes } from '../attributes-text.ts'
import { padColumns } from '../columns.ts'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { severityText } from '../row-text.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { addContentDiff } from './content.diff.ts'

interface ListOptions extends ConnectionOptions {
  readonly in?: ContentState
  readonly sha256?: string
  readonly host?: string
  readonly json?: boolean
}

interface OneOptions extends ConnectionOptions {
  readonly json?: boolean
}

interface GetOptions extends OneOptions {
  readonly out: string
  readonly zip?: boolean
  readonly passwordFile?: string
}

const digest = '0123456789abcdef'.repeat(4)

export function addContent(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const content = addCommand(parent, shell, 'content', 'content', [
    'sekisho content',
    'sekisho content diff 4711',
    `sekisho content get ${digest} --out /root/case-12.bin`,
  ])
  const examples = ['sekisho content list --in missed', 'sekisho content list --host web1 --json']
  const list = addCommand(content, shell, 'list', 'content.list', examples, { isDefault: true })
  withJson(withConnection(list, shell), shell)
    .addOption(option(shell, '--in <state>', 'content-state').argParser(oneOf(shell, contentStates)))
    .addOption(option(shell, '--sha256 <digest>', 'content-sha256').argParser(digestOf(shell)))
    .addOption(option(shell, '--host <host>', 'host'))
    .action((_options, command: Command) => listAll(shell, command.optsWithGlobals<ListOptions>()))
  const show = addCommand(content, shell, 'show', 'content.show', [`sekisho content show ${digest}`])
  withJson(withConnection(show, shell), shell)
    .argument('<sha256>', say('argument.content'), digestOf(shell))
    .action((sha256: string, _options, command: Command) => showOne(shell, sha256, command.optsWithGlobals()))
  const got = [
    `sekisho content get ${digest} --out case-12.bin`,
    `sekisho content get ${digest} --zip --password-file case-12.password --out case-12.zip`,
  ]
  const get = addCommand(content, shell, 'get', 'content.get', got)
  withJson(withConnection(get, shell), shell)
    .argument('<sha256>', say('argument.content'), digestOf(shell))
    .addOption(option(shell, '--out <file>', 'content-out').makeOptionMandatory())
    .addOption(option(shell, '--zip', 'content-zip'))
    .addOption(option(shell, '--password-file <file>', 'content-password'))
    .action((sha256: string, _options, command: Command) => writeOut(shell, sha256, command.optsWithGlobals()))
  addContentDiff(content, shell)
}

function digestOf({ terminal }: Shell) {
  return (value: string): string => {
    const lower = value.toLowerCase()
    if (/^[0-9a-f]{64}$/.test(lower)) return lower
    throw new InvalidArgumentError(terminal.say('usage.sha256'))
  }
}

async function listAll(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const { in: state, sha256, host, json } = options
  const filter: Omit<ContentFilter, 'cursor'> = {
    ...(state === undefined ? {} : { state }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(host === undefined ? {} : { host }),
  }
  const { contents } = connect(shell, options)
  for await (const row of contents.list(filter)) {
    if (json) terminal.json(row)
    else terminal.line(lineOf(row, terminal))
  }
  if (!json) tellSummary(await contents.summary(), terminal)
}

function lineOf(row: ContentRow, terminal: Terminal): string {
  const state = padColumns(terminal.say(`content-state.${row.state}`), 10)
  const why = row.why === null ? '' : `  ${terminal.say(`content-why.${row.why}`)}`
  return `${row.sha256}  ${state}  ${severityText(row, terminal)}  ${placeOf(row)}${why}`
}

function placeOf({ host, root, path }: ContentRow): string {
  return visible(`${host}:${root}${root.endsWith('/') ? '' : '/'}${path}`)
}

const mebibyte = 1024 ** 2

function tellSummary({ states, whys, bytes, budget, trouble }: ContentSummary, terminal: Terminal): void {
  const { kept = 0, wanted = 0, withheld = 0, missed = 0 } = states
  const [used, most] = [Math.ceil(bytes / mebibyte), Math.floor(budget / mebibyte)]
  terminal.tell('content.summary', { kept, wanted, withheld, missed, used, budget: most })
  const overBudget = whys['over-budget'] ?? 0
  if (overBudget > 0) terminal.tell('content.over-budget', { count: overBudget })
  if (trouble !== null) terminal.tell('content.trouble', { detail: visible(trouble) })
}

async function showOne(shell: Shell, sha256: string, options: OneOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const row = await connect(shell, options).contents.one(sha256)
  if (options.json) terminal.json(row)
  else tellOne(row, terminal)
}

function tellOne(row: ContentRow, terminal: Terminal): void {
  const { size, bytes, whole, state, cards, stat, actor } = row
  terminal.line(lineOf(row, terminal))
  if (state === 'kept') terminal.tell(whole ? 'content.whole' : 'content.part-of', { size, bytes })
  else terminal.tell('content.size', { size })
  if (row.growing) terminal.tell('content.growing')
  if (cards !== null) terminal.tell('content.cards', { count: cards.count, shown: cards.shown.map(visible).join(', ') })
  terminal.tell('content.seen', { at: shownTime(row.seenAt), finding: row.finding })
  if (stat !== null) {
    const times = { mtime: shownTime(stat.mtime), ctime: shownTime(stat.ctime) }
    terminal.tell('content.stat', { uid: stat.uid, gid: stat.gid, mode: stat.mode, ...times })
  }
  if (actor !== null) {
    const program = visible(actor.executable ?? actor.command ?? String(actor.pid))
    terminal.tell('content.actor', { program, user: visible(actor.user ?? '?') })
  }
  tellAttributes(row.attributes, terminal)
  if (row.doneAt !== null) terminal.tell('content.done', { at: shownTime(row.doneAt) })
}

async function writeOut(shell: Shell, sha256: string, options: GetOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { watchedRootOf } = await import('../watched-here.ts')
  const { terminal } = shell
  const file = resolve(options.out)
  const state = stateFolder(options.state, shell.environment)
  const root = await watchedRootOf(shell, state, dirname(file), 'inside')
  if (root !== null)
    throw new Failure('config-invalid', terminal.say('content.out-watched', { root: visible(root) }), { place: file })
  const password = await passwordOf(options, terminal)
  const { contents } = connect(shell, options)
  const bytes = await (password === null ? contents.take(sha256) : contents.takeSealed(sha256, { password }))
  writeNew(file, bytes, terminal)
  if (options.json) terminal.json({ sha256, file, bytes: bytes.length })
  else terminal.tell('content.written', { file: visible(file), bytes: bytes.length })
  if (password !== null && !options.json) terminal.tell('content.sealed')
}

/** Null: as it is. */
async function passwordOf({ zip, passwordFile }: GetOptions, { say }: Terminal): Promise<string | null> {
  if (!zip && passwordFile === undefined) return null
  if (!zip || passwordFile === undefined) throw new Failure('config-invalid', say('content.zip-and-password'))
  const { readArchivePassword } = await import('../archive-password.ts')
  return readArchivePassword(passwordFile, say)
}

/** Nobody else can read it and nobody can run it, whatever the umask says; what is there stays. */
function writeNew(file: string, bytes: Uint8Array, { say }: Terminal): void {
  let descriptor: number
  try {
    descriptor = openSync(file, 'wx', 0o600)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST')
      throw new Failure('config-invalid', say('content.out-exists'), { place: file, cause: error })
    throw unwritableFile(file, error)
  }
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch (error) {
    rmSync(file, { force: true })
    throw unwritableFile(file, error)
  }
}
