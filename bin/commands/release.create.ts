// Owns `sekisho release create`: from a folder, an archive, a list of sums, a git revision or installed packages to a signed
// file. What is made of a watched root is an adoption, and needs a name and a reason; what packages say is weak.
import type { Created, Creation, Source } from '@sekisho/publisher/main.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, type StateOption, withJson } from '../command.ts'
import { type SourceOptions, sourceOf, withSource } from '../sources.ts'
import { countsOf, type PackagesOptions, packagesOf, tellLeftOut } from './release.packages.ts'

interface CreateOptions extends StateOption, SourceOptions, PackagesOptions {
  readonly component: string
  readonly release: string
  readonly out: string
  readonly key?: string
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly prefix?: string
  readonly by?: string
  readonly reason?: string
  readonly json?: boolean
}

const words = '--component shop --release 1.4.0 --out shop-1.4.0.json'
export const createExample = `sekisho release create ./shop ${words}`
const examples = [
  createExample,
  `sekisho release create ./shop ${words} --exclude 'upload/**'`,
  `sekisho release create --git . --rev v1.4.0 ${words}`,
  'sekisho release create eccube-4.2.3.zip --strip 1 --component eccube --release 4.2.3 --out eccube-4.2.3.json',
  'sekisho release create --dpkg --root /etc --root /usr/lib/php --component host-packages --release 2026-11-29 --out host.json',
]

export function addReleaseCreate(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  withJson(withSource(addCommand(release, shell, 'create', 'release.create', examples), shell), shell)
    .argument('[source]', say('argument.source'))
    .addOption(option(shell, '--component <name>', 'component').makeOptionMandatory())
    .addOption(option(shell, '--release <version>', 'release-version').makeOptionMandatory())
    .addOption(option(shell, '--out <file>', 'out').makeOptionMandatory())
    .addOption(option(shell, '--dpkg [system]', 'dpkg'))
    .addOption(option(shell, '--root <folder...>', 'dpkg-root'))
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
  const { envelopePieces } = await import('@sekisho/publisher/main.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  const { signingKey } = await import('../signing.ts')
  const { typedPath } = await import('../typed.ts')
  const { writeNamed } = await import('../write-file.ts')
  const { openProgress } = await import('../progress.ts')
  const { terminal, clock } = shell
  const state = stateFolder(options.state, shell.environment)
  const { component, release: version, include = [], exclude = [], strip = 0 } = options
  const { adoption, isPackedFile, make } = await wayOf(shell, state, given, options)
  const key = signingKey(state, options.key, terminal.say)
  const progress = openProgress(terminal, clock, terminal.say('progress.hashing'))
  const words = {
    ...{ component, version, include, exclude, strip, now: clock.now() },
    prefix: typedPath(options.prefix ?? ''),
    onProgress: ({ files, total }: { files: number; total: number | null }) => progress.to(files, total),
  }
  const { statement, gathered, leftOut, weak } = await make(words).finally(() => progress.end())
  writeNamed(options.out, envelopePieces(statement, key))
  if (leftOut !== null) tellLeftOut(shell, leftOut, options.json === true)
  const files = statement.entries.length
  if (options.json) {
    const left = leftOut === null ? {} : { missing: leftOut.missing, leftOut: countsOf(leftOut.leftOut) }
    return terminal.json({ row: 'result', component, version, files, file: options.out, adoption, weak, ...left })
  }
  terminal.tell('release.created', { files, file: options.out, component, version })
  if (adoption !== null) terminal.tell('release.is-adoption', { by: adoption.by })
  if (weak) terminal.tell('release.is-weak')
  const { shallow, onlyFolder } = gathered
  if (shallow > 0) terminal.warn(terminal.say('release.shallow', { count: shallow, strip }))
  if (strip === 0 && onlyFolder !== null && isPackedFile) {
    terminal.warn(terminal.say('release.only-folder', { folder: onlyFolder }))
  }
}

interface Way {
  readonly adoption: NonNullable<Creation['adoption']> | null
  /** Such have all in one folder where their vendor put one around it. */
  readonly isPackedFile: boolean
  readonly make: (words: Omit<Creation, 'source' | 'adoption'>) => Promise<Created>
}

/** From packages or from a source: what differs between the two stands here, and is asked once. */
async function wayOf(shell: Shell, state: string, given: string | undefined, options: CreateOptions): Promise<Way> {
  const { createFromPackages, createStatement } = await import('@sekisho/publisher/main.ts')
  const { git, rev, strip, by, reason } = options
  const other = [given, git, rev, strip, by, reason].some(word => word !== undefined)
  const packages = packagesOf(shell, other, options)
  if (packages !== null) {
    const make: Way['make'] = words => createFromPackages({ ...words, source: packages })
    return { adoption: null, isPackedFile: false, make }
  }
  const source = sourceOf(shell, given, options, 'release.one-source')
  const adoption = await adoptionOf(shell, state, source, options)
  const make: Way['make'] = words => createStatement({ ...words, source, adoption })
  return { adoption, isPackedFile: 'file' in source, make }
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
