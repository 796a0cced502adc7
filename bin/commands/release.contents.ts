// Owns `sekisho release contents`: gives the collector what differences need of a release's files, from what the release was
// made of, in batches.
import type { ContentsRead, Source } from '@sekisho/publisher/main.ts'
import { maxReleasedBatch, maxReleasedBytes, maxReleasedFiles, type ReleasedWhy } from '@sekisho/shared/api.contents.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { type PathText, parseRelativePath } from '@sekisho/shared/path.ts'
import { reasonOf, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { idOf } from '../ids.ts'
import { type SourceOptions, sourceOf, withSource } from '../sources.ts'
import { visible } from '../terminal.ts'

type ContentsOptions = ConnectionOptions &
  SourceOptions & { readonly prefix?: string; readonly remove?: boolean; readonly json?: boolean }

interface Refused {
  readonly path: string
  readonly why: ReleasedWhy | 'missing'
}

interface Given {
  readonly path: string
  /** In base64. */
  readonly bytes: string
}

/** What is given of which release. */
export interface Gift {
  readonly release: number
  readonly source: Source
  readonly strip?: number | undefined
  readonly prefix?: string | undefined
  readonly json?: boolean | undefined
}

export function addReleaseContents(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  const contents = addCommand(release, shell, 'contents', 'release.contents', [
    'sekisho release contents 12 ./shop-1.4.0',
    'sekisho release contents 13 eccube-4.2.3.zip --strip 1',
    'sekisho release contents 14 --git . --rev v1.4.0',
    'sekisho release contents 9 --remove',
  ])
  withJson(withConnection(withSource(contents, shell), shell), shell)
    .argument('<id>', say('argument.release-id'), idOf(shell))
    .argument('[source]', say('argument.release-contents'))
    .addOption(option(shell, '--prefix <path>', 'release-prefix'))
    .addOption(option(shell, '--remove', 'contents-remove').conflicts(['git', 'rev', 'strip', 'prefix']))
    .action((id: number, source: string | undefined, _options, command: Command) =>
      give(shell, id, source, command.optsWithGlobals<ContentsOptions>()),
    )
}

async function give(shell: Shell, release: number, given: string | undefined, options: ContentsOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const { strip, prefix = '', json } = options
  if (options.remove) return await remove(shell, release, given, options)
  await giveContents(shell, connect(shell, options), {
    ...{ release, strip, json, prefix: typedPath(prefix) },
    source: sourceOf(shell, given, options, 'release.contents-source'),
  })
}

async function remove(
  shell: Shell,
  release: number,
  given: string | undefined,
  options: ContentsOptions,
): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  if (given !== undefined) throw new Failure('config-invalid', terminal.say('release.contents-remove-alone'))
  const { going } = await connect(shell, options).contents.endReleased(release)
  if (options.json) terminal.json({ release, going })
  else terminal.tell('release.contents-going', { going, id: release })
}

/** @throws Failure contents-refused, before anything is sent */
export async function giveContents(shell: Shell, client: Client, gift: Gift): Promise<void> {
  const { terminal } = shell
  const giving = new Giving(client, gift.release)
  // All wishes first: what is kept meanwhile would else move the pages.
  const wanted = await giving.wishes()
  const { lacking, onlyFolder } = await readWanted(shell, giving, gift, wanted)
  await giving.flush()
  const { kept } = giving
  const refused: readonly Refused[] = [...lacking, ...giving.refused]
  if (gift.json) return terminal.json({ release: gift.release, kept, refused })
  for (const { path, why } of refused) terminal.line(`${visible(path)}  ${terminal.say(`released-why.${why}`)}`)
  terminal.tell(wanted.size === 0 ? 'release.contents-none' : 'release.contents', { kept, refused: refused.length })
  const isAllMissing = wanted.size > 0 && lacking.filter(({ why }) => why === 'missing').length === wanted.size
  if (isAllMissing && !gift.strip && onlyFolder !== null)
    terminal.warn(terminal.say('release.contents-folder', { folder: onlyFolder }))
}

type Wanted = ReadonlyMap<PathText, string>

async function readWanted(shell: Shell, giving: Giving, gift: Gift, wanted: Wanted): Promise<ContentsRead> {
  if (wanted.size === 0) return { lacking: [], onlyFolder: null }
  const { readContents } = await import('@sekisho/publisher/main.ts')
  const { openProgress } = await import('../progress.ts')
  const { terminal, clock } = shell
  const { source, strip = 0, prefix = '' } = gift
  let progress = openProgress(terminal, clock, terminal.say('progress.reading'))
  let taken = 0
  const request = {
    ...{ source, wanted, words: { strip, prefix }, most: maxReleasedBytes },
    onProgress: ({ files, total }: { files: number; total: number | null }) => progress.to(files, total),
    async take(path: PathText, bytes: Buffer) {
      if (taken === 0) {
        progress.end()
        progress = openProgress(terminal, clock, terminal.say('progress.sending'))
      }
      progress.to(++taken, wanted.size)
      await giving.add({ path, bytes: bytes.toString('base64') })
    },
  }
  try {
    return await readContents(request)
  } catch (error) {
    throw contentsRefused(error)
  } finally {
    progress.end()
  }
}

/** What a release of the source would be refused for is no word about the release that there is. */
function contentsRefused(error: unknown): unknown {
  if (!(error instanceof Failure) || error.code !== 'release-refused') return error
  const place = error.place === undefined ? {} : { place: error.place }
  return new ToldFailure('contents-refused', say => reasonOf(error, say), { ...place, cause: error })
}

class Giving {
  readonly refused: Refused[] = []
  kept = 0
  readonly #client: Client
  readonly #release: number
  #batch: Given[] = []
  #characters = 0

  constructor(client: Client, release: number) {
    this.#client = client
    this.#release = release
  }

  async wishes(): Promise<Wanted> {
    const wishes = new Map<PathText, string>()
    for await (const { path, sha256 } of this.#client.contents.released(this.#release))
      wishes.set(parseRelativePath(path), sha256)
    return wishes
  }

  async add(given: Given): Promise<void> {
    const room = (maxReleasedBatch / 3) * 4
    if (this.#batch.length === maxReleasedFiles || this.#characters + given.bytes.length > room) await this.flush()
    this.#batch.push(given)
    this.#characters += given.bytes.length
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) return
    const { kept, refused } = await this.#client.contents.keepReleased(this.#release, this.#batch)
    this.kept += kept
    this.refused.push(...refused)
    this.#batch = []
    this.#characters = 0
  }
}
