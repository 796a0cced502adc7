// Owns the proof that the installed agent needs no more than its unit gives it: as a user of its own with these capabilities
// alone it starts, tells the service manager, and reads what only root may read.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { expect, onTestFinished, test } from 'vitest'
import { unitText } from '../../bin/install/units.ts'
import { listenForDatagrams } from '../support/datagram.ts'
import { openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { memoryFolder, temporaryFolder } from '../support/folder.ts'
import { startProgram } from '../support/sekisho.ts'

const nobody = 65_534
const can = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0
if (!can) console.warn('SKIPPED: only root, and only with setpriv (util-linux), can run the agent as another user')

/** As the unit's process begins: its user, its capabilities, and no way to more. */
function asUnit(): { readonly through: readonly string[]; readonly mask: bigint } {
  const place = { node: '/n', entry: '/e', config: '/c', user: 'u', seesProcesses: false }
  const names = /^AmbientCapabilities=(.*)$/m.exec(unitText('agent', place))?.[1]?.split(' ') ?? []
  const set = ['-all', ...names.map(name => `+${name.slice('CAP_'.length).toLowerCase()}`)].join(',')
  const as = ['--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', '--no-new-privs']
  const through = ['setpriv', ...as, `--inh-caps=${set}`, `--ambient-caps=${set}`, `--bounding-set=${set}`]
  // capabilities(7): CAP_DAC_READ_SEARCH is 2, CAP_SYS_ADMIN 21.
  return { through, mask: (1n << 2n) | (1n << 21n) }
}

test.skipIf(!can)(
  'the agent watches by fanotify, and reads a file that only root may read, with the two capabilities of its unit',
  async () => {
    const files = { 'index.php': 'for all', 'config/secret.php': 'for root alone' }
    const estate = openEstate({ files, within: memoryFolder() })
    const secret = join(estate.root, 'config/secret.php')
    chmodSync(secret, 0o600)
    chownSync(secret, 0, 0)
    await estate.startCollector()
    await estate.enrol()
    execFileSync('chown', ['-R', `${nobody}:${nobody}`, estate.agentState])
    const socket = join(temporaryFolder(), 'notify')
    const { heard } = await listenForDatagrams(socket)
    chmodSync(socket, 0o666)
    const { through, mask } = asUnit()
    expect(spawnSync('setpriv', ['--reuid', `${nobody}`, '--clear-groups', 'cat', secret]).status).not.toBe(0)

    const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '60000000' }
    const agent = startProgram(['agent', '--state', estate.agentState], environment, { through })
    onTestFinished(async () => {
      agent.signal('SIGKILL')
      await agent.ended
    })
    await agent.says('running')
    const status = readFileSync(`/proc/${agent.pid}/status`, 'utf8')
    for (const set of ['CapEff', 'CapPrm', 'CapBnd', 'CapAmb'])
      expect(BigInt(`0x${new RegExp(`^${set}:\\s+(\\w+)`, 'm').exec(status)?.[1]}`)).toBe(mask)
    await eventually(() => heard.includes('READY=1') && heard.includes('WATCHDOG=1'))
    await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
    const watched = await eventually(async () => (await estate.host()).roots.find(({ phase }) => phase === 'watching'))
    expect(watched).toMatchObject({ source: 'fanotify', grade: 'proven', why: '' })

    writeFileSync(secret, 'rewritten by root')
    const digest = sha256Hex('rewritten by root')
    await eventually(async () => JSON.stringify(await estate.inventory()).includes(digest))
    await agent.stop()
    await eventually(() => heard.includes('STOPPING=1'))
  },
)
