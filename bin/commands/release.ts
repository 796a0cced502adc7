// Owns `sekisho release`: publishes signed lists and shows what the collector holds. How they are made and compared with a
// folder, and what becomes of them at the collector, is in files of their own.
import type { Source } from '@sekisho/publisher/main.ts'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { expiryOf } from '../expiry.ts'
import { type SourceOptions, sourceOf, withSource } from '../sources.ts'
import { type Colour, type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { addReleaseContents, giveContents } from './release.contents.ts'
import { addReleaseCreate, createExample } from './release.create.ts'
import { addReleaseLife, type OverlapOptions, overlapMinutes, tellHold, withOverlap } from './release.life.ts'
import { addReleaseVerify } from './release.verify.ts'

type PublishOptions = ConnectionOptions &
  OverlapOptions &
  SourceOptions & {
    readonly site?: string
    readonly prefix?: string
    readonly expires?: string
    readonly contents?: string
    readonly json?: boolean
  }
type ListOptions = ConnectionOptions & { readonly json?: boolean }

const stateColours = {
  held: 'yellow',
  current: 'green',
  overlap: 'cyan',
  ended: 'grey',
  revoked: 'red',
  expired: 'grey',
} as const satisfies Record<ReleaseRow['state'], Colour>

const publishExample = 'sekisho release publish shop-1.4.0.json --site shop'
const contentsExample = 'sekisho release publish eccube-4.2.3.json --contents eccube-4.2.3.zip --strip 1'

export function addRelease(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const release = addCommand(parent, shell, 'release', 'release', [
    createExample,
    publishExample,
    'sekisho release list',
  ])
  addReleaseCreate(release, shell)
  const examples = [publishExample, contentsExample]
  const publishing = addCommand(release, shell, 'publish', 'release.publish', examples)
  withSource(withOverlap(withJson(withConnection(publishing, shell), shell), shell), shell)
    .argument('<file>', say('argument.release-file'))
    .addOption(option(shell, '--contents <source>', 'contents'))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--prefix <path>', 'prefix'))
    .addOption(option(shell, '--expires <time>', 'release-expires'))
    .action((file: string, _options, command: Command) =>
      publish(shell, file, command.optsWithGlobals<PublishOptions>()),
    )
  addReleaseVerify(release, shell)
  addReleaseContents(release, shell)
  withJson(
    withConnection(addCommand(release, shell, 'list', 'release.list', ['sekisho release list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()))
  withJson(withConnection(addCommand(release, shell, 'show', 'release.show', ['sekisho release show 3']), shell), shell)
    .argument('<id>', say('argument.release-id'))
    .action((id: string, _options, command: Command) => show(shell, id, command.optsWithGlobals<ListOptions>()))
  addReleaseLife(release, shell)
}

async function publish(shell: Shell, file: string, options: PublishOptions): Promise<void> {
  const { readEnvelope, sendRelease } = await import('@sekisho/publisher/main.ts')
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const { terminal } = shell
  const envelope = readEnvelope(file)
  const source = contentsSource(shell, options)
  const expiresAt = options.expires === undefined ? undefined : expiryOf(options.expires, terminal.say)
  const target = {
    site: options.site ?? null,
    prefix: typedPath(options.prefix ?? ''),
    overlapMinutes: overlapMinutes(options),
    expiresAt,
  }
  const client = connect(shell, options)
  const row = await sendRelease(client, envelope, target)
  if (options.json) terminal.json(row)
  else tellPublished(row, terminal)
  if (source === null) return
  const { strip, json } = options
  try {
    await giveContents(shell, client, { release: row.id, source, strip, json })
  } catch (error) {
    terminal.warn(terminal.say('release.contents-later', { id: row.id }))
    throw error
  }
}

function tellPublished({ id, component, version, files, held, expiresAt }: ReleaseRow, terminal: Terminal): void {
  if (held === null) terminal.tell('release.published', { id, component, version, files })
  else {
    terminal.tell('release.held', { id, component, version })
    tellHold(held, terminal)
  }
  // Also where none was named now: a release that was published before keeps its end.
  if (expiresAt !== null) terminal.tell('release.expiry-set', { component, version, at: expiresAt })
}

/** Null where no contents are given. What is wrongly named is told before anything is published. */
function contentsSource(shell: Shell, options: PublishOptions): Source | null {
  const { contents, git, rev, strip } = options
  if ([contents, git, rev, strip].every(word => word === undefined)) return null
  return sourceOf(shell, contents, options, 'release.one-contents')
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).releases()) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    const state = terminal.colour(stateColours[row.state], terminal.say(`release-state.${row.state}`))
    const why = row.revokedReason ?? ''
    const adopted =
      row.kind === 'adoption' ? terminal.say('release.adopted-by', { by: row.by ?? '', reason: row.reason ?? '' }) : ''
    const weak = row.weak ? terminal.colour('yellow', terminal.say('release.weak')) : ''
    const name = visible(`${row.component} ${row.version}`)
    const columns = [
      String(row.id).padStart(4),
      name,
      terminal.say('release.files', { files: row.files }),
      shownTime(row.publishedAt),
      state,
      weak,
      visible(why),
      adopted,
    ]
    terminal.line(columns.filter(column => column !== '').join('  '))
  }
}

async function show(shell: Shell, id: string, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  if (!/^\d{1,15}$/.test(id)) throw new Failure('name-unknown', shell.terminal.say('problem.no-release', { id }))
  for await (const entry of connect(shell, options).releaseEntries(Number(id))) {
    if (options.json) shell.terminal.json(entry)
    else shell.terminal.line(`${entry.sha256}  ${visible(entry.path)}${entry.type === 'symlink' ? '@' : ''}`)
  }
}
