// Owns the laws of how a running program ends: in order after one signal, by force after a second one or when its time is over.
import { spawn } from 'node:child_process'
import { systemClock } from '@sekisho/shared/clock.ts'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'

/** Stands still until a test moves it; the program answers when all that came of it is over. */
const byHand = `new ManualClock()
    process.on('message', ms => {
      clock.advance(ms)
      setImmediate(() => process.send('moved on'))
    })`

/** A program of which one room never stops, or stops as told; says `started` and then what the shell says. */
function startProgram(stop: string, clock = 'systemClock', started = "shell.terminal.warn('started')") {
  const script = `
    import { openTerminal } from './bin/terminal.ts'
    import { runUntilStopped } from './bin/until-stopped.ts'
    import { ManualClock } from './test/support/manual-clock.ts'
    import { systemClock } from '@sekisho/shared/clock.ts'
    import { stopDeadlines, stopInOrder } from '@sekisho/shared/shutdown.ts'
    const clock = ${clock}
    const shell = { terminal: openTerminal({}), environment: {}, clock, outcome: { code: 0 } }
    await runUntilStopped(shell, async () => ({ alive: async () => {}, stop: ${stop} }), () => { ${started} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('../..', import.meta.url).pathname,
    // A channel that nobody listens to holds no process.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let told = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const ended = new Promise(resolve => child.on('close', (code, signal) => resolve(code ?? signal)))
  const says = (words: string) => eventually(() => told.includes(words))
  /** Moves the program's clock on, and resolves with what that did to it. */
  const moveOn = (ms: number) => {
    const lives = new Promise(resolve => child.once('message', () => resolve('lives')))
    child.send(ms)
    return Promise.race([lives, ended])
  }
  return { child, ended, says, told: () => told, moveOn }
}

const hangs = '() => new Promise(() => {})'
const stops = '() => Promise.resolve({ late: [], failed: [] })'

test('a signal stops the program in order, and it ends with 0', async () => {
  const { child, ended, says, told } = startProgram(stops)
  await says('started')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(told()).toContain('Stopped.')
})

test('a program whose room hangs is ended by force before five seconds are much over', async () => {
  const { child, ended, says, told } = startProgram(hangs)
  await says('started')
  const asked = systemClock.monotonic()
  child.kill('SIGINT')
  expect(await ended).toBe('SIGKILL')
  // What a loaded machine adds to them is not its doing; a hang has no end.
  expect(systemClock.monotonic() - asked).toBeLessThan(20_000)
  expect(told()).toContain('by force')
})

test('a program whose room hangs lives up to the last millisecond of its five seconds, and is then ended by force', async () => {
  const { child, says, told, moveOn } = startProgram(hangs, byHand)
  await says('started')
  child.kill('SIGINT')
  await says('once more forces')
  expect(await moveOn(4_999)).toBe('lives')
  expect(told()).not.toContain('by force')
  expect(await moveOn(1)).toBe('SIGKILL')
  expect(told()).toContain('It did not stop in time: ended by force.')
})

test('rooms that hang have four of the five seconds, so that the program can still name them', async () => {
  const { child, says, told, moveOn } = startProgram(
    `() => stopInOrder([{ name: 'walk', stop: ${hangs} }], clock, stopDeadlines.roomsMs)`,
    byHand,
  )
  await says('started')
  child.kill('SIGINT')
  await says('once more forces')
  expect(await moveOn(3_999)).toBe('lives')
  expect(told()).not.toContain('by force')
  expect(await moveOn(1)).toBe('SIGKILL')
  expect(told()).toContain('Not stopped in time, ended by force: walk')
  expect(told()).not.toContain('It did not stop in time')
})

test('a second signal ends it at once, and one key that arrives twice is one signal', async () => {
  const { child, ended, says, told } = startProgram(hangs)
  await says('started')
  const asked = systemClock.monotonic()
  child.kill('SIGINT')
  child.kill('SIGTERM')
  await says('once more forces')
  const again = setRepeatedly(() => child.kill('SIGINT'))
  expect(await ended).toBe('SIGKILL')
  again.cancel()
  expect(systemClock.monotonic() - asked).toBeGreaterThan(250)
  expect(told()).not.toContain('by force')
})

test('a room that was late is named, and the process ends all the same', async () => {
  const { child, ended, says, told } = startProgram("() => Promise.resolve({ late: ['walk'], failed: [] })")
  await says('started')
  child.kill('SIGINT')
  expect(await ended).toBe('SIGKILL')
  expect(told()).toContain('walk')
})

test('a room that failed to stop is told with its reason, and the program ends with 1', async () => {
  const { child, ended, says, told } = startProgram(
    "() => Promise.resolve({ late: [], failed: [{ name: 'store', error: new Error('disk gone') }] })",
  )
  await says('started')
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(told()).toContain('store failed: disk gone')
})

test('a program that fails once it has started is stopped in order, and ends with the failure', async () => {
  const { ended, told } = startProgram(stops, 'systemClock', "throw new Error('no way back')")
  expect(await ended).toBe(1)
  expect(told()).toContain('Stopped.')
  expect(told()).toContain('no way back')
})

test('a program that fails once it has started and then hangs says both, and is ended by force', async () => {
  const late = "() => Promise.resolve({ late: ['walk'], failed: [] })"
  const { ended, told } = startProgram(late, 'systemClock', "throw new Error('no way back')")
  expect(await ended).toBe('SIGKILL')
  expect(told()).toContain('walk')
  expect(told()).toContain('no way back')
})

function setRepeatedly(task: () => void) {
  return systemClock.every(50, task)
}
