// What must be nowhere, from end to end: card numbers of a dump that lies in the shop, and values of its `.env`, searched for byte
// by byte in all that agent and collector keep, log, hand out and send. Real processes.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { asRoot } from '../support/kernel.ts'
import { type HookReceiver, type MailReceiver, mailTo, openHook, openMail } from '../support/receivers.ts'
import { mailPlace, type Place, placesIn, remainsOf } from '../support/remains.ts'
import { sekisho } from '../support/sekisho.ts'

const before = ['DB_PASSWORD=tall-gate-1603', 'API_TOKEN=brush-and-ink-77', 'APP_ENV=prod-seven-seas']
const after = ['DB_PASSWORD=river-ford-1843', 'APP_ENV=prod-seven-seas', 'SMTP_PASSWORD=paper-lantern-5']

let estate: Estate
let shop: string
let mail: MailReceiver
let hook: HookReceiver
let searches = 0
const ends: (() => Promise<void>)[] = []

beforeAll(async () => {
  const own = { ends: (end: () => Promise<void>) => void ends.push(end) }
  mail = await openMail(own)
  hook = await openHook(own)
  const chat = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'none', digest: '08:00' }
  const notify = { email: [mailTo(mail, { least: 'none' })], webhook: [chat] }
  estate = await openEstate({ notify }, { HOOK: hook.url })
  shop = join(estate.folder, 'shop')
  mkdirSync(join(shop, 'upload'), { recursive: true })
  writeFileSync(join(shop, 'index.php'), '<?php // index')
  writeFileSync(join(shop, '.env'), `${before.join('\n')}\n`)
  await estate.addSite('shop')
  await estate.release(shop, { component: 'shop', version: '1', site: 'shop', exclude: ['.env'] })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
})

afterAll(async () => {
  await estate.stop()
  for (const end of ends) await end()
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Resolves once it is known what became of the content. */
function contentState(digest: string): Promise<string> {
  return eventually(async () => {
    const out = await estate.text(['content', 'list', '--sha256', digest, '--json'])
    const [row] = out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
    return row === undefined || row.state === 'wanted' ? undefined : row.state
  })
}

/** As it is spelt, and its digits alone. */
const spellings = (number: string) => [number, number.replaceAll(/\D/g, '')]

const difference = (path: string) => estate.text(['content', 'diff', 'web1', join(shop, path), '--json'])

/** Databases with their logs, a backup, exports of all incidents with their contents, log lines, and what was sent. */
async function everything(): Promise<Place[]> {
  const state = ['--state', join(estate.folder, 'collector')]
  const made = join(estate.folder, `search-${++searches}`)
  mkdirSync(made)
  const passphrase = join(estate.folder, 'passphrase')
  writeFileSync(passphrase, 'a gate, a permit, a traveller\n', { mode: 0o600 })
  await sekisho(['backup', join(made, 'backup'), '--passphrase-file', passphrase, ...state])
  const incidents = await all(estate.client.incidents.list({}))
  expect(incidents.length).toBeGreaterThan(0)
  for (const { id } of incidents)
    await sekisho(['evidence', 'export', String(id), '--out', join(made, `export-${id}`), ...state])
  const logs = [estate.agent.said(), estate.collector.said()]
  expect(logs.every(text => text.length > 0)).toBe(true)
  return [
    ...['collector', 'host', `search-${searches}`].flatMap(part => placesIn(join(estate.folder, part))),
    ...logs.map((text, index) => ({
      name: ['the log of the agent', 'the log of the collector'][index] ?? '',
      bytes: Buffer.from(text),
    })),
    ...mail.mails.map(mailPlace),
    ...hook.posted.map(({ body }) => ({ name: 'a webhook', bytes: Buffer.from(body) })),
  ]
}

test('a changed .env is a finding with its changed keys by name, and no value of it is anywhere', async () => {
  const row = await estate.change('.env', () => putAtOnce(join(shop, '.env'), `${after.join('\n')}\n`))
  expect(row).toMatchObject({
    ...{ path: '.env', class: 'config', verdict: 'unauthorised' },
    changedKeys: ['API_TOKEN', 'DB_PASSWORD', 'SMTP_PASSWORD'],
  })
  const listed = (await estate.findings('--path', '.env')).find(({ id }) => id === row.id)
  expect(listed).toMatchObject({ id: row.id, changedKeys: row.changedKeys })
  const told = await difference('.env')
  expect(JSON.parse(told)).toMatchObject({ changedKeys: row.changedKeys, hunks: [] })
  await eventually(() => hook.posted.some(({ body }) => body.includes('.env')))
  await eventually(() => mail.mails.some(text => mailPlace(text).bytes.includes('.env')))
  const values = [...before, ...after].map(line => line.slice(line.indexOf('=') + 1))
  const api = [listed, await estate.history('.env'), await estate.standing('.env'), told]
  const places = await everything()
  expect(places.some(({ bytes }) => bytes.includes('SMTP_PASSWORD'))).toBe(true)
  places.push({ name: 'the API', bytes: Buffer.from(JSON.stringify(api)) })
  expect(remainsOf(values, places)).toEqual([])
})

test('a dump of card numbers in the shop is in no database, backup, log, mail, webhook, difference and export, whoever wrote it with which command, and what is kept with fewer in exports alone', async () => {
  const spelt = ['4111111111111111', '5555 5555 5555 4444', '3782-822463-10005', '6011111111111117']
  const numbers = spelt.flatMap(spellings)
  const notes = '<?php // notes\n'
  await estate.change('upload/save.php', () => putAtOnce(join(shop, 'upload/save.php'), notes))
  expect(await contentState(sha256(notes))).toBe('kept')
  const dump = `${notes}// ${spelt.join(' 09/27\n// ')}\n`
  // By a command whose words hold the numbers: it is told as the actor, where the kernel says who wrote.
  const write = ['-c', 'printf %s "$1" > upload/save.php; sleep 1; true', 'sh', dump]
  const row = await estate.change('upload/save.php', () => execFileSync('/bin/sh', write, { cwd: shop }))
  if (asRoot) expect(row.actor?.command).toContain('// [card] 09/27')
  expect(await contentState(sha256(dump))).toBe('withheld')
  const answers = [await difference('upload/save.php')]
  // Fewer than make a dump: it is kept, closed, and what it had is masked where it is shown.
  const few = ['3530111333300000', '4242 4242 4242 4242']
  const kept = `${notes}// ${few.join('\n// ')}\n`
  await estate.change('upload/save.php', () => putAtOnce(join(shop, 'upload/save.php'), kept))
  expect(await contentState(sha256(kept))).toBe('kept')
  await estate.change('upload/save.php', () => putAtOnce(join(shop, 'upload/save.php'), `${notes}// gone\n`))
  expect(await contentState(sha256(`${notes}// gone\n`))).toBe('kept')
  answers.push(await difference('upload/save.php'))
  expect(answers[1]).toContain('[card]')
  const shown = answers.map(text => ({ name: 'a difference', bytes: Buffer.from(text) }))
  expect(remainsOf([...few, ...numbers], shown)).toEqual([])

  // That it is a dump was told.
  await eventually(() => hook.posted.some(({ body }) => JSON.parse(body).cause === 'cards'))
  await eventually(() => mail.mails.some(text => mailPlace(text).bytes.includes('probable card dump')))
  const places = await everything()
  // What may stand there is found in each of them.
  const found = remainsOf(['save.php'], places).join('\n')
  const parts = [
    '/collector/',
    '/host/',
    '/backup/',
    '/export-',
    'table finding',
    'table evidence',
    'a mail',
    'a webhook',
  ]
  for (const part of parts) expect(found).toContain(part)
  expect(remainsOf(numbers, places)).toEqual([])
  // What was kept is handed out to whoever exports its incident, and stands nowhere else.
  const exported = places.filter(({ name }) => name.includes('/export-'))
  const elsewhere = places.filter(place => !exported.includes(place))
  expect(remainsOf(few, exported)).not.toEqual([])
  expect(remainsOf(few.flatMap(spellings), elsewhere)).toEqual([])
})

test('the search finds a number in every form, wherever in the bytes it begins', () => {
  const number = '4111111111111111'
  for (const encoding of ['latin1', 'utf16le'] as const)
    for (const before of ['', 'a', 'ab', 'abc']) {
      const bytes = Buffer.from(`${before}${number} 09/27`, encoding)
      for (const inside of [bytes, Buffer.from(bytes.toString('base64')), Buffer.from(bytes.toString('hex'))])
        expect(remainsOf([number], [{ name: 'it', bytes: inside }])).toEqual([`${number} in it`])
    }
  expect(remainsOf([number], [{ name: 'it', bytes: Buffer.from('411111******1111') }])).toEqual([])
})
