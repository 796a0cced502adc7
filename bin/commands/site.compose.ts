// Owns `sekisho site compose`: which published components a host holds, and what none of them explains; and gives the site
// those that it is told to, as `component subscribe` does.
import type { Composition, Recognised } from '@sekisho/shared/api.compose.ts'
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import type { Command } from 'commander'
import { addCommand, type ConnectionOptions, option, type Shell, withConnection, withJson } from '../command.ts'
import { visible } from '../terminal.ts'

interface ComposeOptions extends ConnectionOptions {
  readonly site: string
  readonly host: string
  readonly root?: string
  readonly subscribe?: readonly string[]
  readonly apply?: boolean
  readonly json?: boolean
}

export function addCompose(site: Command, shell: Shell): void {
  const examples = [
    'sekisho site compose --site shop --host web1',
    'sekisho site compose --site shop --host web1 --root /var/www/html --json',
    'sekisho site compose --site shop --host web1 --subscribe eccube plugin-coupon',
    'sekisho site compose --site shop --host web1 --apply',
  ]
  withJson(withConnection(addCommand(site, shell, 'compose', 'site.compose', examples), shell), shell)
    .addOption(option(shell, '--site <site>', 'site').makeOptionMandatory())
    .addOption(option(shell, '--host <host>', 'host').makeOptionMandatory())
    .addOption(option(shell, '--root <folder>', 'compose-root'))
    .addOption(option(shell, '--subscribe <component...>', 'compose-subscribe'))
    .addOption(option(shell, '--apply', 'compose-apply').conflicts('subscribe'))
    .action((_options, command: Command) => compose(shell, command.optsWithGlobals<ComposeOptions>()))
}

async function compose(shell: Shell, options: ComposeOptions): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { compositionText, heldBackTexts, nextText } = await import('../composition-text.ts')
  const { typedPath } = await import('../typed.ts')
  const { terminal } = shell
  const { site, host, root } = options
  const { components } = connect(shell, options)
  const composed = await components.composition(site, host, root === undefined ? undefined : typedPath(root))
  const wanted = wantedOf(composed, options, shell)
  if (!options.json) for (const line of compositionText(composed, terminal)) terminal.line(line)
  const given: string[] = []
  for (const { component, prefix } of wanted) {
    try {
      await components.subscribe(site, component, prefix)
    } catch (error) {
      // What was given before it stays given, and a program has no other way to learn of it.
      if (options.json) terminal.json({ ...composed, given, refused: { component, message: describeError(error) } })
      throw error
    }
    given.push(component)
    if (!options.json) terminal.tell('compose.given', { site: visible(site), component: visible(component) })
  }
  if (options.json) terminal.json({ ...composed, given })
  else if (options.apply) for (const line of heldBackTexts(composed, terminal)) terminal.line(line)
  else if (options.subscribe === undefined) for (const line of nextText(composed, root, terminal)) terminal.line(line)
}

/** @throws Failure name-unknown for what is not recognised: at which folder it lies, nobody has said */
function wantedOf(
  { components }: Composition,
  { subscribe, apply }: ComposeOptions,
  shell: Shell,
): readonly Recognised[] {
  const proposals = components.filter(({ subscribed }) => !subscribed)
  if (apply) return proposals.filter(({ conflicts }) => conflicts.length === 0)
  return [...new Set(subscribe)].map(name => {
    const found = proposals.find(({ component }) => component === name)
    if (found !== undefined) return found
    const { say } = shell.terminal
    const known = proposals.map(({ component }) => component).join(', ')
    const key = known === '' ? 'compose.none-proposed' : 'compose.not-proposed'
    throw new Failure('name-unknown', say(key, { known }), { place: name })
  })
}
