// Owns the laws of a root that is not what it was: gone, made anew, a link that is swapped, or partly unreadable. What
// cannot be seen is said, and nothing is inferred from it.
import { spawnSync } from 'node:child_process'
import { chmodSync, lchownSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { toldBy } from '../support/acknowledged.ts'
import { overwrite } from '../support/at-once.ts'
import { brokenChains, type Estate, openEstate, snapshotOf } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { type Program, startProgram } from '../support/sekisho.ts'

const files = { 'index.php': 'first', 'payment/pay.php': 'first', 'lib/deep/a.php': 'first', 'lib/deep/b.php': 'first' }

/** Without being asked, a missing root is looked for each 10 s. */
function askToLook(estate: Estate): Promise<void> {
  return estate.client.order('web1', { what: 'walk', root: null })
}

function phase(estate: Estate): string | undefined {
  return estate.agent().status().roots[0]?.phase
}

async function told(estate: Estate): Promise<string[]> {
  return (await estate.findings()).map(({ kind, path }) => `${kind} ${path}`)
}

test('a root that is moved away is missing, not deleted, and back again it shows only what changed meanwhile', async () => {
  const estate = openEstate({ files })
  await estate.open()
  const inventory = await estate.inventory()
  const before = await told(estate)
  const away = join(estate.folder, 'away')
  renameSync(estate.shop, away)
  await eventually(() => phase(estate) === 'missing')
  await eventually(async () => (await estate.gaps('root-missing')).length === 1)
  // Asked to look, it finds nothing, and says nothing of any file.
  await askToLook(estate)
  await eventually(() => estate.logged(/root is missing/).length > 1)
  expect(await told(estate)).toEqual(before)
  expect(await estate.inventory()).toEqual(inventory)
  expect(await estate.gaps('root-missing')).toMatchObject([{ root: estate.root, to: null }])

  renameSync(away, estate.shop)
  estate.write('index.php', 'second')
  estate.remove('lib/deep/b.php')
  await askToLook(estate)
  await eventually(() => phase(estate) === 'watching')
  await estate.atRest(estate.agent())
  expect(await estate.inventory()).toEqual(estate.disk())
  expect((await told(estate)).slice(before.length).sort()).toEqual(['changed index.php', 'removed lib/deep/b.php'])
  expect(await estate.gaps('root-missing')).toMatchObject([{ to: expect.any(String) }])
  // It is watched again, not only walked.
  estate.write('payment/pay.php', 'second')
  await eventually(async () => (await estate.findings()).at(-1)?.path === 'payment/pay.php')
  expect((await estate.findings()).at(-1)?.noticed).toBe('watch')
})

test('a root that is deleted and made anew is told as it then is, file by file', async () => {
  const estate = openEstate({ files })
  await estate.open()
  rmSync(estate.shop, { recursive: true })
  await eventually(() => phase(estate) === 'missing')
  mkdirSync(estate.shop)
  estate.write('index.php', 'second')
  estate.write('lib/deep/a.php', 'first')
  await askToLook(estate)
  await eventually(() => phase(estate) === 'watching')
  await estate.atRest(estate.agent())
  expect(await estate.inventory()).toEqual(estate.disk())
  expect(brokenChains(await estate.findings())).toEqual([])
  expect(await estate.gaps('root-missing')).toMatchObject([{ root: estate.root, to: expect.any(String) }])
  expect(await told(estate)).toContain('removed payment/pay.php')
})

test('an agent that starts without its root says so, and infers nothing', async () => {
  const estate = openEstate({ files })
  await estate.open()
  const before = await told(estate)
  await estate.stopAgent()
  const away = join(estate.folder, 'away')
  renameSync(estate.shop, away)
  await estate.startAgent()
  await eventually(() => phase(estate) === 'missing')
  await eventually(async () => (await estate.gaps('root-missing')).length === 1)
  expect(await told(estate)).toEqual(before)
  renameSync(away, estate.shop)
  await askToLook(estate)
  await eventually(() => phase(estate) === 'watching')
  await estate.atRest(estate.agent())
  expect(await told(estate)).toEqual(before)
})

test('a root that is a link swapped to another release is noticed at once, and told as changes', async () => {
  const estate = openEstate()
  const [first, second] = ['releases/1', 'releases/2'].map(name => join(estate.folder, name))
  const link = estate.shop
  rmSync(link, { recursive: true })
  for (const [folder = '', content] of [
    [first, 'first'],
    [second, 'second'],
  ]) {
    mkdirSync(folder, { recursive: true })
    symlinkSync(folder, `${link}.next`)
    renameSync(`${link}.next`, link)
    estate.write('index.php', content ?? '')
    estate.write(`lib/${content}.php`, content ?? '')
  }
  symlinkSync(first ?? '', `${link}.next`)
  renameSync(`${link}.next`, link)
  await estate.open()
  expect(await estate.inventory()).toEqual(estate.disk())
  const before = await told(estate)
  symlinkSync(second ?? '', `${link}.next`)
  renameSync(`${link}.next`, link)
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await estate.atRest(estate.agent())
  expect(await estate.inventory()).toEqual(estate.disk())
  expect((await told(estate)).slice(before.length).sort()).toEqual([
    'added lib/second.php',
    'changed index.php',
    'removed lib/first.php',
  ])
  // The kernel's events go on where chokidar has to begin anew.
  const cause = estate.agent().status().roots[0]?.source === 'fanotify' ? 'root-replaced' : 'watch-lost'
  expect(await estate.gaps(cause)).toMatchObject([{ root: estate.root, to: expect.any(String) }])
  // What it leads to now is watched, and what it led to no more.
  estate.write('index.php', 'third')
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  expect((await estate.findings()).at(-1)?.noticed).toBe('watch')
})

/** Anybody without privileges: root reads what it likes. */
const nobody = 65_534

/** Starts the agent as a user who can be kept from reading, and enrols it; skips where there is none. */
async function startUnprivileged(estate: Estate, skip: (note: string) => never): Promise<Program> {
  const user = process.getuid?.() === 0 ? nobody : undefined
  const as = user === undefined ? {} : { user }
  const tried = spawnSync(process.execPath, ['-p', `require('fs').readdirSync('${import.meta.dirname}')`], {
    ...(user === undefined ? {} : { uid: user }),
  })
  if (tried.status !== 0) {
    const note = `SKIPPED, because user ${user} cannot run the checkout: ${tried.error ?? tried.stderr}`
    console.warn(note)
    skip(note)
  }
  await estate.startCollector()
  await estate.enrol()
  if (user !== undefined) {
    chmodSync(estate.folder, 0o755)
    for (const folder of [estate.agentState, estate.shop]) giveAway(folder, user)
  }
  const agent = startProgram(['agent', '--state', estate.agentState], {}, as)
  onTestFinished(async () => {
    await agent.stop()
  })
  return agent
}

function giveAway(folder: string, user: number): void {
  lchownSync(folder, user, user)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const name of names) lchownSync(join(folder, name), user, user)
}

test('below a directory that cannot be read nothing is inferred, by no walk and no census, until it can be read', async ({
  skip,
}) => {
  const estate = openEstate({ files })
  await startUnprivileged(estate, skip)
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await eventually(async () => (await estate.host()).roots[0]?.phase === 'watching')
  const inventory = await estate.inventory()
  const lib = join(estate.shop, 'lib')
  chmodSync(lib, 0)
  await eventually(async () => (await told(estate)).at(-1) === 'unreadable lib')
  const hidden = { what: 'not-watched.unreadable-directory', path: `${estate.root}/lib` }
  expect((await estate.host()).notWatched).toContainEqual(hidden)
  const before = await told(estate)
  estate.remove('lib/deep/b.php')

  const walkedAt = async () => Date.parse((await estate.host()).roots[0]?.lastWalkAt ?? '')
  const walked = await walkedAt()
  await askToLook(estate)
  await eventually(async () => (await walkedAt()) > walked)
  expect(await told(estate)).toEqual(before)
  expect(await estate.inventory()).toEqual(inventory)

  // A collector that was put back asks for a census, which names nothing below.
  const image = snapshotOf(estate.collectorState, 'collector')
  overwrite(join(estate.shop, 'index.php'), 'second')
  await eventually(async () => (await told(estate)).at(-1) === 'changed index.php')
  // What the agent does not know to be held it tells again, and then nothing went back.
  await eventually(() => {
    const { sequence, acknowledged } = toldBy(estate.agentState)
    return acknowledged === sequence
  })
  await estate.stopCollector()
  image.putBack()
  await estate.startCollector()
  await eventually(async () => (await estate.gaps('collector-restored'))[0]?.to ?? undefined)
  expect((await told(estate)).slice(before.length)).toEqual(['changed index.php'])
  expect(Object.keys(await estate.inventory())).toContain('lib/deep/b.php')

  chmodSync(lib, 0o755)
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  expect((await told(estate)).slice(before.length)).toContain('removed lib/deep/b.php')
  expect((await estate.host()).notWatched).not.toContainEqual(hidden)
  expect(brokenChains(await estate.findings())).toEqual([])
})
