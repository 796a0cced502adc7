// The laws of what a deployment does not hide: what stands beside it, what is of it, and that both follow from what is there.
import { describe, expect, test } from 'vitest'
import { bulkFrom } from '../../../collector/incidents/kind.ts'
import { partFrom } from '../../../collector/incidents/part.ts'
import {
  authorised,
  type Deed,
  dropped,
  grouped,
  type IncidentHouse,
  minute,
  phpFpm,
  rsync,
  unauthorised,
} from '../../support/incident-house.ts'

describe('an attack hidden in an upgrade is an incident of its own', () => {
  const upgrade = (actor: Deed['actor']) =>
    Array.from(
      { length: bulkFrom + 5 },
      (_, n): Deed => ({ path: `src/${n}.php`, kind: 'changed', at: n, ...(actor ? { actor } : {}) }),
    )

  test('by who did it, also at a path that the upgrade changed', () => {
    const house = grouped(...upgrade(rsync), {
      path: 'src/3.php',
      kind: 'changed',
      content: 'skimmer',
      actor: phpFpm,
      at: 50,
    })
    expect(house.all.map(({ kind, files }) => [kind, files])).toEqual([
      ['deployment', bulkFrom + 5],
      ['change', 1],
    ])
  })

  test('by what it is, where nobody knows who did it, whether it came first, between or last', () => {
    const [first, ...rest] = upgrade(undefined)
    const shell = { path: 'upload/x.php', severity: 'critical', reasons: dropped, at: 10 } as const
    for (const deeds of [
      [shell, ...upgrade(undefined)],
      [first ?? shell, shell, ...rest],
      [...upgrade(undefined), shell],
    ]) {
      const all = grouped(...deeds).all.toSorted((one, other) => other.files - one.files)
      expect(all.map(({ kind, files }) => [kind, files])).toEqual([
        ['deployment', bulkFrom + 5],
        ['planted', 1],
      ])
      expect(all[1]?.beside).toBe(all[0]?.id)
    }
  })

  const payment = { kind: 'changed', payment: true, severity: 'critical', actor: rsync, at: 20 } as const
  const anyOrder = (deeds: readonly Deed[]) => [
    [...deeds, ...upgrade(rsync)],
    [...upgrade(rsync), ...deeds],
    upgrade(rsync)
      .flatMap((change, n) => [change, ...(n % 7 === 6 ? deeds.slice((n - 6) / 7, (n + 1) / 7) : [])])
      .concat(deeds.slice(5)),
  ]
  const kinds = (house: IncidentHouse) =>
    house.all
      .toSorted((one, other) => other.files - one.files)
      .map(({ kind, severity, files }) => [kind, severity, files])

  test('by its payment files, though by the same actor, where the upgrade changed little else beside them', () => {
    const skimmer = [
      { path: 'app/Plugin/CardPay/Service/Pay.php', ...payment },
      { path: 'app/Plugin/CardPay/Resource/pay.js', ...payment },
    ]
    for (const deeds of anyOrder(skimmer)) {
      const house = grouped(...deeds)
      expect(kinds(house)).toEqual([
        ['deployment', 'high', bulkFrom + 5],
        ['payment', 'critical', 2],
      ])
      expect(house.all.map(({ beside }) => beside)).toContain(house.all.find(({ kind }) => kind === 'deployment')?.id)
    }
  })

  test('by configuration that changes what runs, and by content that is marked as malicious', () => {
    const directive = {
      path: 'src/.user.ini',
      severity: 'critical',
      reasons: ['execution-directive'],
      actor: rsync,
    } as const
    const marked = { path: 'src/3.php', severity: 'critical', reasons: ['malicious'], actor: rsync } as const
    for (const deeds of anyOrder([directive, marked]))
      expect(kinds(grouped(...deeds))[1]).toEqual(['planted', 'critical', 2])
  })

  test('and not where the upgrade came to that part as a whole: then it is one incident, payment files and all', () => {
    const plugin = Array.from(
      { length: partFrom },
      (_, n): Deed => ({ ...payment, path: `app/Plugin/CardPay/${n}.php` }),
    )
    const own = { ...payment, path: 'src/payment.php' }
    for (const deeds of anyOrder([own, ...plugin])) {
      const house = grouped(...deeds)
      expect(kinds(house)).toEqual([['deployment', 'critical', bulkFrom + 6 + partFrom]])
      expect(house.all[0]?.lead.payment).toBe(true)
    }
  })

  const cardPay = (content: string, count: number) =>
    Array.from({ length: count }, (_, n): Deed => ({ ...payment, path: `src/CardPay/${n}.php`, content }))
  /** What stands beside the deployment. */
  const beside = (house: IncidentHouse) => kinds(house).slice(1)

  test('by a payment file of a part to which it came, once that has another content too than the upgrade gave it', () => {
    const skimmed = [...cardPay('theirs', partFrom + 1), ...cardPay('skimmer', 1)]
    for (const deeds of [...anyOrder(skimmed), ...anyOrder(skimmed.toReversed())]) {
      const house = grouped(...deeds)
      expect(kinds(house)).toEqual([
        ['deployment', 'critical', bulkFrom + 5 + partFrom],
        ['payment', 'critical', 2],
      ])
      expect(house.all.find(({ kind }) => kind === 'payment')?.lead.path).toBe('src/CardPay/0.php')
    }
  })

  test('also where both writes are one finding, and where the skimmer was there for a moment only', () => {
    const [first] = cardPay('theirs', 1)
    for (const [content, between] of [
      ['skimmer', 'theirs'],
      ['theirs', 'skimmer'],
    ] as const)
      for (const deeds of anyOrder([...cardPay('theirs', partFrom).slice(1), ...cardPay('x', 6).slice(partFrom)])) {
        const twice = { ...(first as Deed), content, between: [between] }
        for (const all of [
          [twice, ...deeds],
          [...deeds, twice],
        ])
          expect(beside(grouped(...all))).toEqual([['payment', 'critical', 1]])
      }
  })

  test('and not where it changed that part once more as a whole', () => {
    for (const deeds of anyOrder([...cardPay('theirs', partFrom + 1), ...cardPay('mended', partFrom)]))
      expect(kinds(grouped(...deeds))).toEqual([['deployment', 'critical', bulkFrom + 6 + 2 * partFrom]])
    const plain = cardPay('mended', partFrom).slice(1)
    const rest = plain.map((deed): Deed => ({ ...deed, payment: false, severity: 'high' }))
    const house = grouped(...upgrade(rsync), ...cardPay('theirs', partFrom + 1), ...cardPay('mended', 1))
    expect(beside(house)).toEqual([['payment', 'critical', 2]])
    for (const deed of rest) house.put(deed)
    expect(beside(house.group())).toEqual([])
  })

  test('and goes back to it once the other content turns out to be planted, which alone stays apart', () => {
    const house = grouped(...upgrade(rsync), ...cardPay('theirs', partFrom + 1))
    const skimmer = house.put(cardPay('skimmer', 1)[0] as Deed)
    expect(beside(house.group())).toEqual([['payment', 'critical', 2]])
    house.revise(skimmer, unauthorised({ severity: 'critical', reasons: ['malicious'] }))
    expect(beside(house.group())).toEqual([['planted', 'critical', 1]])
    const [marked] = cardPay('skimmer', 1).map((deed): Deed => ({ ...deed, reasons: ['malicious'] }))
    expect(beside(grouped(...upgrade(rsync), ...cardPay('theirs', partFrom + 1), marked as Deed))).toEqual([
      ['planted', 'critical', 1],
    ])
  })

  test('also where two deployments, of which each has one of its contents, turn out to be one', () => {
    const later = Array.from({ length: bulkFrom }, (_, n): Deed => ({ path: `lib/${n}.php`, actor: phpFpm }))
    const shell = { path: 'upload/x.php', content: 'x', severity: 'critical', reasons: dropped, at: 20 } as const
    const theirs = [...upgrade(rsync), ...cardPay('theirs', partFrom), { ...shell, actor: rsync }]
    const others = [...later, ...cardPay('skimmer', 1).map(deed => ({ ...deed, actor: phpFpm }))]
    const joining = { ...shell, path: 'upload/y.php', actor: phpFpm }
    for (const deeds of [
      [...theirs, ...others, joining],
      [...others, joining, ...theirs],
      [joining, ...theirs, ...others],
    ])
      expect(beside(grouped(...deeds))).toEqual([['planted', 'critical', 4]])
  })

  test('and not where a payment file was away while the upgrade was unpacked', () => {
    const away = { ...payment, path: 'payment/card.php', kind: 'removed' } as const
    for (const deeds of anyOrder([away]))
      expect(kinds(grouped(...deeds))).toEqual([['deployment', 'critical', bulkFrom + 6]])
    for (const deeds of anyOrder([away, { ...payment, path: 'payment/card.php' }]))
      expect(kinds(grouped(...deeds))[1]).toEqual(['payment', 'critical', 2])
  })

  test('and is of the upgrade after all once that comes to its part, which is open again where somebody closed it', () => {
    const house = grouped(...upgrade(rsync), { ...payment, path: 'app/Plugin/CardPay/0.php' })
    const by = { customer: 1, who: 'token:sato', from: '192.0.2.1', at: minute, note: '' }
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome: 'false-alarm' }))
    for (let n = 1; n < partFrom; n++) house.put({ ...payment, path: `app/Plugin/CardPay/${n}.php` })
    expect(house.group().all).toMatchObject([{ id: 1, state: 'open', severity: 'critical', merged: [2] }])
  })

  test('and opens the upgrade again where it goes back to it, though what filled its part was permitted by then', () => {
    const shell = { path: 'upload/x.php', severity: 'critical', reasons: dropped, actor: rsync } as const
    const pay = (n: number): Deed => ({ ...payment, path: `app/Plugin/CardPay/${n}.php` })
    const house = grouped(...upgrade(rsync), shell, ...Array.from({ length: partFrom - 1 }, (_, n) => pay(n)))
    const by = { customer: 1, who: 'token:sato', from: '192.0.2.1', at: minute, note: '' }
    house.desk.commit(() => house.keeper.closeIncident({ ...by, incident: 1, outcome: 'false-alarm' }))
    house.revise(house.put(pay(partFrom - 1)), authorised)
    expect(house.group().all).toMatchObject([
      { id: 1, state: 'open', severity: 'critical', merged: [] },
      { beside: 1, files: 1 },
    ])
  })

  test('also where only a later verdict finds its file critical', () => {
    const house = grouped(...upgrade(rsync), { path: 'app/Plugin/CardPay/0.php', actor: rsync })
    expect(kinds(house)).toHaveLength(1)
    house.revise(bulkFrom + 6, unauthorised({ severity: 'critical' }))
    expect(kinds(house.group())).toEqual([
      ['deployment', 'high', bulkFrom + 5],
      ['change', 'critical', 1],
    ])
  })

  test('and stays what it is where nothing else is there in which it could be hidden', () => {
    const alone = Array.from({ length: bulkFrom }, (_, n): Deed => ({ ...payment, path: `pay/${n}/a.php` }))
    expect(kinds(grouped(...alone))).toEqual([['deployment', 'critical', bulkFrom]])
    expect(kinds(grouped(...alone, { path: 'index.php', actor: rsync }))).toEqual([
      ['payment', 'critical', bulkFrom],
      ['deployment', 'high', 1],
    ])
  })
})
