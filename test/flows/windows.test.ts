// A deployment window from end to end, with real processes: what the deployment writes is expected, what a page's user or
// nobody's release brings beside it is not. Who did it only the kernel tells: needs root, and says so elsewhere.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openEstate } from '../support/flow-estate.ts'
import { makeShop } from '../support/flow-shop.ts'
import { memoryFolder, temporaryFolder } from '../support/folder.ts'
import { asRoot } from '../support/kernel.ts'
import { whileItStands } from '../support/standing-still.ts'

const bash = realpathSync('/bin/bash')
/** Debian gives them the same numbers everywhere, and nothing runs as either. */
const deployer = { name: 'games', uid: 5, gid: 60 }
const pageUser = { name: 'news', uid: 9, gid: 9 }

/** A program by the name of PHP's, that runs on as the user of the shop's pages. */
function servePages(): void {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  const php = join(folder, 'php-fpm8.2')
  copyFileSync('/bin/sleep', php)
  const worker = spawn(php, ['600'], { uid: pageUser.uid, gid: pageUser.gid, stdio: 'ignore' })
  onTestFinished(() => void worker.kill('SIGKILL'))
}

test.skipIf(!asRoot)('a deployment in its window leaves flagged what does not belong to it', async () => {
  servePages()
  const folder = memoryFolder()
  const [build, shop] = [join(folder, 'build'), join(folder, 'shop')]
  makeShop(build, shop)
  execFileSync('chmod', ['-R', 'a+rwX', folder])
  const estate = await openEstate()
  onTestFinished(async () => void (await estate.stop()))
  await estate.addSite('shop')
  await estate.release(build, { component: 'shop', version: '1.0.0', site: 'shop' })
  await estate.bind(shop, 'shop')
  await eventually(async () => (await estate.counted(shop)).source === 'fanotify')

  const actors = ['--actor', `user=${deployer.name},exe=${bash}`, '--actor', `user=${pageUser.name}`]
  const told = await estate.text(['window', 'open', '--site', 'shop', '--for', '30m', ...actors])
  expect(told).toContain(`user=${deployer.name},exe=${bash} or user=${pageUser.name}`)
  // One that is gone at once may be unknown to the agent: this one lives on, as rsync and tar do, until the agent has told.
  const script = 'printf %s "$1" > "$2"; read -r _'
  const put = async ({ name, uid, gid }: typeof deployer, path: string, content: string) => {
    const args = ['--norc', '-c', script, 'deploy', content, join(shop, path)]
    let writer: ChildProcess | undefined
    onTestFinished(() => void writer?.kill('SIGKILL'))
    const write = () => {
      writer = spawn(bash, args, { uid, gid, stdio: ['pipe', 'ignore', 'inherit'] })
    }
    // Its shell makes an empty file first.
    const isWritten = () => existsSync(join(shop, path)) && readFileSync(join(shop, path), 'utf8') === content
    const row = await estate.change(path, () => whileItStands(estate.agent.pid, write, isWritten))
    writer?.stdin?.end()
    expect(row.actor).toMatchObject({ user: name, executable: bash })
    return row
  }

  const covered = { verdict: 'expected', severity: 'none', open: false, permit: expect.stringContaining('window 1') }
  const mailer = '<?php // version 2'
  expect(await put(deployer, 'lib/Mailer.php', mailer)).toMatchObject({
    ...covered,
    reasons: ['window', 'content-differs'],
  })
  expect(await put(deployer, 'lib/hidden.php', '<?php // hidden')).toMatchObject(covered)
  expect(await put(deployer, 'payment/card-form.js', 'steal()')).toMatchObject({ severity: 'critical', open: true })
  expect(await put(deployer, 'upload/x.php', '<?php')).toMatchObject({ severity: 'critical', open: true })
  const page = await put(pageUser, 'js/shop.js', 'steal()')
  expect(page).toMatchObject({ verdict: 'unauthorised', open: true, actor: { user: pageUser.name, webUser: true } })
  expect(await estate.text(['explain', join(shop, 'lib/hidden.php')])).toContain('covers it. At ')
  expect(await estate.text(['explain', join(shop, 'js/shop.js')])).toContain('runs under the same user')
  expect((await estate.findings('--window', '1')).map(({ path }) => path)).toEqual(['lib/Mailer.php', 'lib/hidden.php'])

  writeFileSync(join(build, 'lib/Mailer.php'), mailer)
  await estate.release(build, { component: 'shop', version: '2.0.0', site: 'shop' })
  await eventually(async () => (await estate.standing('lib/Mailer.php'))?.verdict === 'authorised')
  expect(await estate.standing('lib/hidden.php')).toMatchObject({ verdict: 'expected' })
  await estate.text(['window', 'close', '1', '--grace', '0'])
  await eventually(async () => (await estate.open('lib/hidden.php')).length === 1)
  expect(await estate.history('lib/Mailer.php')).toMatchObject([{}, { verdict: 'authorised', reasons: ['released'] }])
})
