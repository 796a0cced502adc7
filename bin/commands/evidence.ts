// Owns `sekisho evidence`: whether the signed batches that a collector has kept are whole, read from its database alone, and
// the heads by which somebody elsewhere can tell later. The export of one incident is evidence.export.ts's.
import { readFileSync } from 'node:fs'
import type {
  BreakCode,
  ChainBreak,
  ChainHead,
  EvidenceCheck,
  KeptChain,
  PrunedStretch,
} from '@sekisho/collector/pipeline.evidence.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import type { Command } from 'commander'
import { addCommand, option, type Shell, type StateOption, withJson } from '../command.ts'
import { type Terminal, visible } from '../terminal.ts'
import { shownTime } from '../typed.ts'
import { addExport } from './evidence.export.ts'

interface EvidenceOptions extends StateOption {
  readonly database?: string
  readonly heads?: string
  readonly json?: boolean
}

export function addEvidence(parent: Command, shell: Shell): void {
  const evidence = addCommand(parent, shell, 'evidence', 'evidence', [
    'sekisho evidence verify',
    'sekisho evidence heads > heads-2026-11-29.jsonl',
  ])
  const examples = [
    'sekisho evidence verify',
    'sekisho evidence verify --database /mnt/copy/store.db --heads heads-2026-11-29.jsonl',
  ]
  withJson(addCommand(evidence, shell, 'verify', 'evidence.verify', examples), shell)
    .addOption(option(shell, '--database <file>', 'database'))
    .addOption(option(shell, '--heads <file>', 'heads'))
    .action((_options, command: Command) => verify(shell, command.optsWithGlobals<EvidenceOptions>()))
  addCommand(evidence, shell, 'heads', 'evidence.heads', ['sekisho evidence heads > heads.jsonl'])
    .addOption(option(shell, '--database <file>', 'database'))
    .action((_options, command: Command) => printHeads(shell, command.optsWithGlobals<EvidenceOptions>()))
  addExport(evidence, shell)
}

async function verify(shell: Shell, options: EvidenceOptions): Promise<void> {
  const { openProgress } = await import('../progress.ts')
  const { terminal, clock } = shell
  const heads = options.heads === undefined ? [] : await readHeads(options.heads, terminal)
  const check = await open(shell, options)
  const progress = openProgress(terminal, clock, terminal.say('progress.evidence'))
  let count = 0
  try {
    const pruned = (chain: KeptChain, stretch: PrunedStretch) => tellPruned(chain, stretch, terminal, options.json)
    for (const found of check.breaks(heads, done => progress.to(done, check.batches), pruned)) {
      count++
      progress.end()
      if (options.json) terminal.json({ row: 'break', ...found })
      else terminal.line(breakText(found, terminal))
    }
  } finally {
    progress.end()
    check.close()
  }
  if (count > 0) shell.outcome.code = exitCodes.broken
  const { chains, batches } = check
  if (options.json) terminal.json({ row: 'result', chains, batches, heads: heads.length, breaks: count })
  else tellResult({ chains, batches, heads: heads.length, breaks: count }, terminal)
}

/** No break: what is recorded as pruned is not missing. */
function tellPruned(chain: KeptChain, stretch: PrunedStretch, terminal: Terminal, json = false): void {
  const { customer, host, epoch } = chain
  const { from, to, digest } = stretch
  const at = isoTime(stretch.at)
  if (json) terminal.json({ row: 'pruned', customer, host, epoch, from, to, digest, at })
  else terminal.tell('evidence.pruned', { host: visible(host), epoch: visible(epoch), from, to, at: shownTime(at) })
}

interface Result {
  readonly chains: number
  readonly batches: number
  readonly heads: number
  readonly breaks: number
}

function tellResult({ chains, batches, heads, breaks }: Result, terminal: Terminal): void {
  if (breaks > 0) {
    terminal.line(terminal.colour('red', terminal.say('evidence.broken', { count: breaks })))
    return
  }
  if (batches === 0) terminal.tell('evidence.nothing')
  else terminal.line(terminal.colour('green', terminal.say('evidence.whole', { chains, batches })))
  if (heads > 0) terminal.tell('evidence.heads-hold', { count: heads })
  else terminal.tell('evidence.no-heads')
}

async function printHeads(shell: Shell, options: EvidenceOptions): Promise<void> {
  const check = await open(shell, options)
  try {
    for (const head of check.heads()) shell.terminal.json(head)
  } finally {
    check.close()
  }
}

async function open(shell: Shell, { state, database }: EvidenceOptions): Promise<EvidenceCheck> {
  const { databaseIn, openEvidenceCheck } = await import('@sekisho/collector/pipeline.evidence.ts')
  const { stateFolder } = await import('@sekisho/shared/state.ts')
  return openEvidenceCheck(database ?? databaseIn(stateFolder(state, shell.environment)), () => shell.clock.now())
}

/** @throws Failure file-unreadable, or config-invalid that names the file and its line */
async function readHeads(file: string, { say }: Terminal): Promise<readonly ChainHead[]> {
  const { ChainHeadSchema } = await import('@sekisho/collector/pipeline.evidence.ts')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadableFile(file, error)
  }
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = ChainHeadSchema.safeParse(jsonOf(line))
    if (parsed.success) return [parsed.data]
    throw new Failure('config-invalid', say('evidence.heads-line', { line: index + 1 }), { place: file })
  })
}

/** Undefined for what is no JSON: the schema refuses it. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Its place is named by whoever asked.
    return undefined
  }
}

function breakText({ what, host, epoch, sequence, expected, found }: ChainBreak, terminal: Terminal): string {
  const { say } = terminal
  const isOfChain = what !== 'pruned-record'
  const place = !isOfChain
    ? say('evidence.all-chains')
    : say('evidence.at', { host: visible(host), epoch: visible(epoch), sequence })
  const word = terminal.colour('red', say(`break.${what satisfies BreakCode}`))
  const none = say('evidence.none')
  const values =
    expected === null && found === null
      ? ''
      : ` (${say('evidence.found', { expected: visible(expected ?? none), found: visible(found ?? none) })})`
  return `${place}: ${word}${values}`
}
