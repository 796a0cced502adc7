// The laws of what an adoption takes in: what was looked at as a whole, and nothing that asks for a look of its own.
import type { FileRow } from '@sekisho/shared/api.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import { expect, test } from 'vitest'
import { adoptableRows } from '../../bin/adoption.ts'
import { recordingTerminal } from '../support/shell.ts'

const place = { host: 'web1', root: '/shop', site: 'shop', prefix: '', files: 4 }

function row(path: string, ...reasons: ReasonCode[]): FileRow {
  return {
    ...{
      host: 'web1',
      root: '/shop',
      path,
      type: 'file',
      class: 'generated',
      payment: false,
      size: 1,
      state: 'present',
    },
    ...{ sha256: 'a'.repeat(64), verdict: 'unauthorised', severity: 'high', reasons, permit: null, generation: 1 },
    ...{ site: 'shop', at: '2026-11-29T00:00:00.000Z' },
  } as FileRow
}

async function* listed(rows: readonly FileRow[]): AsyncGenerator<FileRow> {
  yield* rows
}

test('an adoption takes in no code that a cache should not hold, and nothing that is settled with its template, and counts what was not read apart', async () => {
  const shell = { terminal: recordingTerminal({}, [], []), environment: {}, clock: systemClock, outcome: { code: 0 } }
  const rows = [
    row('app/a.twig', 'unknown-file'),
    row('var/cache/prod/Container.php', 'generated-rewritten', 'unknown-file'),
    row('var/cache/prod/twig/shell.php', 'not-compiled', 'unknown-file'),
    row('var/cache/prod/twig/a.php', 'source-unpermitted', 'unknown-file'),
    { ...row('growing.php', 'unknown-file'), state: 'unstable' as const },
    { ...row('pipe', 'unknown-file'), type: 'fifo' as const, sha256: null },
  ]
  const { rows: taken, guarded, leftOut } = await adoptableRows(shell, { files: () => listed(rows) }, place)
  expect(taken.map(({ path }) => path)).toEqual(['app/a.twig'])
  expect(guarded.map(({ path }) => path)).toEqual(['var/cache/prod/Container.php', 'var/cache/prod/twig/shell.php'])
  expect(leftOut.map(({ path }) => path)).toEqual(['growing.php', 'pipe'])
})
