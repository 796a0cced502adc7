// Owns `sekisho release`: publishes signed lists and shows what the collector holds. How they are made and compared with a
// folder is in files of their own.
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { addReleaseCreate, createExample } from './release.create.ts'
import { addReleaseVerify } from './release.verify.ts'

type PublishOptions = ConnectionOptions & { readonly site?: string; readonly prefix?: string; readonly json?: boolean }
type ListOptions = ConnectionOptions & { readonly json?: boolean }

const publishExample = 'sekisho release publish shop-1.4.0.json --site shop'

export function addRelease(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const release = addCommand(parent, shell, 'release', 'release', [
    createExample,
    publishExample,
    'sekisho release list',
  ])
  addReleaseCreate(release, shell)
  withJson(withConnection(addCommand(release, shell, 'publish', 'release.publish', [publishExample]), shell), shell)
    .argument('<file>', say('argument.release-file'))
    .addOption(option(shell, '--site <site>', 'site'))
    .addOption(option(shell, '--prefix <path>', 'prefix'))
    .action((file: string, _options, command: Command) =>
      publish(shell, file, command.optsWithGlobals<PublishOptions>()),
    )
  addReleaseVerify(release, shell)
  withJson(
    withConnection(addCommand(release, shell, 'list', 'release.list', ['sekisho release list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()))
  withJson(withConnection(addCommand(release, shell, 'show', 'release.show', ['sekisho release show 3']), shell), shell)
    .argument('<id>', say('argument.release-id'))
    .action((id: string, _options, command: Command) => show(shell, id, command.optsWithGlobals<ListOptions>()))
}

async function publish(shell: Shell, file: string, options: PublishOptions): Promise<void> {
  const { readEnvelope, sendRelease } = await import('@sekisho/publisher/main.ts')
  const { connect } = await import('../connect.ts')
  const { typedPath } = await import('../typed.ts')
  const { terminal } = shell
  const envelope = readEnvelope(file)
  const target = { site: options.site ?? null, prefix: typedPath(options.prefix ?? '') }
  const row = await sendRelease(connect(shell, options), envelope, target)
  if (options.json) return terminal.json(row)
  const { id, component, version, files } = row
  terminal.tell('release.published', { id, component, version, files })
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).releases()) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    const current = row.current ? terminal.colour('green', terminal.say('release.current')) : ''
    const adopted =
      row.kind === 'adoption' ? terminal.say('release.adopted-by', { by: row.by ?? '', reason: row.reason ?? '' }) : ''
    const name = visible(`${row.component} ${row.version}`)
    const columns = [
      String(row.id).padStart(4),
      name,
      terminal.say('release.files', { files: row.files }),
      shownTime(row.publishedAt),
      current,
      adopted,
    ]
    terminal.line(columns.join('  ').trimEnd())
  }
}

async function show(shell: Shell, id: string, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { Failure } = await import('@sekisho/shared/failures.ts')
  if (!/^\d{1,15}$/.test(id)) throw new Failure('name-unknown', shell.terminal.say('release.no-such', { id }))
  for await (const entry of connect(shell, options).releaseEntries(Number(id))) {
    if (options.json) shell.terminal.json(entry)
    else shell.terminal.line(`${entry.sha256}  ${visible(entry.path)}${entry.type === 'symlink' ? '@' : ''}`)
  }
}
