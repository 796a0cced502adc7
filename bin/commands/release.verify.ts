// Owns `sekisho release verify`: compares a folder with a signed release on this machine alone, and says what is proved.
import type { Difference } from '@sekisho/publisher/main.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell } from '../command.ts'
import { visible } from '../terminal.ts'

interface VerifyOptions {
  readonly key?: readonly string[]
  readonly keys?: string
  readonly exclude?: readonly string[]
  readonly json?: boolean
}

const examples = [
  `sekisho release verify shop-1.4.0.json /var/www/html --key ${'0123456789abcdef'.repeat(4)}`,
  "sekisho release verify shop-1.4.0.json ./shop --keys ./public-keys --exclude 'upload/**' --json",
]

export function addReleaseVerify(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  addCommand(release, shell, 'verify', 'release.verify', examples)
    .argument('<file>', say('argument.release-file'))
    .argument('<dir>', say('argument.compared'))
    .addOption(option(shell, '--key <id...>', 'public-key'))
    .addOption(option(shell, '--keys <folder>', 'public-keys'))
    .addOption(option(shell, '--exclude <pattern...>', 'exclude'))
    .addOption(option(shell, '--json', 'json'))
    .action((file: string, dir: string, _options, command: Command) =>
      verify(shell, file, dir, command.optsWithGlobals<VerifyOptions>()),
    )
}

async function verify(shell: Shell, file: string, directory: string, options: VerifyOptions): Promise<void> {
  const { parsePublicKey, readPublicKeys, verifyFolder } = await import('@sekisho/publisher/main.ts')
  const { openProgress } = await import('../progress.ts')
  const { terminal, clock } = shell
  const given = [
    ...(options.key ?? []).map(text => parsePublicKey(text, '--key')),
    ...(options.keys === undefined ? [] : readPublicKeys(options.keys)),
  ]
  const keys = given.length === 0 ? null : new Set(given)
  const progress = openProgress(terminal, clock, terminal.say('progress.hashing'))
  const { release, compared } = await verifyFolder({
    ...{ file, directory, keys, exclude: options.exclude ?? [] },
    onProgress: (done, total) => progress.to(done, total),
  }).finally(() => progress.end())
  const { predicate, signer, claimed, weak } = release
  const { same, differences } = compared
  if (differences.length > 0) shell.outcome.code = exitCodes.differs
  if (options.json) {
    for (const difference of differences) terminal.json({ row: 'difference', ...difference })
    const { component, version, createdAt, adoption = null } = predicate
    return terminal.json({
      ...{ row: 'result', component, version, createdAt, adoption, weak, signer, claimed, same },
      differences: differences.length,
    })
  }
  for (const difference of differences) terminal.line(lineOf(shell, difference))
  const { component, version, adoption } = predicate
  if (signer === null) terminal.tell('verify.unproved', { component, version, keys: claimed.join(', ') })
  else terminal.tell('verify.signed', { component, version, key: signer })
  if (adoption !== undefined) terminal.tell('verify.adoption', { by: adoption.by, reason: adoption.reason })
  if (weak) terminal.tell('verify.weak')
  if (differences.length === 0) terminal.tell('verify.same', { files: same })
  else terminal.tell('verify.differs', { files: same, count: differences.length })
}

function lineOf({ terminal }: Shell, { path, difference, why }: Difference): string {
  const colour = difference === 'missing' ? 'yellow' : 'red'
  const word = terminal.colour(
    colour,
    terminal.say(difference === 'differs' ? 'verify.differs-file' : `verify.${difference}`),
  )
  return `${word}  ${visible(path)}${why === '' ? '' : ` (${visible(why)})`}`
}
