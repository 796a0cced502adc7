// Owns the laws of `sekisho up` as people run it: what it makes, tells, flags and continues, and how it stops.
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileRowSchema, FindingRowSchema, HostRowSchema } from '@sekisho/shared/api.ts'
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type RunningProgram, startProgram, startSekisho } from '../support/program.ts'
import { runSekisho } from '../support/shell.ts'

const attack = fileURLToPath(new URL('../../bin/demo/attack.ts', import.meta.url))
const stoppedUp = fileURLToPath(new URL('../support/stopped-up.ts', import.meta.url))

/** Starts the demo on a fresh state folder, and waits until it watches. */
async function startDemo(folder = temporaryFolder()) {
  const state = join(folder, 'state')
  const up = startSekisho(['up', '--port', '0'], { SEKISHO_STATE: state })
  await up.says(/^Watching\./m)
  return { up, state, shop: join(folder, 'sekisho-demo'), folder }
}

/** In order: what is not done within five seconds is ended by force, and by no exit code. */
async function stop(up: RunningProgram): Promise<void> {
  up.child.kill('SIGINT')
  expect(await up.ended).toBe(exitCodes.ok)
}

async function rowsOf(words: readonly string[], state: string): Promise<unknown[]> {
  const { code, out, err } = await runSekisho([...words, '--json', '--state', state])
  expect({ code, err }).toEqual({ code: exitCodes.ok, err: '' })
  return out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

describe('up without a folder', () => {
  test('makes a shop, releases it, watches it, flags the attack, stops in time, and continues', async () => {
    const { up, state, shop, folder } = await startDemo()
    expect(up.out()).toMatch(/^\d+ files, all authorised\.$/m)
    expect(up.out()).toMatch(/^Dashboard {2}http:\/\/127\.0\.0\.1:\d+\/signin\?link=\S+/m)
    expect(up.out()).toContain('Profile    Plain PHP (php)')
    expect(up.out()).toContain('share this machine')

    const attacked = startProgram(attack, [], { SEKISHO_STATE: state })
    expect(await attacked.ended).toBe(exitCodes.ok)
    await up.says(
      /^\d\d:\d\d:\d\d\.\d{3} {2}critical {2}unauthorised {2}added .*upload\/save_image\/cache_5f3a\.php {2}executable among uploads/m,
    )
    await up.says(/critical {2}unauthorised {2}changed .*payment\/PaymentModule\.php {2}content differs/)
    await stop(up)

    const modified = readFileSync(join(shop, 'payment', 'PaymentModule.php'), 'utf8')
    rmSync(join(shop, 'robots.txt'))
    const again = startSekisho(['up', '--port', '0'], { SEKISHO_STATE: state })
    await again.says(/^Watching\./m)
    expect(again.out()).toMatch(/unauthorised {2}removed .*robots\.txt {2}missing: a release names it/)
    expect(again.out()).toContain('Changes while Sekisho was not running: 1.')
    expect(again.out()).toMatch(/^2 of \d+ files are unauthorised/m)
    expect(again.out()).toContain('the agent was restarted')
    // Said once; made once: what the attack did is still there.
    expect(again.out()).not.toContain('share this machine')
    expect(again.out()).not.toContain('Made a demo shop')
    expect(readFileSync(join(folder, 'sekisho-demo', 'payment', 'PaymentModule.php'), 'utf8')).toBe(modified)
    await stop(again)
  })

  test('answers the commands beside it, with rows of the documented shape and nothing else', async () => {
    const { up, state, shop } = await startDemo()
    putAtOnce(join(shop, 'upload', 'x%\u202e.php'), '<?php // x')
    await up.says(/x%25⟨U\+202E⟩\.php/)
    const files = (await rowsOf(['files'], state)).map(row => FileRowSchema.parse(row))
    const onDisk = execFileSync('find', [shop, '-type', 'f']).toString().trimEnd().split('\n')
    expect(files.length).toBe(onDisk.length)
    expect(files.filter(row => row.verdict === 'unauthorised').map(row => row.path)).toEqual(['upload/x%25\u202e.php'])
    expect(new Set(files.map(row => row.root))).toEqual(new Set([shop]))
    const findings = (await rowsOf(['findings', '--path', 'upload/'], state)).map(row => FindingRowSchema.parse(row))
    expect(findings.every(row => row.path.startsWith('upload/'))).toBe(true)
    expect(findings.map(row => row.id)).toEqual(findings.map(row => row.id).toSorted((a, b) => a - b))
    expect(findings.at(-1)).toMatchObject({ kind: 'added', noticed: 'watch', verdict: 'unauthorised', open: true })
    expect((await rowsOf(['files', '--since', '1d'], state)).length).toBe(files.length)
    for (const words of [['hosts'], ['site', 'list'], ['key', 'list'], ['release', 'list'], ['release', 'show', '1']])
      expect((await rowsOf(words, state)).length).toBeGreaterThan(0)
    expect((await runSekisho(['status', '--check', '--state', state])).code).toBe(exitCodes.findingsOpen)
    const explained = await runSekisho(['explain', join(shop, 'index.php'), '--state', state])
    expect(explained.out).toContain('with this very content')
    expect(explained.out).toContain('Could anything have been missed here')
    const whole = await runSekisho(['doctor', '--json', '--state', state])
    expect(whole.code).toBe(exitCodes.ok)
    const [host] = (await rowsOf(['hosts'], state)).map(row => HostRowSchema.parse(row))
    const named = await runSekisho(['explain', host?.host ?? '', join(shop, 'index.php'), '--state', state])
    expect(named.out).toContain('with this very content')
    const elsewhere = await runSekisho(['explain', 'none', join(shop, 'index.php'), '--state', state])
    expect(elsewhere).toMatchObject({ code: exitCodes.refused, out: '' })
    const used = host?.roots[0]?.source === 'fanotify' ? 'fanotify, as the agent says' : 'inotify: '
    const watching = whole.out.split('\n').find(line => line.includes('"check.watch"'))
    expect(JSON.parse(watching ?? '{}')).toMatchObject({ outcome: 'ok', found: expect.stringContaining(`: ${used}`) })
    await stop(up)
  })

  test('prints what is dropped within a second, as a rule', async () => {
    const { up, shop } = await startDemo()
    const delayOf = async (name: string) => {
      const from = systemClock.monotonic()
      putAtOnce(join(shop, 'upload', `${name}.php`), '<?php // x')
      await up.says(new RegExp(`critical  unauthorised  added .*${name}\\.php`))
      return systemClock.monotonic() - from
    }
    let median = Number.POSITIVE_INFINITY
    // The machine may be busy with other things for a while, and not for all of four rounds.
    for (let round = 0; round < 4 && median >= 1000; round++) {
      const delays: number[] = []
      for (let drop = 0; drop < 5; drop++) delays.push(await delayOf(`drop-${round}-${drop}`))
      median = delays.toSorted((a, b) => a - b)[2] ?? Number.NaN
    }
    expect(median).toBeLessThan(1000)
    await stop(up)
  })

  test('speaks Japanese where LANG does', async () => {
    const folder = temporaryFolder()
    const up = startSekisho(['up', '--port', '0'], { SEKISHO_STATE: join(folder, 'state'), LANG: 'ja_JP.UTF-8' })
    await up.says(/^監視中です/m)
    expect(up.out()).toMatch(/全\d+件が許可済みです。/)
    appendFileSync(join(folder, 'sekisho-demo', 'index.php'), '// x\n')
    await up.says(/高 .*未許可 .*変更 .*コード .*index\.php .*リリースと内容が異なる/)
    await stop(up)
  })
})

describe('up with a folder', () => {
  test('tells a first census that no release covers in one summary, and how to settle it', async () => {
    const folder = temporaryFolder()
    const root = join(folder, 'www')
    const state = join(folder, 'state')
    for (const name of ['lib', 'upload', 'payment']) mkdirSync(join(root, name), { recursive: true })
    for (let number = 0; number < 1200; number++)
      writeFileSync(join(root, 'lib', `f${number}.php`), `<?php // ${number}`)
    writeFileSync(join(root, 'upload', 'shell.php'), '<?php // x')
    writeFileSync(join(root, 'upload', 'photo.jpg'), Buffer.from('ffd8ffe0', 'hex'))
    writeFileSync(join(root, 'payment', 'card.php'), '<?php // x')
    const up = startSekisho(['up', root, '--port', '0', '--state', state])
    await up.says(/^Watching\./m)
    const told = up.out()
    expect(told).toMatch(/1203 files, 1202 of them covered by no release yet/)
    expect(told).toMatch(/^ {2}lib\/ +1200 +1200$/m)
    for (const row of [/upload +2 +1/, /code +1200 +1200/, /code \(payment\) +1 +1/])
      expect(told).toMatch(new RegExp(`^ {2}${row.source}$`, 'm'))
    expect(told.split('\n').length).toBeLessThan(60)
    const worst = told.split('\n').filter(line => / {2}critical {2}unauthorised/.test(line))
    expect(worst[0]).toContain('upload/shell.php')
    expect(worst[1]).toContain('payment/card.php')
    expect(told).toContain(`adopt ${root} --by`)
    expect(told).toContain('release publish shop-1.0.0.json --site default')

    const adopt = ['adopt', root, '--by', 'Hanako', '--reason', 'first look', '--state', state]
    const adopted = await runSekisho(adopt)
    expect(adopted).toMatchObject({ code: exitCodes.ok, err: '' })
    expect(adopted.out).toMatch(/1 are not adopted.*\n {2}upload\/shell\.php/)
    expect(adopted.out).toContain('Hanako adopted 1201 files')
    const approve = ['approval', 'add', '--site', 'default', '--path', 'upload/shell.php', '--sha256']
    const [shell] = (await rowsOf(['files', '--path', 'upload/shell.php'], state)).map(row => FileRowSchema.parse(row))
    await runSekisho([...approve, shell?.sha256 ?? '', '--reason', 'the form of the contest', '--state', state])
    await up.says(/^1203 files, all authorised\.$/m)
    expect(await rowsOf(['files', '--verdict', 'unauthorised'], state)).toEqual([])
    const [row] = await rowsOf(['files', '--path', 'payment/card.php'], state)
    expect(row).toMatchObject({ verdict: 'authorised', reasons: ['adopted'] })
    expect((await rowsOf(['release', 'list'], state))[0]).toMatchObject({
      kind: 'adoption',
      weak: false,
      by: 'Hanako',
      reason: 'first look',
    })
    expect((await runSekisho(adopt)).code).toBe(exitCodes.ok)
    await stop(up)
  })

  test('is covered by a release that is made and published from elsewhere', async () => {
    const folder = temporaryFolder()
    const state = join(folder, 'state')
    for (const name of ['build', 'www']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'index.php'), '<?php // shop')
    }
    const up = startSekisho(['up', join(folder, 'www'), '--port', '0', '--profile', 'wordpress', '--state', state])
    await up.says(/^Watching\./m)
    expect(up.out()).toMatch(/^Profile .*\(wordpress\);/m)
    expect(await rowsOf(['hosts'], state)).toMatchObject([{ roots: [{ profile: 'wordpress' }] }])
    const at = ['--state', state]
    const out = join(folder, 'shop.json')
    expect((await runSekisho(['key', 'create', 'ci', '--trust', ...at])).code).toBe(exitCodes.ok)
    expect(statSync(join(state, 'keys', 'ci.key')).mode & 0o777).toBe(0o600)
    const create = [
      'release',
      'create',
      join(folder, 'build'),
      '--component',
      'shop',
      '--release',
      '1.0.0',
      '--out',
      out,
    ]
    expect((await runSekisho([...create, ...at])).out).toContain('1 file, signed into')
    const token = await runSekisho(['token', 'create', 'ci', '--role', 'publish', ...at])
    const file = join(folder, 'ci.token')
    writeFileSync(file, token.out)
    const { address } = JSON.parse(readFileSync(join(state, 'collector', 'local.json'), 'utf8'))
    const remote = ['--collector', address, '--token-file', file, '--state', join(folder, 'nothing')]
    const published = await runSekisho(['release', 'publish', out, ...remote])
    expect(published).toMatchObject({ code: exitCodes.ok, err: '' })
    await up.says(/^1 file, all authorised\.$/m)
    expect(await runSekisho(['site', 'add', 'other', ...remote])).toMatchObject({ code: exitCodes.refused })
    writeFileSync(file, 'sekisho_wrong')
    expect(await runSekisho(['hosts', ...remote])).toMatchObject({ code: exitCodes.refused, out: '' })
    writeFileSync(out, readFileSync(out, 'utf8').replace(/"sig":"../, '"sig":"AA'))
    const forged = await runSekisho(['release', 'publish', out, ...at])
    expect(forged).toMatchObject({ code: exitCodes.refused, out: '' })
    await stop(up)
    expect(existsSync(join(state, 'collector', 'local.json'))).toBe(false)
  })

  test('is watched where the collector has a certificate that nobody vouches for and an address that leads nowhere', async () => {
    const folder = temporaryFolder()
    const state = join(folder, 'state')
    mkdirSync(state, { mode: 0o700 })
    const tls = fileURLToPath(new URL('../fixtures/tls/other', import.meta.url))
    const config = `publicAddress: wss://sekisho.invalid\ntls: { cert: ${tls}.pem, key: ${tls}.key }\n`
    writeFileSync(join(state, 'collector.yaml'), config)
    const { up } = await startDemo(folder)
    expect(up.out()).toMatch(/^Dashboard {2}https:\/\/sekisho\.invalid\/signin\?link=\S+/m)
    expect(await rowsOf(['hosts'], state)).toMatchObject([{ state: 'online' }])
    await stop(up)
  })

  test('is refused to a second start on the same state folder, naming who holds it', async () => {
    const { up, state, folder } = await startDemo()
    const second = startSekisho(['up', '--port', '0'], { SEKISHO_STATE: state })
    expect(await second.ended).toBe(exitCodes.usage)
    expect(second.err()).toContain(`process ${up.child.pid}`)
    expect(existsSync(join(folder, 'sekisho-demo'))).toBe(true)
    await stop(up)
  })
})

describe('stopping up', () => {
  test('comes in order when the reader of the output has gone', async () => {
    const { up, shop } = await startDemo()
    up.child.stdout?.destroy()
    appendFileSync(join(shop, 'index.php'), '// x\n')
    expect(await up.ended).toBe(exitCodes.ok)
  })

  test('needs no more than one signal while it still starts', async () => {
    const state = join(temporaryFolder(), 'state')
    const up = startProgram(stoppedUp, [state], {})
    expect(await up.ended).toBe(exitCodes.ok)
    expect(up.err()).toMatch(/^Stopping[^\n]*\nStopped\.\n$/)
    // The collector was on its way by then: it came to its feet, and was taken down again.
    expect(existsSync(join(state, 'collector', 'store.db'))).toBe(true)
    expect(existsSync(join(state, 'collector', 'local.json'))).toBe(false)
    expect(up.out()).not.toContain('Watching.')
  })
})
