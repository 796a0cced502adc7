import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '@sekisho/shared/failures.ts'
import { isRunning, lockState, makeStateFolder, refuseStateInside, stateFolder } from '@sekisho/shared/state.ts'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
  return 'nothing was refused'
}

describe('the state folder', () => {
  test('is the option, else SEKISHO_STATE, else systemd’s first, else the XDG state folder', () => {
    const all = { SEKISHO_STATE: '/b', STATE_DIRECTORY: '/c:/d', XDG_STATE_HOME: '/e', HOME: '/home/x' }
    expect(stateFolder('/a', all)).toBe('/a')
    expect(stateFolder(undefined, all)).toBe('/b')
    expect(stateFolder(undefined, { ...all, SEKISHO_STATE: '' })).toBe('/c')
    expect(stateFolder(undefined, { XDG_STATE_HOME: '/e', HOME: '/home/x' })).toBe('/e/sekisho')
    expect(stateFolder(undefined, { HOME: '/home/x' })).toBe('/home/x/.local/state/sekisho')
  })

  test('holds nothing of its lock that others may read, whatever the umask', () => {
    const folder = temporaryFolder()
    const before = process.umask(0)
    try {
      const lock = lockState(folder, 'agent')
      const modes = ['lock.db', 'pid'].map(name => statSync(join(folder, 'agent', name)).mode & 0o777)
      lock.release()
      expect(modes).toEqual([0o600, 0o600])
    } finally {
      process.umask(before)
    }
  })

  test('is absolute even where the option is not', () => {
    expect(stateFolder('here', {})).toBe(join(process.cwd(), 'here'))
  })

  test('is made for its owner alone, whatever the umask', () => {
    const folder = join(temporaryFolder(), 'a', 'b')
    const before = process.umask(0)
    try {
      makeStateFolder(folder)
    } finally {
      process.umask(before)
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('that others can enter is closed to them', () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o755)
    makeStateFolder(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('that cannot be made is refused', () => {
    expect(codeOf(() => makeStateFolder('/dev/null/sekisho'))).toBe('state-permissions')
  })

  test('is refused in the root, under another name for it too, and accepted beside it', () => {
    const folder = temporaryFolder()
    const root = join(folder, 'www')
    mkdirSync(root)
    symlinkSync(root, join(folder, 'link'))
    expect(codeOf(() => refuseStateInside(root, root))).toBe('state-inside-root')
    expect(codeOf(() => refuseStateInside(join(root, 'state', 'deep'), root))).toBe('state-inside-root')
    expect(codeOf(() => refuseStateInside(join(folder, 'link', 'state'), root))).toBe('state-inside-root')
    expect(codeOf(() => refuseStateInside(join(root, 'state'), join(folder, 'link')))).toBe('state-inside-root')
    expect(codeOf(() => refuseStateInside(join(folder, 'www-state'), root))).toBe('nothing was refused')
    expect(existsSync(join(root, 'state'))).toBe(false)
  })
})

describe('the lock of a state folder', () => {
  test('lets one agent and one collector in, and names who holds it', () => {
    const folder = temporaryFolder()
    const agent = lockState(folder, 'agent')
    const collector = lockState(folder, 'collector')
    expect(() => lockState(folder, 'agent')).toThrow(`another agent is running as process ${process.pid}`)
    agent.release()
    lockState(folder, 'agent').release()
    collector.release()
  })

  test('tells others whether the program runs, and a look at it takes it from nobody', () => {
    const folder = temporaryFolder()
    expect(isRunning(folder, 'agent')).toBe(false)
    const lock = lockState(folder, 'agent')
    const script = `
      import { isRunning } from '@sekisho/shared/state.ts'
      console.log(isRunning(${JSON.stringify(folder)}, 'agent'))`
    const look = () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname }).stdout.toString()
    expect(look()).toBe('true\n')
    expect(() => lockState(folder, 'agent')).toThrow('another agent is running')
    expect(isRunning(folder, 'agent')).toBe(true)
    // A second try within the process must not have ended the kernel's lock of the first.
    expect(look()).toBe('true\n')
    lock.release()
    expect(look()).toBe('false\n')
    lockState(folder, 'agent').release()
  })

  test('is held also where whoever took it has lost hold of it', () => {
    const folder = temporaryFolder()
    const script = `
      import { setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      import { isRunning, lockState } from '@sekisho/shared/state.ts'
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc')
      lockState(${JSON.stringify(folder)}, 'agent')
      for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(() => resolve(collect())))
      console.log(isRunning(${JSON.stringify(folder)}, 'agent'))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname })
    expect(stdout.toString()).toBe('true\n')
  })

  test('is gone with its process, however that ended', () => {
    const folder = temporaryFolder()
    const script = `
      import { lockState } from '@sekisho/shared/state.ts'
      lockState(${JSON.stringify(folder)}, 'agent')
      process.kill(process.pid, 'SIGKILL')`
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname })
    expect(ended.signal).toBe('SIGKILL')
    lockState(folder, 'agent').release()
  })
})
