// The laws of findings, inventory and flags, over a real database with real signed batches and the real judge.
import { describe, expect, test } from 'vitest'
import {
  absent,
  censusBegin,
  censusEnd,
  directory,
  entry,
  file,
  finding,
  link,
  sha256,
  unreadable,
  unstable,
} from '../../support/batches.ts'
import { StoreHouse } from '../../support/store-house.ts'

const shell = '<?php system($_GET[1]);'

describe('a finding', () => {
  test('is judged, kept with its place in the evidence, and moves the inventory in one commit', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.publish({ 'index.php': 'good' })
    const answer = await house.send(
      host,
      chain.seal(finding('index.php', null, file('good')), finding('upload/x.php', null, file(shell))),
    )
    expect(answer).toEqual({ outcome: 'committed' })
    expect(await house.findings()).toMatchObject([
      { path: 'index.php', kind: 'added', verdict: 'authorised', open: false, permit: 'shop 1.0', site: 'shop' },
      { path: 'upload/x.php', verdict: 'unauthorised', severity: 'critical', open: true, class: 'upload' },
    ])
    const [first, second] = await house.findings()
    expect(first?.evidence).toEqual({ epoch: chain.epoch, sequence: 1, index: 0 })
    expect(second?.evidence.index).toBe(1)
    expect(await house.files()).toMatchObject([
      { path: 'index.php', verdict: 'authorised', sha256: sha256('good'), size: 4, state: 'present' },
      { path: 'upload/x.php', verdict: 'unauthorised', reasons: expect.arrayContaining(['executable-in-upload']) },
    ])
  })

  test('that takes a file away takes its row away, and the earlier flag stays open', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, file(shell))))
    await house.send(host, chain.seal(finding('upload/x.php', file(shell), absent)))
    expect(await house.files()).toEqual([])
    const [dropped] = await house.findings()
    expect(dropped).toMatchObject({ kind: 'added', open: true })
    const { items } = await house.store.reads.findings({ customer: 1, filter: { open: 'true' } })
    expect(items.map(row => row.id)).toContain(dropped?.id)
  })

  test('whose before is not what the inventory holds is preceded by an inferred one, so no chain breaks', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('a.php', null, file('one'))))
    await house.send(host, chain.seal(finding('a.php', file('two'), file('three'))))
    const found = await house.findings()
    expect(found.map(row => [row.kind, row.noticed, row.before?.sha256, row.after.sha256])).toEqual([
      ['added', 'watch', undefined, sha256('one')],
      ['changed', 'census', sha256('one'), sha256('two')],
      ['changed', 'watch', sha256('two'), sha256('three')],
    ])
    const places = found.map(row => `${row.evidence.sequence}/${row.evidence.index}`)
    expect(new Set(places).size).toBe(places.length)
  })

  test('of another view is critical, whatever is permitted there, and leaves the inventory as it is', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.publish({ 'index.php': 'good' })
    await house.send(host, chain.seal(finding('index.php', null, file('good'))))
    const before = await house.files()
    const view = finding('index.php', file('good'), file('theirs'), { kind: 'other-view' })
    const gone = finding('', directory(), absent, { kind: 'other-view' })
    expect(await house.send(host, chain.seal(view, gone))).toEqual({ outcome: 'committed' })
    const row = {
      kind: 'other-view',
      verdict: 'unauthorised',
      severity: 'critical',
      open: true,
      reasons: ['other-view'],
    }
    expect((await house.findings()).slice(1)).toMatchObject([
      { ...row, path: 'index.php', before: { sha256: sha256('good') }, after: { sha256: sha256('theirs') } },
      { ...row, path: '', after: { state: 'absent' } },
    ])
    expect(await house.files()).toEqual(before)
  })

  test('of what the web server rewrote is medium where content matters, and of what another did is low', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.publish({ 'index.php': 'good' })
    await house.send(host, chain.seal(finding('index.php', null, file('good'))))
    const actor = { pid: 7, executable: null, command: null, parents: [], unit: null }
    const rewritten = (user: string) =>
      finding('index.php', file('good'), file('good'), { kind: 'rewritten', actor: { ...actor, user } })
    await house.send(host, chain.seal(rewritten('www-data'), rewritten('deploy')))
    expect((await house.findings()).slice(1)).toMatchObject([
      { severity: 'medium', reasons: ['released', 'rewritten-same', 'web-server-wrote'], actor: { user: 'www-data' } },
      { severity: 'low', reasons: ['released', 'rewritten-same'] },
    ])
  })

  test('of metadata leaves the verdict on the content as it was', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.publish({ 'index.php': 'good' })
    await house.send(host, chain.seal(finding('index.php', null, file('good'))))
    await house.send(host, chain.seal(finding('index.php', file('good'), file('good', { mode: 0o777 }))))
    expect((await house.findings()).at(-1)).toMatchObject({ kind: 'metadata', verdict: 'authorised', severity: 'low' })
    expect(await house.files()).toMatchObject([{ verdict: 'authorised', severity: 'none', reasons: ['released'] }])
  })

  test('gets the kind that its observations make, whatever the agent says', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('a.php', null, file('one'))))
    await house.send(host, chain.seal(finding('a.php', file('one'), file('two'), { kind: 'metadata' })))
    expect((await house.findings()).at(-1)).toMatchObject({ kind: 'changed', verdict: 'unauthorised' })
  })

  test('that is unstable is settled by a stable, permitted observation alone', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.publish({ 'a.php': 'good' })
    const flags = async () => (await house.findings()).map(row => row.open)
    await house.send(host, chain.seal(finding('a.php', null, unstable('half'))))
    expect(await flags()).toEqual([true])
    await house.send(host, chain.seal(finding('a.php', unstable('half'), file('bad'))))
    expect(await flags()).toEqual([true, true])
    await house.send(host, chain.seal(finding('a.php', file('bad'), file('good'))))
    expect(await flags()).toEqual([false, true, false])
  })

  test('never touches a root of another host', async () => {
    const house = await new StoreHouse().open()
    const one = await house.shop('web1')
    const two = await house.shop('web2')
    await house.send(one.host, one.chain.seal(finding('a.php', null, file('one'))))
    await house.send(two.host, two.chain.seal(finding('a.php', null, file('two'))))
    expect((await house.files()).map(row => [row.host, row.sha256])).toEqual([
      ['web1', sha256('one')],
      ['web2', sha256('two')],
    ])
  })

  test('in a root that nobody bound makes the root, unbound', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    chain.roots[0] = '/other' as never
    await house.send(host, chain.seal(finding('a.php', null, file('one'))))
    expect(await house.files()).toMatchObject([
      { root: '/other', site: null, verdict: 'unauthorised', reasons: ['unbound-root'] },
    ])
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots.map(root => [root.root, root.site])).toEqual([
      ['/other', null],
      ['/shop', 'shop'],
    ])
  })

  test('of a link that leads out of all roots says so, and the host lists it as not watched', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(
        finding('out', null, link('../etc/passwd')),
        finding('img/in', null, link('../upload/a')),
        finding('locked', null, unreadable('EACCES', directory())),
      ),
    )
    const files = await house.files()
    expect(files.find(row => row.path === 'out')?.reasons).toContain('target-not-watched')
    expect(files.find(row => row.path === 'img/in')?.reasons).not.toContain('target-not-watched')
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.notWatched).toEqual([
      { what: 'not-watched.database', path: null },
      { what: 'not-watched.memory', path: null },
      { what: 'not-watched.third-party-scripts', path: null },
      { what: 'not-watched.dns', path: null },
      { what: 'not-watched.unreadable-directory', path: '/shop/locked' },
      { what: 'not-watched.link-target', path: '/shop/out' },
    ])
  })
})

describe('a census', () => {
  test('makes findings of what differs, and nothing of what is equal', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(censusBegin(), entry('', directory()), entry('a', file('a')), entry('b', file('b'))),
    )
    await house.send(host, chain.seal(censusEnd()))
    expect((await house.findings()).map(row => [row.path, row.kind, row.noticed, row.before])).toEqual([
      ['a', 'added', 'census', null],
      ['b', 'added', 'census', null],
    ])
    await house.send(
      host,
      chain.seal(censusBegin('c2'), entry('a', file('a', { mtimeMs: 9_999 })), entry('b', file('B')), censusEnd('c2')),
    )
    expect((await house.findings()).slice(2).map(row => [row.path, row.kind])).toEqual([['b', 'changed']])
    const [row] = await house.store.reads.hosts({ customer: 1, now: 0 })
    expect(row?.roots[0]).toMatchObject({ censusAt: '1970-01-01T00:00:02.000Z', files: 2 })
  })

  test('that is complete makes what it did not name removed', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(
        censusBegin(),
        entry('dir', directory()),
        entry('dir/a', file('a')),
        entry('b', file('b')),
        censusEnd(),
      ),
    )
    await house.send(host, chain.seal(censusBegin('c2'), entry('b', file('b')), censusEnd('c2')))
    expect((await house.files()).map(row => row.path)).toEqual(['b'])
    const found = await house.findings()
    expect(found.at(-1)).toMatchObject({ path: 'dir/a', kind: 'removed', noticed: 'census', sha256: sha256('a') })
    // Index 3 would be the batch's fourth record: what is inferred counts on after the last.
    expect(found.at(-1)?.evidence.index).toBe(3)
  })

  test('that is not complete takes nothing away', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(censusBegin(), entry('a', file('a')), entry('b', file('b')), censusEnd()))
    await house.send(host, chain.seal(censusBegin('c2'), entry('a', file('a'))))
    await house.send(host, chain.seal(censusEnd('c1')))
    expect((await house.files()).map(row => row.path)).toEqual(['a', 'b'])
    chain.newEpoch()
    await house.send(host, chain.seal(censusBegin('c3'), censusEnd('c2')))
    expect((await house.files()).map(row => row.path)).toEqual(['a', 'b'])
  })

  test('takes nothing away below a directory that could not be read', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(
        censusBegin(),
        entry('d', directory()),
        entry('d/in/a', file('a')),
        entry('gone', unreadable('EACCES', directory())),
        entry('gone/b', file('b')),
        censusEnd(),
      ),
    )
    await house.send(
      host,
      chain.seal(censusBegin('c2'), entry('d', unreadable('EACCES', directory())), censusEnd('c2')),
    )
    expect((await house.files()).map(row => row.path)).toEqual(['d/in/a'])
  })

  test('ends soon, however many parents the paths have that it did not name', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    const deep = Array.from({ length: 60 }, (_, number) => entry(`${'a/'.repeat(90_000)}${number}`, file('a')))
    await house.send(host, chain.seal(censusBegin(), ...deep, censusEnd()))
    const closed = entry('b', unreadable('EACCES', directory()))
    expect(await house.send(host, chain.seal(censusBegin('c2'), closed, censusEnd('c2')))).toEqual({
      outcome: 'committed',
    })
    expect(await house.files()).toEqual([])
  })
})
