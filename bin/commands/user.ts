// Owns `sekisho user`: people who sign in at the dashboard. Passwords are made here unless somebody brings one, shown once, and
// kept nowhere; who may do what is the collector's.
import { randomInt } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { type PersonRole, personRoles } from '@sekisho/shared/api.people.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, oneOf, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'

type ListOptions = ConnectionOptions & { readonly json?: boolean }
type PasswordOptions = ConnectionOptions & { readonly passwordStdin?: boolean }
type RoleOptions = ConnectionOptions & { readonly role: PersonRole }

export function addUser(parent: Command, shell: Shell): void {
  const addExample = 'sekisho user add hanako@example.jp --role approver'
  const user = addCommand(parent, shell, 'user', 'user', [addExample, 'sekisho user list'])
  const named = (syntax: string, key: Parameters<typeof addCommand>[3], example: string) =>
    withConnection(addCommand(user, shell, syntax, key, [example]), shell).argument(
      '<name>',
      shell.terminal.say('argument.person'),
    )
  const role = () =>
    option(shell, '--role <role>', 'person-role').argParser(oneOf(shell, personRoles)).makeOptionMandatory()
  named('add', 'user.add', addExample)
    .addOption(role())
    .addOption(option(shell, '--password-stdin', 'password-stdin'))
    .action((name: string, _options, command: Command) =>
      add(shell, name, command.optsWithGlobals<RoleOptions & PasswordOptions>()),
    )
  named('role', 'user.role', 'sekisho user role hanako@example.jp --role viewer')
    .addOption(role())
    .action((name: string, _options, command: Command) =>
      changeRole(shell, name, command.optsWithGlobals<RoleOptions>()),
    )
  named('password', 'user.password', 'sekisho user password hanako@example.jp')
    .addOption(option(shell, '--password-stdin', 'password-stdin'))
    .action((name: string, _options, command: Command) =>
      changePassword(shell, name, command.optsWithGlobals<PasswordOptions>()),
    )
  named('remove', 'user.remove', 'sekisho user remove hanako@example.jp').action(
    (name: string, _options, command: Command) => remove(shell, name, command.optsWithGlobals<ConnectionOptions>()),
  )
  withJson(withConnection(addCommand(user, shell, 'list', 'user.list', ['sekisho user list --json']), shell), shell)
    // No row holds a password.
    .action((_options, command: Command) => list(shell, command.optsWithGlobals<ListOptions>()))
}

async function add(shell: Shell, name: string, options: RoleOptions & PasswordOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { role } = options
  const password = await passwordFor(shell, options)
  await connect(shell, options).people.add({ name, role, password })
  tellPassword(shell, password, options)
  shell.terminal.warn(shell.terminal.say('user.added', { name, role }))
}

async function changePassword(shell: Shell, name: string, options: PasswordOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const password = await passwordFor(shell, options)
  await connect(shell, options).people.change(name, { password })
  tellPassword(shell, password, options)
  shell.terminal.warn(shell.terminal.say('user.password-set', { name }))
}

async function changeRole(shell: Shell, name: string, options: RoleOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).people.change(name, { role: options.role })
  shell.terminal.tell('user.role-set', { name, role: options.role })
}

async function remove(shell: Shell, name: string, options: ConnectionOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  await connect(shell, options).people.remove(name)
  shell.terminal.tell('user.removed', { name })
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { terminal } = shell
  for (const row of await connect(shell, options).people.list()) {
    if (options.json) terminal.json(row)
    else terminal.line(`${visible(row.name)}  ${row.role}  ${shownTime(row.addedAt)}  ${visible(row.addedBy)}`)
  }
}

// Without letters and digits that look alike.
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

async function passwordFor({ terminal }: Shell, { passwordStdin }: PasswordOptions): Promise<string> {
  if (passwordStdin !== true) {
    // 20 of 32 signs: 100 bits.
    const groups = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => alphabet[randomInt(32)]).join(''))
    return groups.join('-')
  }
  const [line = ''] = (await text(process.stdin)).split(/\r?\n/)
  if (line !== '') return line
  const { Failure } = await import('@sekisho/shared/failures.ts')
  throw new Failure('request-invalid', terminal.say('user.no-password'))
}

/** The password alone on standard output, so that it can be sent into a file. */
function tellPassword({ terminal }: Shell, password: string, { passwordStdin }: PasswordOptions): void {
  if (passwordStdin === true) return
  terminal.line(password)
  terminal.warn(terminal.say('user.password-made'))
}
