// The laws of turn-taking in the writer: judging again and the rooms that look at what it did both go on, whatever the other
// still has to do, and a piece that ends early leaves nothing out.
import { DatabaseSync } from 'node:sqlite'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test } from 'vitest'
import { listsOf } from '../../../collector/allowlist/lists.ts'
import { Wanting } from '../../../collector/capture/wanting.ts'
import type { Chore } from '../../../collector/handover.ledger.ts'
import type { KnownHost } from '../../../collector/handover.ts'
import { IncidentDesk } from '../../../collector/incidents/desk.ts'
import { TurnTaking } from '../../../collector/ingest/intake.ts'
import { judge } from '../../../collector/judge/judge.ts'
import { Pruning } from '../../../collector/keeping/pruning.ts'
import { serveWriter } from '../../../collector/store/writer.ts'
import { AgentChain, file, finding, sha256 } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { by, StoreHouse, shopProfile } from '../../support/store-house.ts'

const endlessPieces = { count: 0 }
const endless = {
  piece() {
    endlessPieces.count++
    return true
  },
}

type Ask = (name: string, input: unknown) => Promise<unknown>

/** The writer in this thread, with rooms of the test's beside its own. */
function openWriter(more: readonly Chore[], made: (intake: TurnTaking) => void = () => {}): { ask: Ask; file: string } {
  const { port1, port2 } = new MessageChannel()
  serveWriter(
    port2 as MessagePort,
    {
      keeper: ledger => new IncidentDesk(ledger),
      wanting: ledger => new Wanting(ledger, 0),
      pruning: (ledger, terms, told) => new Pruning(ledger, terms, told),
      intake(place, chores, last) {
        const intake = new TurnTaking(place, judge, [...chores, ...more], last)
        made(intake)
        return intake
      },
    },
    systemClock,
  )
  let last = 0
  const waiting = new Map<number, (output: unknown) => void>()
  port1.on('message', (answer: { id?: number; output?: unknown; error?: { message: string } }) => {
    if (answer.id !== undefined)
      waiting.get(answer.id)?.(answer.error ? new Error(answer.error.message) : answer.output)
  })
  const ask = async (name: string, input: unknown) => {
    const id = ++last
    const answered = new Promise<unknown>(resolve => waiting.set(id, resolve))
    port1.postMessage({ id, name, input })
    const output = await answered
    if (output instanceof Error) throw output
    return output
  }
  onTestFinished(async () => {
    await ask('close', null)
    port1.close()
  })
  return { ask, file: `${temporaryFolder()}/store.db` }
}

async function boundShop(ask: Ask, path: string): Promise<{ chain: AgentChain; host: KnownHost }> {
  await ask('open', { path, profiles: [shopProfile], faults: [], maxPages: null, keeping: null, contentBytes: 0 })
  const chain = new AgentChain()
  await ask('addEnrolment', { ...by, id: 't', secret: 's', expiresAt: 5_000 })
  const enrolled = { id: 't', key: chain.key.id, name: 'web1', from: 'local', at: 2_000 }
  const host = (await ask('enrolHost', enrolled)) as KnownHost
  await ask('addSite', { ...by, name: 'shop' })
  await ask('bindRoot', { ...by, host: 'web1', root: '/shop', site: 'shop', prefix: '', profile: 'php' })
  return { chain, host }
}

test('judging again comes to its end though the rooms that look at what was committed never do, and they go on meanwhile', async () => {
  const { ask, file: path } = openWriter([endless])
  const { chain, host } = await boundShop(ask, path)
  const { bytes, digest } = chain.seal(finding('a.php', null, file('a')))
  await ask('receive', { host: host.id, digest, bytes, receivedAt: 3_000 })
  const statement = { kind: 'release', weak: false, signer: 's', digest: sha256('1'), createdAt: 1, adoption: null }
  const release = await ask('stageRelease', { ...by, component: 'shop', version: '1', ...statement })
  const lists = listsOf([{ path: 'a.php' as PathText, sha256: sha256('a'), type: 'file' }])
  await ask('stageLists', { release, lists })
  const before = endlessPieces.count
  const life = { site: 'shop', prefix: '', held: null, overlapMs: 0, expiresAt: null }
  await ask('publishRelease', { ...by, release, ...life })
  const reads = new DatabaseSync(path, { readOnly: true })
  onTestFinished(() => reads.close())
  await eventually(() => reads.prepare('SELECT verdict FROM inventory').get()?.verdict === 'authorised')
  await eventually(() => reads.prepare('SELECT count(*) AS waiting FROM again').get()?.waiting === 0)
  await eventually(() => endlessPieces.count > before)
})

test('a batch that comes while the rooms look at what was committed waits for one of them alone', async () => {
  const looks: string[] = []
  let come = () => {}
  const room = (name: string) => ({
    piece() {
      looks.push(name)
      if (name === 'first') come()
      return false
    },
  })
  let intake: TurnTaking | undefined
  const { ask, file: path } = openWriter([room('first'), room('second')], made => {
    intake = made
  })
  const { chain, host } = await boundShop(ask, path)
  const { bytes, digest } = chain.seal(finding('a.php', null, file('a')))
  let answered: Promise<unknown> = Promise.resolve()
  const begun = new Promise<void>(resolve => {
    come = () => {
      come = () => {}
      looks.length = 0
      answered = intake?.receive({ host: host.id, digest, bytes, receivedAt: 3_000 }) ?? answered
      resolve()
    }
  })
  await ask('addSite', { ...by, name: 'other' })
  await begun
  expect(await answered).toMatchObject({ outcome: 'committed' })
  expect(looks).toEqual([])
  // Behind it both look, whoever had looked before it.
  await eventually(() => looks.includes('first') && looks.includes('second'))
})

test('in a flood batches go first, and the rooms that look at what they brought go on all the same', async () => {
  let looks = 0
  let intake: TurnTaking | undefined
  const { ask, file: path } = openWriter([{ piece: () => ++looks > 0 }], made => {
    intake = made
  })
  const { chain, host } = await boundShop(ask, path)
  // Of many transactions, of which none waits for the next batch to come.
  const batches = Array.from({ length: 2_000 }, (_, n) => chain.seal(finding(`upload/${n}.txt`, null, file(`${n}`))))
  const [from, before] = [performance.now(), looks]
  const answers = await Promise.all(
    batches.map(({ bytes, digest }) => intake?.receive({ host: host.id, digest, bytes, receivedAt: 3_000 })),
  )
  const [took, looked] = [performance.now() - from, looks - before]
  expect(answers.every(answer => answer?.outcome === 'committed')).toBe(true)
  // One of the three rooms each tenth of a second.
  expect(looked).toBeGreaterThan(0)
  expect(looked).toBeLessThanOrEqual(Math.ceil(took / 100))
  await eventually(() => looks - before > looked)
})

test('where thousands of files are judged otherwise, each is, and its finding once, in however many pieces', async () => {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const names = Array.from({ length: 3_000 }, (_, n) => `src/${n % 40}/${n}.php`)
  for (let from = 0; from < names.length; from += 500)
    await house.send(host, chain.seal(...names.slice(from, from + 500).map(name => finding(name, null, file(name)))))
  await house.publish(Object.fromEntries(names.map(name => [name, name])))
  const reads = new DatabaseSync(house.file, { readOnly: true })
  onTestFinished(() => reads.close())
  const told = reads.prepare(
    'SELECT open, json_array_length(history) AS judged, count(*) AS files FROM finding GROUP BY 1, 2',
  )
  expect(told.all()).toEqual([{ open: 0, judged: 1, files: names.length }])
  expect(reads.prepare('SELECT verdict, count(*) AS files FROM inventory GROUP BY 1').all()).toEqual([
    { verdict: 'authorised', files: names.length },
  ])
})
