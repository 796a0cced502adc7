// The law of the walker's thread as the agent has it: whatever it does, others go first.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test } from 'vitest'
import { Walker } from '../../agent/walk/walker.ts'
import { temporaryFolder } from '../support/folder.ts'
import { openTestJournal } from '../support/journal.ts'
import { threadsBehind } from '../support/threads.ts'

test('the thread that walks steps back on the processor and at the disk', async () => {
  const root = join(temporaryFolder(), 'root') as PathText
  mkdirSync(root)
  writeFileSync(join(root, 'a.php'), '')
  const before = threadsBehind()
  const walker = new Walker({
    entry: new URL('../../agent/pipeline.walker.ts', import.meta.url),
    workerData: { file: openTestJournal().settings.file },
    clock: systemClock,
    touched: async () => {},
    onProgress: () => {},
  })
  onTestFinished(() => walker.stop())
  const profile = { rules: [], payment: [] }
  const report = await walker.walk({ root, from: '' as PathText, mode: 'stat', profile, roots: [root] })
  expect(report).toMatchObject({ end: 'completed', files: 1 })
  expect(threadsBehind()).toBe(before + 1)
})
