// Owns `sekisho release contents`: gives the collector what differences need of a release's files, from a folder that holds
// them, in batches.
import { resolve } from 'node:path'
import {
  maxReleasedBatch,
  maxReleasedBytes,
  maxReleasedFiles,
  type ReleasedWhy,
  type ReleasedWish,
} from '@sekisho/shared/api.contents.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, type Shell, withConnection, withJson } from '../command.ts'
import { idOf } from '../ids.ts'
import { visible } from '../terminal.ts'

type ContentsOptions = ConnectionOptions & { readonly json?: boolean }
type Why = ReleasedWhy | 'missing'

interface Refused {
  readonly path: string
  readonly why: Why
}

interface Given {
  readonly path: string
  /** In base64. */
  readonly bytes: string
}

export function addReleaseContents(release: Command, shell: Shell): void {
  const { say } = shell.terminal
  const contents = addCommand(release, shell, 'contents', 'release.contents', [
    'sekisho release contents 12 ./shop-1.4.0',
  ])
  withJson(withConnection(contents, shell), shell)
    .argument('<id>', say('argument.release-id'), idOf(shell))
    .argument('<dir>', say('argument.release-contents'))
    .action((id: number, dir: string, _options, command: Command) =>
      give(shell, id, dir, command.optsWithGlobals<ContentsOptions>()),
    )
}

async function give(shell: Shell, release: number, dir: string, options: ContentsOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const giving = new Giving(connect(shell, options), release)
  for await (const given of filesIn(giving, resolve(dir))) await giving.add(given)
  await giving.flush()
  const { kept, refused } = giving
  if (options.json) return terminal.json({ release, kept, refused })
  for (const { path, why } of refused) terminal.line(`${visible(path)}  ${terminal.say(`released-why.${why}`)}`)
  terminal.tell('release.contents', { kept, refused: refused.length })
}

/** What the collector wants and the folder has. */
async function* filesIn(giving: Giving, dir: string): AsyncGenerator<Given> {
  const { contentIn } = await import('@sekisho/publisher/main.ts')
  const { pathTextOfString } = await import('@sekisho/shared/path.ts')
  const directory = pathTextOfString(dir)
  // All wishes first: what is kept meanwhile would else move the pages.
  for (const { path, sha256 } of await giving.wishes()) {
    const wanted = { path: parseRelativePath(path), sha256 }
    let found: ReturnType<typeof contentIn>
    try {
      found = contentIn(directory, wanted, maxReleasedBytes)
    } catch (error) {
      const text = `it cannot be opened (${errnoOf(error) ?? 'unknown'})`
      throw new Failure('config-invalid', text, { place: dir, cause: error })
    }
    if ('why' in found) giving.refused.push({ path, why: found.why })
    else yield { path, bytes: found.bytes.toString('base64') }
  }
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

  async wishes(): Promise<readonly ReleasedWish[]> {
    const wishes: ReleasedWish[] = []
    for await (const wish of this.#client.contents.released(this.#release)) wishes.push(wish)
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
