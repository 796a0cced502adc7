// Owns `sekisho evidence export`: one incident for somebody outside, with the contents of its files, written by whoever may
// read the state folder.
import { hostname, userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { ExportReport } from '@sekisho/collector/pipeline.evidence.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey } from '@sekisho/shared/messages.ts'
import type { Command } from 'commander'
import { addCommand, numberBetween, option, type Shell, type StateOption, withJson } from '../command.ts'
import { openProgress, type Progress } from '../progress.ts'
import { type Terminal, visible } from '../terminal.ts'

interface ExportOptions extends StateOption {
  readonly out: string
  readonly contents: boolean
  readonly contentKey?: string
  readonly passwordFile?: string
  readonly config?: string
  readonly json?: boolean
}

export function addExport(evidence: Command, shell: Shell): void {
  // A service has a user and a state folder of its own, and keys are read by their owner alone.
  const service = 'sudo -u sekisho-collector sekisho --state /var/lib/sekisho-collector'
  const examples = [
    `${service} evidence export 12 --out /srv/export/incident-12`,
    `${service} evidence export 12 --out /srv/export/incident-12 --password-file /srv/export/case-12.password`,
    `${service} evidence export 12 --out /srv/export/incident-12 --content-key /srv/export/content.key`,
  ]
  withJson(addCommand(evidence, shell, 'export', 'evidence.export', examples), shell)
    .argument('<id>', shell.terminal.say('argument.incident'), numberBetween(shell, 1, Number.MAX_SAFE_INTEGER))
    .addOption(option(shell, '--out <folder>', 'export-out').makeOptionMandatory())
    .addOption(option(shell, '--no-contents', 'export-no-contents'))
    .addOption(option(shell, '--password-file <file>', 'archive-password').conflicts('contents'))
    .addOption(option(shell, '--content-key <file>', 'export-content-key'))
    .addOption(option(shell, '--config <file>', 'collector-config'))
    .action((id: number, _options, command: Command) => exportOne(shell, id, command.optsWithGlobals<ExportOptions>()))
}

async function exportOne(shell: Shell, incident: number, options: ExportOptions): Promise<void> {
  const { exportIncident } = await import('@sekisho/collector/pipeline.evidence.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { terminal, clock, environment } = shell
  const { out, json } = options
  const state = stateFolder(options.state, environment)
  await refuseWatched(shell, state, out)
  const contents = options.contents ? await contentsOf(shell, state, options) : null
  const steps = new Steps(shell)
  const by = { user: userName(), sudoUser: environment.SUDO_USER ?? null, machine: hostname() }
  const wish = { state, incident, folder: out, by, madeAt: clock.now(), contents }
  let report: ExportReport
  try {
    report = await exportIncident({ ...wish, told: (step, done, total) => steps.to(step, done, total) })
  } finally {
    steps.end()
  }
  if (isIncomplete(report)) shell.outcome.code = exitCodes.broken
  if (json) {
    const { manifest, contents: put, ...counts } = report
    const { files: _files, ...said } = manifest
    terminal.json({ folder: out, ...said, ...counts, contents: { ...put, trouble: put.trouble?.en ?? null } })
  } else tellExport(out, report, terminal)
}

/** What it holds may be malicious, and names people: no web server must find it. */
async function refuseWatched(shell: Shell, state: string, out: string): Promise<void> {
  const { watchedRootOf } = await import('../watched-here.ts')
  const folder = resolve(out)
  const root = await watchedRootOf(shell, state, dirname(folder), 'inside')
  if (root === null) return
  throw new Failure('config-invalid', shell.terminal.say('content.out-watched', { root: visible(root) }), {
    place: folder,
  })
}

async function contentsOf(shell: Shell, state: string, options: ExportOptions) {
  const { passwordFile } = options
  const { readArchivePassword } = await import('../archive-password.ts')
  const password = passwordFile === undefined ? null : readArchivePassword(passwordFile, shell.terminal.say)
  return { keyFile: await keyFileOf(shell, state, options), password }
}

/** The file that was named, else the config's; undefined where neither says one. */
async function keyFileOf(shell: Shell, state: string, { contentKey, config }: ExportOptions) {
  if (contentKey !== undefined) return resolve(contentKey)
  const { readCollectorConfig } = await import('../configs.ts')
  return readCollectorConfig(state, config, shell.terminal.say).contents.keyFile
}

/** What is kept, and yet could not be put in. */
function isIncomplete({ unreadable, contents }: ExportReport): boolean {
  const { absent } = contents
  return unreadable > 0 || (absent['key-missing'] ?? 0) > 0 || (absent.damaged ?? 0) > 0
}

/** One line of progress for each step. */
class Steps {
  readonly #shell: Shell
  #step: string | null = null
  #progress: Progress | null = null

  constructor(shell: Shell) {
    this.#shell = shell
  }

  to(step: 'batches' | 'contents', done: number, total: number): void {
    if (step !== this.#step) this.#begin(step)
    const unit = step === 'contents' ? mebibyte : 1
    this.#progress?.to(Math.floor(done / unit), Math.ceil(total / unit))
  }

  end(): void {
    this.#progress?.end()
  }

  #begin(step: 'batches' | 'contents'): void {
    const { terminal, clock } = this.#shell
    this.end()
    this.#step = step
    this.#progress = openProgress(terminal, clock, terminal.say(`progress.export-${step}`))
  }
}

const mebibyte = 1024 ** 2

/** Not every user has a name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    // Whoever reads it wants to know who it was, which the number says as well.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

function tellExport(folder: string, report: ExportReport, terminal: Terminal): void {
  const { manifest, findings, chains, batches, unreadable } = report
  const { incident, collector } = manifest
  terminal.line(terminal.colour('green', terminal.say('export.made', { incident, folder: visible(folder) })))
  terminal.tell('export.facts', { findings, chains, batches })
  tellContents(report.contents, terminal)
  if (unreadable > 0) terminal.line(terminal.colour('red', terminal.say('export.unreadable', { count: unreadable })))
  terminal.tell('export.check', { key: collector })
  terminal.tell('export.key')
  terminal.tell('export.for-whom')
}

function tellContents({ written, bytes, absent, trouble, sealed }: ExportReport['contents'], terminal: Terminal): void {
  terminal.tell('export.contents', { count: written, bytes })
  if (written > 0)
    for (const warning of ['export.malicious', 'export.secrets'] as const)
      terminal.line(terminal.colour('yellow', terminal.say(warning)))
  if (sealed) terminal.tell('export.sealed')
  for (const [why, count] of Object.entries(absent)) {
    const text = terminal.say(absenceKey(why as keyof typeof absent))
    terminal.tell('export.absent', { count, why: text })
  }
  if (trouble !== null)
    terminal.line(
      terminal.colour('red', terminal.say('export.key-missing', { detail: visible(trouble[terminal.locale]) })),
    )
}

const ownAbsences = ['waiting', 'not-taken', 'empty', 'key-missing', 'damaged', 'pruned', 'left-out'] as const
type Absence = keyof ExportReport['contents']['absent']

function isOwn(why: Absence): why is (typeof ownAbsences)[number] {
  return ownAbsences.some(own => own === why)
}

function absenceKey(why: Absence): MessageKey {
  return isOwn(why) ? `absence.${why}` : `content-why.${why}`
}
