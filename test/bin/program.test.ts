import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { buildProgram } from '../../bin/program.ts'
import { temporaryFolder } from '../support/folder.ts'
import { recordingTerminal, runSekisho } from '../support/shell.ts'

const japanese = { LANG: 'ja_JP.UTF-8' }
const house = new URL('../../', import.meta.url).pathname

/** Every command by its words, such as `release create`. */
function commandsOf(command: Command, words: readonly string[] = []): string[][] {
  return command.commands.flatMap(inner => {
    const path = [...words, inner.name()]
    return [path, ...commandsOf(inner, path)]
  })
}

const terminal = recordingTerminal({}, [], [])
const program = buildProgram({ terminal, environment: {}, clock: systemClock, outcome: { code: 0 } })
const commands = commandsOf(program).map(words => words.join(' '))

describe('the one command', () => {
  test('has every command that the handbook names', () => {
    const named = `up agent collector enroll,enroll token,site add,site list,root bind,key create,key trust,key list,
      token create,key revoke,token list,token revoke,release create,release verify,release publish,release list,release show,adopt files findings hosts link coverage explain status doctor install uninstall`
    const wanted = named
      .split(',')
      .flatMap(part => (part.includes('adopt') || part.startsWith('up') ? part.split(' ') : [part]))
    expect(wanted.map(words => words.trim()).filter(words => !commands.includes(words))).toEqual([])
  })

  test.each(commands)('says in both languages how to use: sekisho %s', async words => {
    const english = await runSekisho([...words.split(' '), '--help'])
    expect(english.code).toBe(exitCodes.ok)
    expect(english.err).toBe('')
    expect(english.out).toMatch(new RegExp(`^Usage: sekisho ${words}`))
    expect(english.out).toContain('Examples:')
    expect(english.out).toContain('--state')
    for (const code of Object.values(exitCodes)) expect(english.out).toMatch(new RegExp(`^  ${code}  \\S`, 'm'))
    const inJapanese = await runSekisho([...words.split(' '), '--help'], japanese)
    expect(inJapanese.out).toMatch(new RegExp(`^使い方: sekisho ${words}`))
    expect(inJapanese.out).toContain('終了コード:')
    expect(inJapanese.out).not.toMatch(/Usage:|Options:|Commands:|Arguments:|Exit codes:|\{\{/)
  })

  test('shows help with its own name, and its version, on standard output', async () => {
    expect((await runSekisho(['--help'])).out).toMatch(/^Usage: sekisho \[options\]/)
    expect((await runSekisho(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('hides a card number in what it complains of, which ends up in a journal', () => {
    const config = join(temporaryFolder(), 'of 4111 1111 1111 1111.yaml')
    const { status, stderr } = spawnSync(
      process.execPath,
      [`${house}bin/sekisho.js`, 'collector', '--config', config],
      { encoding: 'utf8' },
    )
    expect(status).toBe(exitCodes.usage)
    expect(stderr).toContain('of [card].yaml')
    expect(stderr).not.toContain('4111')
  })

  test('without words is a mistake, and shows its help on standard error', async () => {
    const { code, out, err } = await runSekisho([])
    expect(code).toBe(exitCodes.usage)
    expect(out).toBe('')
    expect(err).toContain('Usage: sekisho')
  })
})

describe('a wrong command line', () => {
  test.each([
    [['finding'], 'unknown command finding. Did you mean "findings"?', '未知のコマンドfinding'],
    [['files', '--verdct', 'x'], 'unknown option --verdct. Did you mean "--verdict"?', '未知のオプション--verdct'],
    [['files', '--verdict', 'bad'], '"bad" is not allowed. Allowed: authorised, expected, unauthorised.', '使える値'],
    [['files', '--since', 'soon'], '"soon" is not allowed', '経過時間'],
    [['files', '--since', '2026-13-45'], '"2026-13-45" is not allowed', '経過時間'],
    [['files', '--path', '../x'], '--path <path>: "../x" is not allowed. Allowed: a path below the root', '絶対パス'],
    [['findings', '--path', 'upload//a.php'], '"upload//a.php" is not allowed', 'フォルダー'],
    [['diff', '--from', '7d', '--path', './x/'], '"./x/" is not allowed', 'フォルダー'],
    [['files', '--host'], 'option --host <host> needs a value', '値が必要'],
    [
      ['root', 'bind', 'web1', '/www', '--site', 's'],
      'option --profile <profile> is needed',
      '--profile <profile>が必要',
    ],
    [
      ['root', 'bind', 'web1', 'www', '--site', 's', '--profile', 'php'],
      '"www" is not allowed. Allowed: an absolute path.',
      '絶対パス',
    ],
    [
      ['release', 'contents', '1', '--remove', '--strip', '1'],
      '--remove excludes --strip <count>',
      '--removeと--strip <count>は併用できません',
    ],
    [['explain'], 'argument path is missing', '引数pathがありません'],
    [['explain', 'web1', '/www/a.php', '/www/b.php'], 'too many arguments', '引数が多すぎ'],
    [['explain', 'web1', '/www/a.php', '--host', 'web2'], 'too many arguments', '引数が多すぎ'],
    [['site', 'add', 'a', 'b'], 'too many arguments', '引数が多すぎ'],
    [['up', '--port', '70000'], 'Allowed: a whole number from 0 to 65535.', '0から65535'],
    [['token', 'create', 'x', '--role', 'root'], 'Allowed: read, work, announce, publish, approve, admin.', '使える値'],
    [['token', 'create', 'x', '--role', 'read', '--expires-in', 'never'], 'a lifetime such as 12h', '期間'],
  ])(
    '%j ends with 2, says why in the reader’s language, and prints nothing on standard output',
    async (words, english, inJapanese) => {
      const refused = await runSekisho(words)
      expect(refused).toMatchObject({ code: exitCodes.usage, out: '' })
      expect(refused.err).toContain(english)
      const told = await runSekisho(words, japanese)
      expect(told.err).toContain(inJapanese)
      expect(told.err).not.toContain('error:')
    },
  )

  test('is told without the control characters that were typed', async () => {
    const { err } = await runSekisho(['files', '--verdict', '\u001b[31mred\u202e'])
    expect(err).toContain('⟨U+001B⟩[31mred⟨U+202E⟩')
    expect(err).not.toContain('\u001b')
  })
})

describe('a command that needs a collector', () => {
  test.each(['files', 'findings', 'hosts', 'status', 'site list', 'key list', 'release list'])(
    'ends with 3 when none runs, and says how to start one: %s',
    async words => {
      const state = join(temporaryFolder(), 'state')
      const { code, out, err } = await runSekisho([...words.split(' '), '--json', '--state', state])
      expect(code).toBe(exitCodes.unreachable)
      expect(out).toBe('')
      expect(err).toContain('sekisho up')
      expect(existsSync(state)).toBe(false)
    },
  )

  test('ends with 3 when nothing answers at the named address', async () => {
    const environment = { SEKISHO_COLLECTOR: 'http://127.0.0.1:9', SEKISHO_TOKEN: 'sekisho_x' }
    const { code, err } = await runSekisho(['hosts'], environment)
    expect(code).toBe(exitCodes.unreachable)
    expect(err).not.toContain('sekisho_x')
  })

  test('never sends the local token to another address, and says that one is missing', async () => {
    const { code, err } = await runSekisho(['hosts', '--collector', 'http://127.0.0.1:9', '--state', temporaryFolder()])
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('--token-file')
  })
})

describe('what a program refuses before it starts', () => {
  test.each(['agent', 'collector', 'up'])(
    'a wrong config ends %s with 2, at its place, and leaves nothing behind',
    async name => {
      const folder = temporaryFolder()
      const state = join(folder, 'state')
      writeFileSync(join(folder, 'wrong.yaml'), 'log:\n  levl: info\n')
      const { code, out, err } = await runSekisho([name, '--config', join(folder, 'wrong.yaml'), '--state', state])
      expect(code).toBe(exitCodes.usage)
      expect(out).toBe('')
      expect(err).toContain(
        `${join(folder, 'wrong.yaml')}:2:3: unknown key "log.levl"; allowed here: level. Did you mean "level"?`,
      )
      expect(existsSync(state)).toBe(false)
    },
  )

  test('a folder that is not there ends up with 2', async () => {
    const folder = temporaryFolder()
    const words = ['up', join(folder, 'none'), '--state', join(folder, 'state'), '--port', '0']
    const { code, err } = await runSekisho(words)
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain(join(folder, 'none'))
  })

  test('a state folder inside the watched folder ends up with 2', async () => {
    const folder = temporaryFolder()
    const { code, err } = await runSekisho(['up', folder, '--state', join(folder, 'state'), '--port', '0'])
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('--state')
  })
})

describe('doctor', () => {
  test('prints one JSON object a line and nothing else, and ends with 1 when a check failed', async () => {
    const state = join(temporaryFolder(), 'state')
    const { code, out } = await runSekisho(['doctor', '--json', '--state', state])
    const checks = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(code).toBe(exitCodes.failed)
    expect(checks.map(check => check.name)).toContain('doctor.inotify-watches')
    expect(checks.find(check => check.name === 'doctor.connection')).toMatchObject({ outcome: 'failed' })
    for (const check of checks) expect(Object.keys(check).sort()).toEqual(['found', 'mend', 'name', 'outcome'])
    expect(existsSync(state)).toBe(false)
  })

  test('says on a host that what is served was not looked at where no collector says what is watched', async () => {
    const state = temporaryFolder()
    const served = async () => {
      const { out } = await runSekisho(['doctor', '--json', '--state', state])
      const checks = out.trimEnd().split('\n')
      return checks.map(line => JSON.parse(line)).filter(({ name }) => name === 'doctor.served')
    }
    expect(await served()).toEqual([])
    mkdirSync(join(state, 'agent'))
    writeFileSync(join(state, 'agent', 'host.key'), '')
    expect(await served()).toMatchObject([{ found: expect.stringContaining('not looked at: ') }])
  })

  test('says how to mend each failed check', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'agent.yaml'), 'wach: auto\n')
    const { out } = await runSekisho(['doctor', '--json', '--state', folder])
    const failed = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
      .filter(check => check.outcome !== 'ok')
    expect(failed.map(check => check.name)).toContain('doctor.agent-config')
    expect(failed.filter(check => check.mend === '')).toEqual([])
  })
})

test('doctor says once why a config or a key cannot be read', async () => {
  const state = temporaryFolder()
  const key = join(state, 'keys', 'shop.key')
  mkdirSync(key, { recursive: true, mode: 0o700 })
  const { out } = await runSekisho(['doctor', '--json', '--agent-config', state, '--state', state])
  const checks = out.trimEnd().split('\n')
  const found = checks.map(line => JSON.parse(line)).filter(({ name }) => /keys|agent-config/.test(name))
  expect(found.map(check => [check.name, check.outcome, check.found.match(/EISDIR/g)])).toEqual([
    ['doctor.keys', 'failed', ['EISDIR']],
    ['doctor.agent-config', 'failed', ['EISDIR']],
  ])
})

describe('doctor on a channel of alarms', () => {
  test('names it with the file that cannot be read, once, in the language of who asked', async () => {
    const state = temporaryFolder()
    const ca = join(state, 'none.pem')
    const file = join(state, 'collector.yaml')
    for (const channel of [
      `syslog: [{ name: siem, host: siem.example, ca: ${ca} }]`,
      `ping: { urlFile: ${file}, ca: ${ca} }`,
    ]) {
      writeFileSync(file, `notify: { language: ja, ${channel} }\n`)
      const found = await notifyCheck(['--collector-config', file, '--state', state])
      const name = channel.startsWith('syslog') ? 'notify.syslog siem' : 'notify.ping'
      const why = 'the certificate of the authority cannot be read: ENOENT. "ca" must name a PEM file'
      expect(found).toBe(`${name}: ${ca}: ${why} that this user may read`)
    }
  })

  async function notifyCheck(words: string[]): Promise<unknown> {
    const { out } = await runSekisho(['doctor', '--json', ...words])
    const checks = out.trimEnd().split('\n')
    return checks.map(line => JSON.parse(line)).find(({ name }) => name === 'doctor.notify').found
  }
})

describe('doctor on whom to call', () => {
  async function contacts(file: string): Promise<unknown> {
    const { out } = await runSekisho(['doctor', '--json', '--state', dirname(file)])
    const checks = out.trimEnd().split('\n')
    return checks.map(line => JSON.parse(line)).find(({ name }) => name === 'doctor.contacts')
  }

  test('warns that a collector has no number of a payment provider, with a line to add that settles it', async () => {
    const file = join(temporaryFolder(), 'collector.yaml')
    writeFileSync(file, 'notify: {}\n')
    const told = await contacts(file)
    expect(told).toMatchObject({ outcome: 'warning', found: expect.stringContaining(`number is entered in ${file}`) })
    const { mend } = told as { mend: string }
    writeFileSync(file, `notify:\n  ${/contacts: \[.*\]/.exec(mend)?.[0]}\n`)
    expect(await contacts(file)).toMatchObject({ outcome: 'ok', found: 'Payment provider' })
  })

  test('says where there is no config that the collector may read another, and what one would have to say', async () => {
    const file = join(temporaryFolder(), 'collector.yaml')
    mkdirSync(join(dirname(file), 'collector'))
    const { mend } = (await contacts(file)) as { mend: string }
    expect(mend).toContain('--collector-config')
    writeFileSync(file, /notify: \{.*\}/.exec(mend)?.[0] ?? '')
    expect(await contacts(file)).toMatchObject({ outcome: 'ok' })
  })

  test('asks nothing of a machine without a collector', async () => {
    expect(await contacts(join(temporaryFolder(), 'collector.yaml'))).toBeUndefined()
  })
})

describe('the program as it is started', () => {
  test('ends quietly when the reader of its output goes away', () => {
    const command = `${process.execPath} bin/sekisho.js --help | head -c 1`
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: house })
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
  })

  test('says on an old Node what is needed, in the reader’s language', () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); import('${house}bin/sekisho.js')`
    const run = (LANG: string) =>
      spawnSync(process.execPath, ['-e', pretend], { cwd: house, env: { PATH: process.env.PATH, LANG } })
    const english = run('C')
    expect(english.status).toBe(exitCodes.usage)
    expect(english.stderr.toString()).toContain('Node 24 or newer is needed; this is 20.20.2')
    expect(run('ja_JP.UTF-8').stderr.toString()).toContain('Node 24以上が必要です')
  })
})
