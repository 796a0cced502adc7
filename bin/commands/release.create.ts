// Owns `sekisho release create`: from a folder, an archive, a list of sums or a git revision to a signed file. What is made of
// a watched root is an adoption, and needs a name and a reason.
import { statSync } from 'node:fs'
import type { Source } from '@sekisho/publisher/main.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, numberBetween, option, type Shell, type StateOption } from '../command.ts'

interface CreateOptions extends StateOption {
  readonly component: string
  readonly release: string
  readonly out: string
  readonly key?: string
  readonly git?: string
  readonly rev?: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly strip?: number
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
/** Deeper than any archive of a vendor. */
const maxStrip = 20

export function addReleaseCreate(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  addCommand(release, shell, 'create', 'release.create', examples)
    .argument('[source]', say('argument.source'))
    .addOption(option(shell, '--component <name>', 'component').makeOptionMandatory())
    .addOption(option(shell, '--release <version>', 'release-version').makeOptionMandatory())
    .addOption(option(shell, '--out <file>', 'out').makeOptionMandatory())
    .addOption(option(shell, '--git <repository>', 'git'))
    .addOption(option(shell, '--rev <revision>', 'rev'))
    .addOption(option(shell, '--include <pattern...>', 'include'))
    .addOption(option(shell, '--exclude <pattern...>', 'exclude'))
    .addOption(option(shell, '--strip <count>', 'strip').argParser(numberBetween(shell, 0, maxStrip)))
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

/** @throws Failure config-invalid, or release-refused when there is nothing of that name */
function sourceOf({ terminal }: Shell, given: string | undefined, { git, rev }: CreateOptions): Source {
  if (git !== undefined && rev !== undefined && given === undefined) return { git: { repository: git, revision: rev } }
  if (git !== undefined || rev !== undefined || given === undefined) {
    throw new Failure('config-invalid', terminal.say('release.one-source'))
  }
  try {
    return statSync(given).isDirectory() ? { directory: given } : { file: given }
  } catch (error) {
    throw new Failure('release-refused', `it cannot be opened (${errnoOf(error)})`, { place: given, cause: error })
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
