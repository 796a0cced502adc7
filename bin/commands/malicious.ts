// Owns `sekisho malicious`: marks contents that nothing may permit, and shows where they are and since when.
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type Options = ConnectionOptions & { readonly json?: boolean }
type ReasonOptions = ConnectionOptions & { readonly reason: string }

export function addMalicious(parent: Command, shell: Shell): void {
  const { say } = shell.terminal
  const digest = '0123456789abcdef'.repeat(4)
  const addExample = `sekisho malicious add ${digest} --reason "skimmer, case 2026-17"`
  const malicious = addCommand(parent, shell, 'malicious', 'malicious', [addExample, 'sekisho malicious list'])
  withConnection(addCommand(malicious, shell, 'add', 'malicious.add', [addExample]), shell)
    .argument('<sha256>', say('argument.sha256'))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((sha256: string, _options, command: Command) =>
      add(shell, sha256, command.optsWithGlobals<ReasonOptions>()),
    )
  withConnection(
    addCommand(malicious, shell, 'withdraw', 'malicious.withdraw', [
      `sekisho malicious withdraw ${digest} --reason "a false alarm"`,
    ]),
    shell,
  )
    .argument('<sha256>', say('argument.sha256'))
    .addOption(option(shell, '--reason <text>', 'reason').makeOptionMandatory())
    .action((sha256: string, _options, command: Command) =>
      withdraw(shell, sha256, command.optsWithGlobals<ReasonOptions>()),
    )
  withJson(
    withConnection(addCommand(malicious, shell, 'list', 'malicious.list', ['sekisho malicious list --json']), shell),
    shell,
  ).action((_options, command: Command) => list(shell, command.optsWithGlobals<Options>()))
  withJson(
    withConnection(addCommand(malicious, shell, 'show', 'malicious.show', [`sekisho malicious show ${digest}`]), shell),
    shell,
  )
    .argument('<sha256>', say('argument.sha256'))
    .action((sha256: string, _options, command: Command) => show(shell, sha256, command.optsWithGlobals<Options>()))
}

async function add(shell: Shell, sha256: string, options: ReasonOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const digest = await digestOf(shell, sha256)
  await connect(shell, options).markMalicious(digest, options.reason)
  shell.terminal.tell('malicious.added', { sha256: digest })
}

async function withdraw(shell: Shell, sha256: string, options: ReasonOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const digest = await digestOf(shell, sha256)
  await connect(shell, options).withdrawMalicious(digest, options.reason)
  shell.terminal.tell('malicious.withdrawn', { sha256: digest })
}

async function list(shell: Shell, options: Options): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).malicious()) {
    if (options.json) terminal.json(row)
    else terminal.line(`${row.sha256}  ${shownTime(row.markedAt)}  ${visible(row.markedBy)}  ${visible(row.reason)}`)
  }
}

async function show(shell: Shell, sha256: string, options: Options): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const client = connect(shell, options)
  const digest = await digestOf(shell, sha256)
  const rows = await client.sightings(digest)
  if (!options.json) await tellPending(client, terminal)
  if (rows.length === 0 && !options.json) return terminal.tell('malicious.nowhere')
  for (const row of rows) {
    if (options.json) {
      terminal.json(row)
      continue
    }
    const now = terminal.say(row.there ? 'malicious.there' : 'malicious.gone')
    terminal.line(`${shownTime(row.firstSeenAt)}  ${now}  ${visible(`${row.host}:${row.root}/${row.path}`)}`)
  }
}

/** Before all hosts were looked through, an empty answer would say too much. */
async function tellPending(
  client: { judging(): Promise<readonly { readonly scope: string }[]> },
  terminal: Shell['terminal'],
): Promise<void> {
  const waiting = (await client.judging()).filter(({ scope }) => scope === 'content')
  if (waiting.length > 0) terminal.tell('malicious.looking', { roots: waiting.length })
}

/** @throws Failure request-invalid */
async function digestOf({ terminal }: Shell, text: string): Promise<string> {
  const digest = text.toLowerCase()
  if (/^[0-9a-f]{64}$/.test(digest)) return digest
  const { Failure } = await import('@sekisho/shared/failures.ts')
  throw new Failure('request-invalid', terminal.say('usage.sha256'), { place: text.slice(0, 80) })
}
