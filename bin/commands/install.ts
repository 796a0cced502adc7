// Owns `sekisho install` and `sekisho uninstall`: agent or collector as a hardened service of systemd, and away again.
import type { Program } from '@sekisho/shared/state.ts'
import type { Command } from 'commander'
import { addCommand, type CommandKey, oneOf, option, type Shell } from '../command.ts'

interface InstallOptions {
  readonly root?: string
  readonly dryRun?: boolean
  readonly seeProcesses?: boolean
  readonly purge?: boolean
}

export function addInstall(parent: Command, shell: Shell): void {
  const examples = ['sudo sekisho install agent', 'sekisho install collector --dry-run']
  withProgram(parent, shell, 'install', examples)
    .addOption(option(shell, '--see-processes', 'see-processes'))
    .action((program: Program, options: InstallOptions) => install(shell, program, options))
}

export function addUninstall(parent: Command, shell: Shell): void {
  const examples = ['sudo sekisho uninstall agent', 'sudo sekisho uninstall collector --purge']
  withProgram(parent, shell, 'uninstall', examples)
    .addOption(option(shell, '--purge', 'purge'))
    .action((program: Program, options: InstallOptions) => uninstall(shell, program, options))
}

function withProgram(parent: Command, shell: Shell, name: CommandKey, examples: readonly string[]): Command {
  return addCommand(parent, shell, name, name, examples)
    .argument('<program>', shell.terminal.say('argument.program'), oneOf(shell, ['agent', 'collector']))
    .addOption(option(shell, '--root <folder>', 'install-root'))
    .addOption(option(shell, '--dry-run', 'dry-run'))
}

async function install(shell: Shell, program: Program, options: InstallOptions): Promise<void> {
  const { installSteps, placesOf } = await import('../install/steps.ts')
  const { programPlace, refuseUnsafePlace } = await import('../install/program-place.ts')
  const { nameOfService } = await import('../install/units.ts')
  const { terminal } = shell
  const { config, state } = placesOf(program)
  const place = programPlace()
  if (options.dryRun !== true) refuseUnsafePlace(place, terminal.say)
  const user = nameOfService(program)
  const unit = { ...place, config, user, seesProcesses: options.seeProcesses === true }
  const machine = await machineOf(options)
  await go(shell, installSteps(program, machine, unit), machine, options)
  if (options.dryRun === true) return
  const as = `sudo -u ${user} ${place.node} ${place.entry} --state ${state}`
  terminal.tell(`install.next-${program}`, { as, config, service: user })
}

async function uninstall(shell: Shell, program: Program, options: InstallOptions): Promise<void> {
  const { placesOf, uninstallSteps } = await import('../install/steps.ts')
  const { nameOfService } = await import('../install/units.ts')
  const machine = await machineOf(options)
  await go(shell, uninstallSteps(program, machine, options.purge === true), machine, options)
  if (options.dryRun === true) return
  const { state, config } = placesOf(program)
  const user = nameOfService(program)
  if (options.purge === true) shell.terminal.tell('uninstall.purged', { user })
  else shell.terminal.tell('uninstall.kept', { state, config, user })
}

async function machineOf({ root }: InstallOptions) {
  const { existsSync } = await import('node:fs')
  const { resolve } = await import('node:path')
  const at = resolve(root ?? '/')
  // sd_booted(3)
  return { root: at, live: at === '/' && existsSync('/run/systemd/system') }
}

async function go(
  { terminal }: Shell,
  steps: readonly import('../install/steps.ts').Step[],
  machine: import('../install/steps.ts').Machine,
  { dryRun = false }: InstallOptions,
): Promise<void> {
  const { doStep, nameOfStep } = await import('../install/steps.ts')
  const { Failure } = await import('@sekisho/shared/failures.ts')
  if (!dryRun && process.getuid?.() !== 0) throw new Failure('install-failed', terminal.say('install.not-root'))
  for (const step of steps) {
    terminal.tell(`install.${step.what}`, { name: nameOfStep(step) })
    if (!dryRun) doStep(step, machine)
    else if ('text' in step) for (const line of step.text.trimEnd().split('\n')) terminal.line(`    ${line}`.trimEnd())
  }
}
