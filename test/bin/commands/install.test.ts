// Owns the laws of installing, on a system in a folder: what is written and whose it is, that doing it again changes nothing of
// the operator's, and that uninstalling leaves what was not asked for.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CollectorConfigSchema } from '@sekisho/collector/config.ts'
import { parseConfig } from '@sekisho/shared/config.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, test } from 'vitest'
import { refuseUnsafePlace } from '../../../bin/install/program-place.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

const isRoot = process.getuid?.() === 0
const can = isRoot && existsSync('/usr/bin/systemd-sysusers') && existsSync('/usr/bin/systemctl')
if (!can) console.warn('SKIPPED: installing needs root, systemd-sysusers and systemctl (Debian: systemd)')

const unitFile = 'etc/systemd/system/sekisho-agent.service'
const enabled = 'etc/systemd/system/multi-user.target.wants/sekisho-agent.service'

/** Everything below a folder, by path. */
function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
}

describe.skipIf(!can)('installing', () => {
  test('makes a user, a folder that only that user can enter, a config, and a unit that is enabled', async () => {
    const root = temporaryFolder()
    const { code, out } = await runSekisho(['install', 'agent', '--root', root])
    expect(code).toBe(0)
    const passwd = readFileSync(join(root, 'etc/passwd'), 'utf8')
    const uid = Number(/^sekisho-agent:[^:]*:(\d+):/m.exec(passwd)?.[1])
    expect(uid).toBeGreaterThan(0)
    const state = statSync(join(root, 'var/lib/sekisho-agent'))
    expect([state.uid, state.mode & 0o777]).toEqual([uid, 0o700])
    expect(readFileSync(join(root, unitFile), 'utf8')).toContain('User=sekisho-agent')
    expect(existsSync(join(root, 'etc/sekisho/agent.yaml'))).toBe(true)
    expect(filesBelow(root)).toContain(enabled)
    expect(out).toContain('enroll TOKEN')
  })

  test('again replaces the unit and nothing that the operator wrote', async () => {
    const root = temporaryFolder()
    await runSekisho(['install', 'agent', '--root', root])
    writeFileSync(join(root, 'etc/sekisho/agent.yaml'), 'log: {level: warn}\n')
    writeFileSync(join(root, 'var/lib/sekisho-agent/host.key'), 'key')
    writeFileSync(join(root, unitFile), 'of an older version')
    expect((await runSekisho(['install', 'agent', '--root', root])).code).toBe(0)
    expect(readFileSync(join(root, 'etc/sekisho/agent.yaml'), 'utf8')).toBe('log: {level: warn}\n')
    expect(readFileSync(join(root, unitFile), 'utf8')).toContain('[Service]')
    expect(existsSync(join(root, 'var/lib/sekisho-agent/host.key'))).toBe(true)
  })

  test('away again leaves state and config, unless they are to go too', async () => {
    const root = temporaryFolder()
    await runSekisho(['install', 'agent', '--root', root])
    expect((await runSekisho(['uninstall', 'agent', '--root', root])).code).toBe(0)
    const left = filesBelow(root)
    for (const gone of [unitFile, enabled, 'etc/sysusers.d/sekisho-agent.conf']) expect(left).not.toContain(gone)
    for (const kept of ['var/lib/sekisho-agent', 'etc/sekisho/agent.yaml']) expect(left).toContain(kept)
    await runSekisho(['install', 'agent', '--root', root])
    expect((await runSekisho(['uninstall', 'agent', '--root', root, '--purge'])).code).toBe(0)
    expect(filesBelow(root).filter(path => /var\/lib\/sekisho|agent\.yaml/.test(path))).toEqual([])
  })

  test('of a collector leaves in its config where to enter the payment provider’s number, and asks for it', async () => {
    const root = temporaryFolder()
    const { out } = await runSekisho(['install', 'collector', '--root', root])
    expect(out).toMatch(/Next: .*payment provider's number/)
    const file = join(root, 'etc/sekisho/collector.yaml')
    const text = readFileSync(file, 'utf8')
    const say = translator('en')
    expect(parseConfig(text, file, CollectorConfigSchema, say).notify.contacts).toEqual([])
    const { contacts } = parseConfig(text.replace(/^#(?! )|^#(?= {2})/gm, ''), file, CollectorConfigSchema, say).notify
    expect(contacts).toMatchObject([{ name: 'Payment provider, fraud desk' }])
  })

  test('that fails at a step names it, and goes on when it is mended', async () => {
    const root = temporaryFolder()
    mkdirSync(join(root, 'etc'))
    writeFileSync(join(root, 'etc/sekisho'), 'a file where a folder should be')
    const { code, err } = await runSekisho(['install', 'agent', '--root', root])
    expect(code).toBe(exitCodes.failed)
    expect(err).toContain('/etc/sekisho/agent.yaml')
    expect(existsSync(join(root, unitFile))).toBe(false)
  })
})

test('a dry run shows every step with the whole unit, in both languages, and touches nothing', async () => {
  const root = temporaryFolder()
  const { code, out } = await runSekisho(['install', 'collector', '--root', root, '--dry-run'])
  expect(code).toBe(0)
  expect(out).toContain('Write /etc/systemd/system/sekisho-collector.service\n')
  expect(out).toContain('    CapabilityBoundingSet=\n')
  expect(out).toContain(`systemctl --root=${root} enable sekisho-collector.service`)
  const japanese = await runSekisho(['uninstall', 'agent', '--purge', '--root', root, '--dry-run'], {
    LANG: 'ja_JP.UTF-8',
  })
  expect(japanese.out).toContain('削除: /var/lib/sekisho-agent')
  expect(filesBelow(root)).toEqual([])
})

test('only agent and collector can be installed', async () => {
  const { code, err } = await runSekisho(['install', 'agnet', '--dry-run'])
  expect(code).toBe(exitCodes.usage)
  expect(err).toContain('agent')
})

test('a program that somebody else than root may change is not made a service', () => {
  const folder = temporaryFolder()
  const entry = join(folder, 'sekisho.js')
  writeFileSync(entry, '', { mode: 0o644 })
  chmodSync(folder, 0o777)
  const place = { node: '/bin/sh', entry }
  expect(() => refuseUnsafePlace(place, translator('en'))).toThrow('somebody else than root may change it')
  if (!isRoot) return
  chmodSync(folder, 0o755)
  expect(() => refuseUnsafePlace(place, translator('en'))).not.toThrow()
})
