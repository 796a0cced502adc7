// Owns watchman as a measured watcher: a server of its own, asked through its socket for what changes, as its clients do.
// See facebook.github.io/watchman: socket interface, JSON, one message a line.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { Heard } from './heard.ts'
import type { Rival } from './watching.ts'

interface Message {
  readonly error?: string
  readonly clock?: string
  readonly subscription?: string
  readonly files?: readonly string[]
}

const startMs = 30_000
const lookMs = 20

export const watchman: Rival = {
  name: 'watchman',
  command: 'watchman',
  async start(tree, folder) {
    const home = join(folder, 'watchman')
    rmSync(home, { recursive: true, force: true })
    // It refuses a folder that others may write to.
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const server = startServer(home)
    const heard = new Heard()
    try {
      const socket = await connected(join(home, 'socket'))
      const ask = conversation(socket, files => {
        for (const file of files) heard.tell(join(tree, file))
      })
      await ask(['watch', tree])
      const { clock = '' } = await ask(['clock', tree, { sync_timeout: startMs }])
      await ask(['subscribe', tree, 'bench', { fields: ['name'], expression: ['type', 'f'], since: clock }])
      return {
        name: 'watchman',
        heard,
        pids: () => (server.pid === undefined ? [] : [server.pid]),
        async stop() {
          socket.destroy()
          await end(server)
          rmSync(home, { recursive: true, force: true })
        },
      }
    } catch (error) {
      await end(server)
      throw error
    }
  },
}

function startServer(home: string): ChildProcess {
  const place = (name: string) => join(home, name)
  const words = ['--foreground', '-U', place('socket'), '-o', place('log'), '--statefile', place('state')]
  return spawn('watchman', [...words, '--pidfile', place('pid')], { stdio: 'ignore' })
}

async function connected(path: string): Promise<Socket> {
  const from = performance.now()
  while (!existsSync(path)) {
    if (performance.now() - from > startMs) throw new Error('watchman does not start')
    await pause(systemClock, lookMs)
  }
  const socket = connect(path)
  await once(socket, 'connect')
  return socket
}

/** Answers come in the order of the questions; what changes comes in between. */
function conversation(socket: Socket, changed: (files: readonly string[]) => void) {
  const waiting: ((message: Message) => void)[] = []
  createInterface(socket).on('line', line => {
    const message = JSON.parse(line) as Message
    if (message.subscription !== undefined) changed(message.files ?? [])
    else waiting.shift()?.(message)
  })
  return async (question: readonly unknown[]): Promise<Message> => {
    const answer = new Promise<Message>(resolve => waiting.push(resolve))
    socket.write(`${JSON.stringify(question)}\n`)
    const message = await answer
    if (message.error !== undefined) throw new Error(`watchman: ${message.error}`)
    return message
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}
