import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'
import { startSekisho } from '../../support/program.ts'

test('up says what it cannot see in the folder before it says that it watches', async () => {
  const folder = temporaryFolder()
  const [root, config] = [join(folder, 'www'), join(folder, 'agent.yaml')]
  mkdirSync(root)
  writeFileSync(join(root, 'index.php'), '<?php // x')
  for (let link = 0; link < 12; link++) symlinkSync('/etc', join(root, `out-${link}`))
  mkdirSync(join(root, 'closed'))
  chmodSync(join(root, 'closed'), 0)
  onTestFinished(() => chmodSync(join(root, 'closed'), 0o700))
  writeFileSync(config, 'watch: walk\n')
  const up = startSekisho(['up', root, '--port', '0', '--state', join(folder, 'state'), '--config', config])
  await up.says(/^Watching\./m)
  expect(up.out()).toContain('not seen as they happen, but at the next walk (walks only: the config says so)')
  expect(up.out()).toContain(`Not watched: Target of a link that leads out: ${root}/out-0\n`)
  expect(up.out()).toMatch(/^Not watched: \d+ more\. All of it: .*sekisho.* hosts$/m)
  // Root reads whatever it likes.
  if (process.getuid?.() === 0) console.warn('SKIPPED: as root, no folder is closed to the agent')
  else expect(up.out()).toContain(`A folder that the agent may not read, with all in it: ${root}/closed\n`)
  up.child.kill('SIGINT')
  expect(await up.ended).toBe(0)
})
