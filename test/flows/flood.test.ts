// A flood that the kernel cannot keep: what was lost is declared, what matters is found first, and in the end nothing is missing.
// Needs root, and says so elsewhere.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { brokenChains, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { memoryFolder } from '../support/folder.ts'
import { canFlood, eventsKept } from '../support/kernel.ts'
import { readerGate } from '../support/reader-faults.ts'

const run = promisify(execFile)
/** Each file makes one event at least. */
const floods = Math.ceil(eventsKept * 1.5)

describe.skipIf(!canFlood)(
  'a flood of three times as many cache files as the kernel keeps events, while the reader is held up',
  () => {
    test('opens a gap, and the tamper and the dropped file within it are flagged before the cache', {
      timeout: 900_000,
    }, async () => {
      const folder = memoryFolder()
      const { faults, heldUp } = readerGate(folder)
      const estate = openEstate({ files: { 'index.php': '1', 'payment/pay.php': '2', 'cache/0': '' }, within: folder })
      await estate.startCollector()
      await estate.enrol()
      const agent = await estate.startAgent(estate.agentState, { watchFaults: faults })
      await estate.atRest(agent)
      const before = (await estate.findings()).length

      const goOn = await heldUp(() => estate.write('cache/0', 'held up'))
      const script = `import os
def flood(name):
    for i in range(${floods}):
        with open(f'cache/{name}{i}', 'w') as f: f.write(str(i))
flood('a')
with open('payment/pay.php', 'a') as f: f.write('tampered')
with open('dropped.php', 'w') as f: f.write('<?php')
flood('b')`
      await run('python3', ['-c', script], { cwd: estate.shop })
      goOn()

      const gap = await eventually(async () => (await estate.gaps('overflow')).find(({ to }) => to !== null), 240_000)
      expect(gap.root).toBe(estate.root)
      await estate.atRest(agent)
      const found = (await estate.findings()).slice(before)
      expect(await estate.inventory()).toEqual(estate.disk())
      expect(brokenChains(found.filter(({ path }) => path !== 'payment/pay.php' && path !== 'cache/0'))).toEqual([])
      expect(found).toHaveLength(2 * floods + 3)
      const flagged = found.filter(({ verdict }) => verdict === 'unauthorised')
      expect(flagged.map(({ path, kind, noticed }) => `${kind} ${path} ${noticed}`).sort()).toEqual([
        'added dropped.php walk',
        'changed payment/pay.php walk',
      ])
      // Only what the kernel still had may have come before them.
      expect(Math.max(...flagged.map(finding => found.indexOf(finding)))).toBeLessThan(floods)
    })
  },
)
