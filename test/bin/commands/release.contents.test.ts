// The laws of `sekisho release contents`: it sends what the collector wants and the folder has, and names what was not kept.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import type { ContentDoors } from '../../../collector/handover.capture.ts'
import { openApiHouse } from '../../support/api-house.ts'
import { sha256 } from '../../support/batches.ts'
import { noContents } from '../../support/content-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

test('release contents sends what is wanted and there, batch by batch, and tells of the rest', async () => {
  const names = Array.from({ length: 250 }, (_, index) => `f${index}.php`)
  const batches: number[] = []
  const contents: ContentDoors = {
    ...noContents,
    reads: {
      ...noContents.reads,
      releasedWishes: async ({ release, after }) => {
        if (release !== 12) return null
        const items = [...names, 'gone.php'].map(path => ({ path, sha256: sha256(path) }))
        return after === ''
          ? { items: items.slice(0, 100), last: 'f99.php' as never }
          : { items: items.slice(100), last: null }
      },
    },
    keepReleased: async (_by, _release, files) => {
      expect(files.every(({ path, bytes }) => String(bytes) === path)).toBe(true)
      batches.push(files.length)
      return { kept: files.length - 1, refused: [{ path: files[0]?.path ?? '', why: 'cards' }] }
    },
  }
  const house = await openApiHouse({ doors: { contents } })
  const folder = temporaryFolder()
  for (const name of names) writeFileSync(join(folder, name), name)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('publish') }
  const run = (...words: string[]) =>
    runSekisho(['release', 'contents', ...words], { ...environment, SEKISHO_STATE: temporaryFolder() })
  const { code, out } = await run('12', folder)
  expect([code, batches]).toEqual([exitCodes.ok, [200, 50]])
  expect(out).toContain('gone.php  the folder holds no such file')
  expect(out).toContain('f0.php  it holds card numbers')
  expect(out).toContain('248 contents were kept, 3 were not.')
  expect((await run('13', folder)).code).toBe(exitCodes.refused)
  const nowhere = join(folder, 'nowhere')
  for (const [place, errno] of [
    [nowhere, 'ENOENT'],
    [join(folder, 'f0.php'), 'ENOTDIR'],
  ] as const) {
    const { code, err } = await run('12', place)
    expect([code, err]).toEqual([exitCodes.usage, `sekisho: ${place}: it cannot be opened (${errno})\n`])
  }
})
