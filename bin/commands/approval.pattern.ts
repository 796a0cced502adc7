// Owns the part of `sekisho approval add` that permits by pattern: what is typed becoming limits, and telling what it would
// permit before it does.
import type { ApprovePattern, PreviewPattern } from '@sekisho/shared/api.approvals.ts'
import { parseBytes } from '@sekisho/shared/bytes.ts'
import { type PathClass, pathClasses } from '@sekisho/shared/classify.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { oneOf, option, type Shell } from '../command.ts'

export interface PatternOptions {
  readonly site?: string
  readonly pattern?: string
  readonly class?: readonly PathClass[]
  readonly extension?: readonly string[]
  readonly largest?: number
  readonly until?: string
  readonly preview?: boolean
}

export function withPattern(command: Command, shell: Shell): Command {
  const one = oneOf(shell, pathClasses)
  const more = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text.replace(/^\./, '')]
  return command
    .addOption(option(shell, '--pattern <pattern>', 'approved-pattern'))
    .addOption(
      option(shell, '--class <class>', 'approved-class').argParser(
        (text: string, before: readonly string[] | undefined) => more(one(text), before),
      ),
    )
    .addOption(option(shell, '--extension <extension>', 'approved-extension').argParser(more))
    .addOption(option(shell, '--largest <size>', 'approved-largest').argParser(bytesOf(shell)))
    .addOption(option(shell, '--until <end>', 'approved-until'))
    .addOption(option(shell, '--preview', 'approved-preview'))
}

function bytesOf({ terminal }: Shell) {
  return (text: string): number => {
    const bytes = parseBytes(text)
    if (bytes !== null && bytes > 0) return bytes
    throw new InvalidArgumentError(terminal.say('usage.bytes'))
  }
}

/**
 * Tells what it would permit, and permits it unless only that was asked.
 * @throws Failure request-invalid without a site or an end
 */
export async function addByPattern(
  shell: Shell,
  client: Client,
  pattern: string,
  options: PatternOptions & { readonly reason: string; readonly json?: boolean },
) {
  const { site, class: classes = [], extension: extensions = [], largest = null, reason, until } = options
  const { terminal, clock } = shell
  if (site === undefined || (until === undefined && !options.preview)) {
    const { Failure } = await import('@sekisho/shared/failures.ts')
    throw new Failure('request-invalid', terminal.say('approval.pattern-needs'), { place: 'approval add' })
  }
  const limits: PreviewPattern = { site, pattern, classes: [...classes], extensions: [...extensions], largest }
  await tellPreview(shell, client, limits, options)
  if (options.preview || until === undefined) return null
  const { endOf } = await import('../expiry.ts')
  const wish: ApprovePattern = { ...limits, reason, until: endOf(until, clock.now(), terminal.say) }
  return client.approvals.addPattern(wish)
}

async function tellPreview(
  { terminal }: Shell,
  client: Client,
  limits: PreviewPattern,
  { preview = false, json = false }: { readonly preview?: boolean; readonly json?: boolean },
): Promise<void> {
  if (json && !preview) return
  const found = await client.approvals.previewPattern(limits)
  if (json) return terminal.json(found)
  const { previewTexts } = await import('../approval-text.ts')
  for (const line of previewTexts(found, terminal)) terminal.line(line)
}
