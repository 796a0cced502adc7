// Owns how an approval reads: what it permits, through whose hands it went, and what a pattern would permit. Every foreign
// text is made visible.
import type { ApprovalRow, ApprovalState, PatternApproval, PatternPreview } from '@sekisho/shared/api.approvals.ts'
import { bytesText } from '@sekisho/shared/bytes.ts'
import { patternRefusals } from '@sekisho/shared/pattern-limits.ts'
import { type Colour, type Terminal, visible } from './terminal.ts'
import { shownTime } from './typed.ts'

const colours: Readonly<Record<ApprovalState, Colour>> = {
  waiting: 'yellow',
  'in-force': 'green',
  ended: 'grey',
  withdrawn: 'grey',
}

export function approvalTexts(row: ApprovalRow, terminal: Terminal): string[] {
  const { id, state, site, reason, askedBy, askedAt, confirmed, second, withdrawn } = row
  const { say } = terminal
  const word = terminal.colour(colours[state], say(`approval.${state}`))
  const who = say('approval.asked', { by: askedBy, at: shownTime(askedAt), reason })
  const seconded = confirmed === null ? say(second ? 'approval.unseconded' : 'approval.alone') : ''
  const by = confirmed === null ? seconded : say('approval.seconded', { by: confirmed.by, at: shownTime(confirmed.at) })
  const lines = [`${id}  ${word}  ${visible(`${site}: ${whatText(row)}`)}`]
  if (row.kind === 'pattern') lines.push(`    ${limitsText(row, terminal)}`)
  lines.push(`    ${visible(`${who}; ${by}`)}`)
  if (withdrawn !== null) {
    const { by: taker, at, reason: why } = withdrawn
    lines.push(`    ${visible(say('approval.taken-back', { by: taker, at: shownTime(at), reason: why }))}`)
  }
  return lines
}

function whatText(row: ApprovalRow): string {
  return row.kind === 'pattern' ? row.pattern : `${row.path}  ${row.sha256}`
}

function limitsText(
  { classes, extensions, largest, until, covers, state }: PatternApproval,
  { say }: Terminal,
): string {
  const limits = [
    ...(classes.length === 0
      ? []
      : [say('approval.classes', { classes: classes.map(name => say(`class.${name}`)).join(', ') })]),
    ...(extensions.length === 0 ? [] : [say('approval.extensions', { extensions: extensions.join(', ') })]),
    ...(largest === null ? [] : [say('approval.largest', { size: bytesText(largest) })]),
    say('approval.until', { at: shownTime(until) }),
    ...(state === 'in-force' ? [say('approval.covers', { count: covers })] : []),
  ]
  return limits.join('; ')
}

/** What it would permit of what stands there now, and what it would not. */
export function previewTexts(preview: PatternPreview, { say }: Terminal): string[] {
  const { named, permitted, files, findings, left, examples, whole } = preview
  const kept = patternRefusals.flatMap(why => {
    const count = left[why] ?? 0
    return count === 0 ? [] : [`  ${count}: ${say(`pattern-not.${why}`)}`]
  })
  return [
    ...(whole ? [] : [say('preview.not-whole')]),
    say('preview.files', { files, findings }),
    ...examples.map(path => `  ${visible(path)}`),
    ...(files > examples.length ? [`  ${say('preview.more', { count: files - examples.length })}`] : []),
    ...(kept.length === 0 ? [] : [say('preview.left'), ...kept]),
    say('preview.named', { named, permitted }),
  ]
}
