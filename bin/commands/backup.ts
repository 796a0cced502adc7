// Owns `sekisho backup` and `sekisho restore`: the collector's state into one folder, also while a collector runs, and back
// where there is none.
import type { BackupReport, KeyCustody } from '@sekisho/collector/pipeline.backup.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, type StateOption, withJson } from '../command.ts'
import type { Progress } from '../progress.ts'
import { type Terminal, visible } from '../terminal.ts'

interface BackupOptions extends StateOption {
  readonly passphraseFile?: string
  readonly keyApart?: boolean
  readonly keyOpen?: boolean
  readonly json?: boolean
}

interface RestoreOptions extends StateOption {
  readonly passphraseFile?: string
  readonly key?: string
  readonly check?: boolean
  readonly json?: boolean
}

export function addBackup(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho backup /srv/backup/sekisho-2026-11-29 --passphrase-file /root/sekisho.passphrase',
    'sekisho backup /srv/backup/sekisho-2026-11-29 --key-apart',
  ]
  withJson(addCommand(parent, shell, 'backup <folder>', 'backup', examples), shell)
    .addOption(option(shell, '--passphrase-file <file>', 'backup-passphrase'))
    .addOption(option(shell, '--key-apart', 'key-apart'))
    .addOption(option(shell, '--key-open', 'key-open'))
    .action((folder: string, _options, command: Command) =>
      backUp(shell, folder, command.optsWithGlobals<BackupOptions>()),
    )
}

export function addRestore(parent: Command, shell: Shell): void {
  const examples = [
    'sekisho restore /srv/backup/sekisho-2026-11-29 --passphrase-file /root/sekisho.passphrase',
    'sekisho restore /srv/backup/sekisho-2026-11-29 --key /root/collector.key --state /var/lib/sekisho-collector',
    'sekisho restore /srv/backup/sekisho-2026-11-29 --check',
  ]
  withJson(addCommand(parent, shell, 'restore <folder>', 'restore', examples), shell)
    .addOption(option(shell, '--passphrase-file <file>', 'restore-passphrase'))
    .addOption(option(shell, '--key <file>', 'restore-key'))
    .addOption(option(shell, '--check', 'restore-check'))
    .action((folder: string, _options, command: Command) =>
      restore(shell, folder, command.optsWithGlobals<RestoreOptions>()),
    )
}

async function backUp(shell: Shell, folder: string, options: BackupOptions): Promise<void> {
  const { makeBackup } = await import('@sekisho/collector/pipeline.backup.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { terminal, clock } = shell
  const key = custodyOf(options, terminal)
  const state = stateFolder(options.state, shell.environment)
  const passphraseFile = options.passphraseFile ?? null
  const report = await withProgress(shell, 'progress.backup', progress =>
    makeBackup({ state, folder, key, passphraseFile, clock, told: (done, total) => progress.to(done, total) }),
  )
  if (options.json) tellJson(folder, report, terminal)
  else {
    terminal.line(terminal.colour('green', terminal.say('backup.made', { folder: visible(folder) })))
    tellFacts(report, terminal)
    terminal.tell(`backup.key-${key}`)
    terminal.tell('backup.not-in-it')
  }
}

/** There is no usual choice: without the key every host is enrolled anew, and with it lying open anybody can be this collector. */
function custodyOf({ passphraseFile, keyApart, keyOpen }: BackupOptions, { say }: Terminal): KeyCustody {
  const chosen: KeyCustody[] = []
  if (passphraseFile !== undefined) chosen.push('sealed')
  if (keyApart) chosen.push('apart')
  if (keyOpen) chosen.push('open')
  const [only, ...others] = chosen
  if (only === undefined || others.length > 0) throw new Failure('config-invalid', say('backup.choose-key'))
  return only
}

async function restore(shell: Shell, folder: string, options: RestoreOptions): Promise<void> {
  const { checkBackup, restoreBackup } = await import('@sekisho/collector/pipeline.backup.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { terminal, clock } = shell
  const { passphraseFile = null, key: keyFile = null } = options
  const state = stateFolder(options.state, shell.environment)
  const report = await withProgress(shell, 'progress.restore', async progress => {
    const told = (done: number, total: number) => progress.to(done, total)
    if (options.check) return checkBackup(folder, told)
    return restoreBackup({ folder, state, passphraseFile, keyFile, clock, told })
  })
  if (options.json) {
    tellJson(folder, report, terminal)
    return
  }
  const done = options.check ? terminal.say('restore.whole') : terminal.say('restore.done', { state: visible(state) })
  terminal.line(terminal.colour('green', done))
  tellFacts(report, terminal)
  if (options.check) return
  terminal.tell('restore.once')
  terminal.tell('restore.later')
  terminal.tell('restore.agents')
  terminal.tell('backup.not-in-it')
}

async function withProgress<T>(
  { terminal, clock }: Shell,
  label: 'progress.backup' | 'progress.restore',
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const { openProgress } = await import('../progress.ts')
  const progress = openProgress(terminal, clock, terminal.say(label))
  try {
    return await work(progress)
  } finally {
    progress.end()
  }
}

function tellFacts({ manifest, facts }: BackupReport, terminal: Terminal): void {
  const { hosts, findings, batches, heads } = facts
  terminal.tell('backup.facts', { hosts, findings, batches, chains: heads.length })
  const at = new Date(manifest.madeAt).toISOString()
  terminal.tell('backup.whose', { at, collector: manifest.collector, schema: manifest.schema })
}

function tellJson(folder: string, { manifest, facts }: BackupReport, terminal: Terminal): void {
  const { madeAt, version, schema, collector, key, parts } = manifest
  const { hosts, findings, batches, heads } = facts
  const at = new Date(madeAt).toISOString()
  terminal.json({ folder, at, version, schema, collector, key, parts, hosts, findings, batches, chains: heads.length })
}
