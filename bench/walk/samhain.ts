// Owns Samhain as a program that walks are compared with: its own check of a tree and nothing else that it can do. Its
// configuration has one place, which is laid over in a mount namespace of its own; that takes root.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled } from '../installed.ts'
import { type Checker, timed } from './rivals.ts'

const place = '/etc/samhain/samhainrc'
/** Checks of the machine, and what it writes elsewhere. */
const switchedOff = ['SuidCheck', 'PortCheck', 'ProcessCheck'].map(check => `[${check}]\n${check}Active=no`)

/** Null where it is not installed, or this is not root. */
export function openSamhain(folder: string, tree: string): Checker | null {
  if (!isInstalled('samhain') || process.getuid?.() !== 0) return null
  const [config, database] = [join(folder, 'samhainrc'), join(folder, 'samhain.db')]
  const silent = ['Log', 'Syslog', 'Print', 'Mail'].map(door => `${door}Severity=none`)
  const files = [
    `SetDatabasePath=${database}`,
    `SetLogfilePath=${folder}/samhain.log`,
    `SetLockfilePath=${folder}/samhain.pid`,
  ]
  const lines = [
    ...['[ReadOnly]', `dir=99${tree}`, '[Log]', ...silent, ...switchedOff],
    ...['[Misc]', 'Daemon=no', 'ChecksumTest=check', 'DigestAlgo=SHA256', ...files, '[EOF]'],
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const run = (words: string) =>
    timed(`unshare -m sh -c 'mount --bind "$0" ${place} && samhain ${words}' "$1" > "$2" 2>&1`, [config, '/dev/null'])
  return {
    name: 'Samhain',
    init: () => {
      rmSync(database, { force: true })
      return run('-t init')
    },
    check: () => run('-t check --foreground'),
  }
}
