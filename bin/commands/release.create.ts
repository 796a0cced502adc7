// Owns `sekisho release create`: from a folder, an archive, a list of sums or a git revision to a signed file. What is made of
// a watched root is an adoption, and needs a name and a reason.
import type { Source } from '@sekisho/publisher/main.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, type StateOption } from '../command.ts'
import { type SourceOptions, sourceOf, withSource } from '../sources.ts'

interface CreateOptions extends StateOption, SourceOptions {
  readonly component: string
  readonly release: string
  readonly out: string
  readonly key?: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly prefix?: string
  readonly by?: string
  readonly reason?: string
}

const words = '--component shop --release 1.4.0 --out shop-1.4.0.json'
export const createExample = `sekisho release create ./shop ${words}`
const examples = [
  createExample,
  `sekisho release create ./shop ${words} --exclude 'upload/**'`,
  `sekisho release create --git . --rev v1.4.0 ${words}`,
  'sekisho release create eccube-4.2.3.zip --strip 1 --component eccube --release 4.2.3 --out eccube-4.2.3.json',
]

export function addReleaseCreate(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  withSource(addCommand(release, shell, 'create', 'release.create', examples), shell)
    .argument('[source]', say('argument.source'))
    .addOption(option(shell, '--component <name>', 'component').makeOptionMandatory())
    .addOption(option(shell, '--release <version>', 'release-version').makeOptionMandatory())
    .addOption(option(shell, '--out <file>', 'out').makeOptionMandatory())
    .addOption(option(shell, '--include <pattern...>', 'include'))
    .addOption(option(shell, '--exclude <pattern...>', 'exclude'))
    .addOption(option(shell, '--prefix <path>', 'release-prefix'))
    .addOption(option(shell, '--key <name>', 'key'))
    .addOption(option(shell, '--by <name>', 'adopted-by'))
    .addOption(option(shell, '--reason <text>', 'adopted-reason'))
    .action((source: string | undefined, _options, command: Command) =>
      create(shell, source, command.optsWithGlobals<CreateOptions>()),
    )
}

async function create(shell: Shell, given: string | undefined, options: CreateOptions): Promise<void> {
  const { createStatement, envelopePieces } = await import('@sekisho/publisher/main.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { signingKey } = await import('../signing.ts')
  const { typedPath } = await import('../typed.ts')
  const { writeNamed } = await import('../write-file.ts')
  const { openProgress } = await import('../progress.ts')
  const { terminal, clock } = shell
  const state = stateFolder(options.state, shell.environment)
  const source = sourceOf(shell, given, options)
  const adoption = await adoptionOf(shell, state, source, options)
  const key = signingKey(state, options.key, terminal.say)
  const progress = openProgress(terminal, clock, terminal.say('progress.hashing'))
  const { component, release: version, include = [], exclude = [], strip = 0 } = options
  const { statement, gathered } = await createStatement({
    ...{ source, component, version, include, exclude, strip, adoption },
    prefix: typedPath(options.prefix ?? ''),
    now: clock.now(),
    onProgress: ({ files, total }) => progress.to(files, total),
  }).finally(() => progress.end())
  writeNamed(options.out, envelopePieces(statement, key))
  terminal.tell('release.created', { files: statement.entries.length, file: options.out, component, version })
  if (adoption !== null) terminal.tell('release.is-adoption', { by: adoption.by })
  const { shallow, onlyFolder } = gathered
  if (shallow > 0) terminal.warn(terminal.say('release.shallow', { count: shallow, strip }))
  if (strip === 0 && onlyFolder !== null && 'file' in source) {
    terminal.warn(terminal.say('release.only-folder', { folder: onlyFolder }))
  }
}

/** Who adopts, and why, where that is what is done. @throws Failure config-invalid when it is, and nobody said so */
async function adoptionOf(shell: Shell, state: string, source: Source, { by, reason }: CreateOptions) {
  const { watchedRootOf } = await import('../watched-here.ts')
  const root = 'directory' in source ? await watchedRootOf(shell, state, source.directory) : null
  if (by !== undefined && reason !== undefined) return { by, reason }
  if (root !== null) {
    throw new Failure('config-invalid', shell.terminal.say('release.from-watched', { root }))
  }
  if (by === undefined && reason === undefined) return null
  throw new Failure('config-invalid', shell.terminal.say('release.half-adoption'))
}
