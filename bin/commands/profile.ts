// Owns `sekisho profile list|test`: which profiles there are, and which rule of one decides about a path, and why. Asks no
// collector: profiles are files.
import type { Decision } from '@sekisho/shared/decision.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { isWrittenOnce } from '@sekisho/shared/generated.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, withJson } from '../command.ts'
import { type Terminal, visible } from '../terminal.ts'

interface ProfileOptions {
  readonly profile?: string
  readonly profiles?: string
  readonly json?: boolean
}

export function addProfile(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const examples = ['sekisho profile list', 'sekisho profile test html/upload/save_image/a.jpg --profile eccube4']
  const profile = addCommand(parent, shell, 'profile', 'profile', examples)
  withJson(addCommand(profile, shell, 'list', 'profile.list', ['sekisho profile list']), shell)
    .addOption(option(shell, '--profiles <folder>', 'profiles'))
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<ProfileOptions>()))
  withJson(addCommand(profile, shell, 'test', 'profile.test', examples.slice(1)), shell)
    .argument('<path...>', say('argument.paths-below'))
    .addOption(option(shell, '--profile <profile>', 'profile-tested'))
    .addOption(option(shell, '--profiles <folder>', 'profiles'))
    .action((paths: string[], _options, command: Command) =>
      test(shell, paths, command.optsWithGlobals<ProfileOptions>()),
    )
}

async function list({ terminal }: Shell, options: ProfileOptions): Promise<void> {
  for (const { name, title, rules, payment } of await profilesOf(options)) {
    const counts = { rules: rules.length, payment: payment.length }
    if (options.json) terminal.json({ name, title, ...counts })
    else terminal.tell('profile.listed', { name, title: visible(title), ...counts })
  }
}

async function test({ terminal }: Shell, paths: readonly string[], options: ProfileOptions): Promise<void> {
  const { decide } = await import('@sekisho/shared/decision.ts')
  const { parseRelativePath } = await import('@sekisho/shared/path.ts')
  const { typedPath } = await import('../typed.ts')
  const profile = chosen(await profilesOf(options), options.profile, terminal, await recogniseHere())
  for (const given of paths) {
    const decision = decide(profile, parseRelativePath(typedPath(given)))
    if (options.json) terminal.json({ profile: profile.name, ...decision })
    else tell(decision, profile, terminal)
  }
}

async function profilesOf({ profiles }: ProfileOptions): Promise<readonly Profile[]> {
  const { knownProfiles } = await import('@sekisho/collector/main.ts')
  const { resolve } = await import('node:path')
  return knownProfiles(profiles === undefined ? null : resolve(profiles))
}

/** Which profile fits the folder where the command is run. */
async function recogniseHere(): Promise<(profiles: readonly Profile[]) => Profile | null> {
  const { recognise } = await import('@sekisho/collector/main.ts')
  const { existsSync } = await import('node:fs')
  return profiles => recognise(profiles, path => existsSync(path))
}

/** @throws Failure name-unknown listing those there are */
function chosen(
  profiles: readonly Profile[],
  wanted: string | undefined,
  { say }: Terminal,
  here: (profiles: readonly Profile[]) => Profile | null,
): Profile {
  const found = wanted === undefined ? here(profiles) : profiles.find(({ name }) => name === wanted)
  if (found) return found
  const names = profiles.map(({ name }) => name).join(', ')
  throw new Failure('name-unknown', say('up.no-profile', { profile: wanted ?? '-', names }))
}

function tell(decision: Decision, profile: Profile, terminal: Terminal): void {
  const { say } = terminal
  const { path, where, rule, also, payment } = decision
  const name = say(`class.${where.class}`)
  const marked = payment === null ? name : `${name} (${say('class.payment')})`
  terminal.line(terminal.colour('bold', visible(path)))
  if (rule === null) terminal.tell('profile.by-default', { class: marked, profile: profile.name })
  else terminal.tell('profile.by-rule', { class: marked, profile: profile.name, rule, pattern: where.rule ?? '' })
  if (payment !== null) terminal.tell('profile.payment', { pattern: payment })
  if (where.severity !== undefined) terminal.tell('profile.severity', { severity: say(`severity.${where.severity}`) })
  terminal.tell('profile.digest', { digest: decision.digest })
  if (where.rehash !== undefined) terminal.tell('profile.rehash', { rehash: where.rehash })
  if (isWrittenOnce(where)) terminal.tell('profile.once')
  if (where.compiled !== undefined) terminal.tell('profile.compiled', { compiled: where.compiled })
  if (where.types !== undefined) terminal.tell('profile.types', { types: where.types.join(', ') })
  terminal.tell(decision.keep ? 'profile.kept' : 'profile.not-kept')
  if (decision.executableName) terminal.tell('profile.executable')
  if (also.length > 0) terminal.tell('profile.also', { patterns: also.join('  ') })
}
