// Owns the one command line: every command hangs here, and what commander refuses becomes words and an exit code.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { afterwards, option, type Shell, speak } from './command.ts'
import { addAdopt } from './commands/adopt.ts'
import { addAgent } from './commands/agent.ts'
import { addApproval } from './commands/approval.ts'
import { addAudit } from './commands/audit.ts'
import { addBackup, addRestore } from './commands/backup.ts'
import { addCollector } from './commands/collector.ts'
import { addComponent } from './commands/component.ts'
import { addContent } from './commands/content.ts'
import { addCoverage } from './commands/coverage.ts'
import { addDiff } from './commands/diff.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEnroll } from './commands/enroll.ts'
import { addEvidence } from './commands/evidence.ts'
import { addExplain } from './commands/explain.ts'
import { addFiles } from './commands/files.ts'
import { addFindings } from './commands/findings.ts'
import { addHosts } from './commands/hosts.ts'
import { addIncidents } from './commands/incidents.ts'
import { addInstall, addUninstall } from './commands/install.ts'
import { addKeeping } from './commands/keeping.ts'
import { addKey } from './commands/key.ts'
import { addLink } from './commands/link.ts'
import { addMalicious } from './commands/malicious.ts'
import { addMute } from './commands/mute.ts'
import { addNotify } from './commands/notify.ts'
import { addProfile } from './commands/profile.ts'
import { addRelease } from './commands/release.ts'
import { addRoot } from './commands/root.ts'
import { addSite } from './commands/site.ts'
import { addStatus } from './commands/status.ts'
import { addToken } from './commands/token.ts'
import { addUp } from './commands/up.ts'
import { addUser } from './commands/user.ts'
import { addWindow } from './commands/window.ts'
import { tellFailure } from './failure-text.ts'
import { type Terminal, visible } from './terminal.ts'

const commands = [
  addUp,
  addAgent,
  addCollector,
  addEnroll,
  addSite,
  addRoot,
  addKey,
  addToken,
  addUser,
  addProfile,
  addRelease,
  addComponent,
  addAdopt,
  addMalicious,
  addApproval,
  addWindow,
  addFiles,
  addDiff,
  addFindings,
  addIncidents,
  addContent,
  addNotify,
  addMute,
  addHosts,
  addLink,
  addCoverage,
  addAudit,
  addEvidence,
  addKeeping,
  addBackup,
  addRestore,
  addExplain,
  addStatus,
  addDoctor,
  addInstall,
  addUninstall,
]

export function buildProgram(shell: Shell): Command {
  const { terminal } = shell
  const program = speak(new Command('sekisho'), terminal)
    .description(terminal.say('command.sekisho'))
    .version(manifest.version, '-V, --version', terminal.say('option.version'))
    .helpOption('-h, --help', terminal.say('option.help'))
    .helpCommand('help [command]', terminal.say('command.help'))
    .addOption(option(shell, '--state <folder>', 'state'))
    .addHelpText('after', () =>
      afterwards(terminal, ['sekisho up', 'sekisho up /var/www/html', 'sekisho files --verdict unauthorised']),
    )
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.print(text),
      writeErr: text => terminal.draw(text),
      outputError: () => {},
    })
  for (const add of commands) add(program, shell)
  return program
}

/** Runs one command line. @returns the exit code; errors are told on standard error */
export async function runProgram(shell: Shell, words: readonly string[]): Promise<number> {
  try {
    await buildProgram(shell).parseAsync(words, { from: 'user' })
    return shell.outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return tellUsage(error, shell.terminal)
    return tellFailure(shell, error)
  }
}

function tellUsage(error: CommanderError, terminal: Terminal): number {
  if (error.exitCode === 0) return exitCodes.ok
  // commander.help: the help itself stood on standard error already.
  if (error.code !== 'commander.help') terminal.warn(`sekisho: ${usageText(error, terminal)}`)
  return exitCodes.usage
}

/** commander's English sentence, taken apart and said in the reader's language. */
function usageText({ code, message }: CommanderError, { say }: Terminal): string {
  const [, first = '', second = ''] = /'([^']*)'(?:[^']*'([^']*)')?/.exec(message) ?? []
  const nearest = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(message)?.[1]
  const hint = nearest === undefined ? '' : ` ${say('config.nearest', { nearest })}`
  switch (code) {
    case 'commander.missingArgument':
      return say('usage.missing-argument', { name: first })
    case 'commander.optionMissingArgument':
      return say('usage.option-without-value', { option: first })
    case 'commander.missingMandatoryOptionValue':
      return say('usage.missing-option', { option: first })
    case 'commander.unknownOption':
      return say('usage.unknown-option', { option: first }) + hint
    case 'commander.conflictingOption':
      return say('usage.conflicting', { option: first, other: second })
    case 'commander.unknownCommand':
      return say('usage.unknown-command', { command: first }) + hint
    case 'commander.excessArguments':
      return say('usage.too-many-arguments')
    case 'commander.invalidArgument':
      return say('usage.invalid-value', {
        // Of an argument, commander names the value first.
        ...(message.includes('command-argument') ? { option: second, value: first } : { option: first, value: second }),
        why: message.replace(/^.*? is invalid(?: for argument '[^']*')?\. ?/s, ''),
      })
    default:
      return visible(message.replace(/^error: /, ''))
  }
}
