// From a change on a real disk to a mail server, a webhook's receiver and a syslog receiver that take it, by TLS and with real
// processes: what is told of it, how often, and what becomes of it while nobody takes anything.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { makeAuthority } from '../support/certificates.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { deploy, shopSize, writeShop } from '../support/large-shop.ts'
import { mailTo, openHook, openMail, openSyslogReceiver } from '../support/receivers.ts'

const site = 'shop'
const address = '127.0.0.1'
const authority = makeAuthority()
const ca = join(mkdtempSync(join(tmpdir(), 'sekisho-ca-')), 'ca.pem')
writeFileSync(ca, authority.ca)
const endings: (() => Promise<unknown>)[] = []
const ends = (end: () => Promise<unknown>) => void endings.unshift(end)

/** An estate of its own, whose collector tells three receivers of it; its host has one root, which is empty. */
async function openTold() {
  const wish = { shows: authority.certify([address]), ends }
  const [mail, hook, syslog] = [await openMail(wish), await openHook(wish), await openSyslogReceiver(wish)]
  const notify = {
    email: [mailTo(mail, { security: 'starttls', ca })],
    webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, ca }],
    syslog: [{ name: 'siem', host: address, port: syslog.port, ca }],
  }
  const estate = await openEstate({ notify }, { HOOK: hook.url })
  ends(() => estate.stop())
  const root = join(estate.folder, 'shop')
  mkdirSync(join(root, 'upload'), { recursive: true })
  await estate.addSite(site)
  return {
    estate,
    root,
    receivers: [mail, hook, syslog],
    /** What each was told so far. */
    told: (): readonly (readonly string[])[] => [
      mail.mails.map(unfolded),
      hook.posted.map(({ body }) => body),
      syslog.received,
    ],
    /** The incidents that the webhook was told of, in order. */
    incidents: (): readonly number[] => hook.posted.flatMap(({ body }) => JSON.parse(body).incident?.id ?? []),
  }
}

async function watched({ estate, root }: { estate: Estate; root: string }): Promise<void> {
  await estate.bind(root, site)
  await estate.counted(root)
}

/** A mail's text is quoted-printable, and long lines of it are broken. */
function unfolded(mail: string): string {
  return mail.replaceAll('=\r\n', '')
}

const everyOne = (estate: Estate) => all(estate.client.incidents.list({ state: 'all' }))

afterAll(async () => {
  for (const end of endings) await end()
  rmSync(dirname(ca), { recursive: true })
})

test('a dropped shell is in a mail, at the webhook and at the syslog receiver; and what comes while these are down, once they are back', async () => {
  const shop = await openTold()
  await watched(shop)
  const { estate, root, receivers, told } = shop
  putAtOnce(join(root, 'shell.php'), '<?php eval($_POST["first"]);\n')
  await eventually(() => told().every(texts => texts.length === 1))
  for (const texts of told()) expect(texts[0]).toContain('shell.php')

  for (const receiver of receivers) await receiver.down()
  putAtOnce(join(root, 'upload/picture.php'), '<?php eval($_POST["second"]);\n')
  const standing = () => estate.client.alarms.channels()
  await eventually(async () =>
    (await standing()).every(({ waiting, lastError }) => waiting === 1 && lastError !== null),
  )
  for (const receiver of receivers) await receiver.up()
  await eventually(async () => (await standing()).every(({ waiting }) => waiting === 0))
  expect(await standing()).toMatchObject(Array(3).fill({ failed: 0 }))
  expect(estate.collector.said()).not.toContain('Warning')
  for (const texts of told()) {
    expect(texts).toHaveLength(2)
    expect(texts[1]).toContain('picture.php')
  }
})

test('a real upgrade of 5,000 files without a release is one incident, and the shell and the skimmer that were hidden in it another', async () => {
  const upgraded = await openTold()
  const { estate, root, incidents } = upgraded
  const build = join(estate.folder, 'build')
  for (const top of [build, root]) writeShop(top, 1)
  await estate.release(build, { component: 'shop', version: '1', site })
  await watched(upgraded)
  expect(await everyOne(estate)).toEqual([])

  const steps = deploy(root)
  for (let step = 0; step < 900; step++) steps.next()
  putAtOnce(join(root, 'upload/banner.php'), '<?php eval($_POST["hidden"]);\n')
  // The upgrade brings this page, to a folder of which it changes much else; then whoever upgrades alters it.
  const skimmed = 'renamed/module-3/payment.php'
  putAtOnce(join(root, skimmed), '<?php // pays\n')
  while (steps.next().done !== true);
  await eventually(async () => (await estate.history(skimmed)).length === 1)
  putAtOnce(join(root, skimmed), '<?php // pays, and tells\n')
  // The second version, what it left behind, the payment page, and the shell.
  await eventually(async () => (await estate.counted(root)).files === shopSize + 3)
  await eventually(async () => {
    const rows = await everyOne(estate)
    const grouped = rows.reduce((sum, row) => sum + row.open, 0)
    const flagged = (await all(estate.client.findings({ open: 'true', limit: 1000 }))).length
    return flagged === grouped && new Set(incidents()).size === rows.length
  })
  const rows = await everyOne(estate)
  expect(rows.map(({ kind }) => kind)).toEqual(['planted', 'deployment'])
  const hidden = await all(estate.client.incidents.files(rows[0]?.id ?? 0))
  expect(new Set(hidden.map(({ path }) => path))).toEqual(new Set(['upload/banner.php', skimmed]))
})

test('a shell that is dropped again sixty times as soon as it is gone is one incident that counts on, and one message', async () => {
  const redropped = await openTold()
  await watched(redropped)
  const { estate, root, told } = redropped
  const [shell, aside] = [join(root, 'upload/again.php'), join(estate.folder, 'aside')]
  for (let nth = 0; nth < 60; nth++) {
    writeFileSync(aside, '<?php system($_GET["again"]);\n')
    await estate.change('upload/again.php', () => renameSync(aside, shell))
    await estate.change('upload/again.php', () => rmSync(shell))
  }
  await eventually(async () => (await everyOne(estate))[0]?.kinds.added === 60)
  expect(await everyOne(estate)).toMatchObject([{ files: 1, kinds: { added: 60 }, lead: { path: 'upload/again.php' } }])
  await eventually(() => told().every(texts => texts.length > 0))
  // Whoever took it has said so before the collector has noted that.
  await eventually(async () => (await estate.client.alarms.channels()).every(({ waiting }) => waiting === 0))
  expect(await estate.client.alarms.channels()).toMatchObject(Array(3).fill({ failed: 0 }))
  for (const texts of told()) {
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('again.php')
  }
})
