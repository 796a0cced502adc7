// Owns `sekisho enroll`: at the collector it makes a one-time token, at a host it uses one.
import type { Command } from 'commander'
import {
  addCommand,
  type ConnectionOptions,
  numberBetween,
  option,
  type Shell,
  type StateOption,
  withConnection,
  withJson,
} from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

/** As long as the API allows: a week. */
const mostMinutes = 7 * 24 * 60

interface EnrollOptions extends StateOption {
  readonly name?: string
  readonly config?: string
}

export function addEnroll(parent: Command, shell: Shell): void {
  const enroll = addCommand(parent, shell, 'enroll', 'enroll', [
    'sekisho enroll token --minutes 60',
    'sekisho enroll sekisho-enroll-eyJhZGRy… --name web1',
    'sekisho enroll - < token.txt',
  ])
    .argument('<token>', shell.terminal.say('argument.token'))
    .addOption(option(shell, '--name <name>', 'host-name'))
    .addOption(option(shell, '--config <file>', 'agent-config'))
    .action((token: string, _options, command: Command) => enrollHost(shell, token, command.optsWithGlobals()))
  const minutes = option(shell, '--minutes <minutes>', 'minutes')
    .default(60)
    .argParser(numberBetween(shell, 1, mostMinutes))
  withJson(
    withConnection(addCommand(enroll, shell, 'token', 'enroll.token', ['sekisho enroll token --minutes 10']), shell),
    shell,
  )
    .addOption(minutes)
    .action((_options, command: Command) => makeToken(shell, command.optsWithGlobals()))
}

async function makeToken(
  shell: Shell,
  options: ConnectionOptions & { minutes: number; json?: boolean },
): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  const made = await connect(shell, options).makeEnrolment(options.minutes)
  if (options.json) return terminal.json(made)
  terminal.line(visible(made.token))
  terminal.warn(terminal.say('enroll.token-made', { until: shownTime(made.expiresAt) }))
}

async function enrollHost(shell: Shell, given: string, options: EnrollOptions): Promise<void> {
  const { hostname } = await import('node:os')
  const { stateFolder, makeStateFolder } = await import('@sekisho/shared/state.ts')
  const { enrolAgent } = await import('@sekisho/agent/main.ts')
  const { readAgentConfig } = await import('../configs.ts')
  const { terminal } = shell
  const state = stateFolder(options.state, shell.environment)
  const config = readAgentConfig(state, options.config, terminal.say)
  const token = given === '-' ? await readStandardInput() : given
  await refuseBrokenToken(token, terminal)
  makeStateFolder(state)
  const { tls, allowPlain } = config
  const name = options.name ?? hostname()
  const { host, address } = await enrolAgent({ state, token, name, tls, allowPlain, say: terminal.say })
  terminal.tell('enroll.done', { host, address })
}

/** @throws Failure request-invalid before anything is made or dialled */
async function refuseBrokenToken(token: string, { say }: Shell['terminal']): Promise<void> {
  const { parseEnrolmentToken } = await import('@sekisho/shared/proof.ts')
  const { Failure } = await import('@sekisho/shared/failures.ts')
  try {
    parseEnrolmentToken(token)
  } catch (cause) {
    throw new Failure('request-invalid', say('enroll.bad-token'), { cause })
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8').trim()
}
