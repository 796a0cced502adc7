// Owns the measurement of the time from a dropped shell to the mail that tells of it: agent, collector and a mail server on one
// machine, the server in this process. Each shell is an incident of its own, for of one incident a channel is told but once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pause, systemClock } from '@sekisho/shared/clock.ts'
import { SMTPServer } from 'smtp-server'
import type { Bench, Setting } from './bench.ts'
import { openHouse, whenWatched } from './house/house.ts'
import { milliseconds, percentile } from './numbers.ts'
import { numbersFrom } from './random.ts'
import { makeTree } from './tree.ts'

const drops = 100
/** Between two drops: what looks once a second must not be met at the same moment of it each time. */
const pauseMs = { least: 100, most: 1_300 }
const lostMs = 60_000
/** Nobody has these: who drops a shell is part of what makes it one incident with another. */
const firstUser = 60_000

export const mailBench: Bench = async setting => {
  const { folder, size, say } = setting
  const tree = join(folder, `tree-${size.files}`)
  makeTree(tree, size)
  const home = join(folder, 'mail')
  mkdirSync(home, { recursive: true })
  const server = await openMailServer()
  const channel = { name: 'duty', host: '127.0.0.1', port: server.port, security: 'plain' }
  const email = [{ ...channel, from: 'sekisho@example.jp', to: ['duty@example.jp'] }]
  const house = await openHouse(home, home, { notify: { email } })
  try {
    await house.release(tree)
    const roots = Array.from({ length: drops }, (_, nth) => join(home, `root-${nth}`))
    for (const root of roots) makeRoot(root)
    for (const root of [tree, ...roots]) await house.bind(root)
    const agent = house.startAgent('auto')
    for (const root of roots) await whenWatched(house, agent, root)
    const { source } = await whenWatched(house, agent, tree)
    say(`watched by ${source}`)
    const measured = await dropAll(setting, roots, server)
    const cells = [0.5, 0.9, 0.99, 1].map(share => milliseconds(percentile(measured, share)))
    return [
      {
        title: `From a dropped shell to the mail that tells of it, ${size.files} files watched by ${source}`,
        columns: ['p50', 'p90', 'p99', 'longest'],
        rows: [cells],
        notes: [`${drops} shells, each in an upload folder of its own; until the mail server has the whole message.`],
      },
    ]
  } finally {
    await house.stop()
    await server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function uploadsOf(root: string): string {
  return join(root, 'html/upload/save_image')
}

function makeRoot(root: string): void {
  mkdirSync(uploadsOf(root), { recursive: true })
  chmodSync(uploadsOf(root), 0o777)
}

async function dropAll({ say }: Setting, roots: readonly string[], server: MailServer): Promise<readonly number[]> {
  const random = numbersFrom(drops)
  const measured: number[] = []
  for (const [nth, root] of roots.entries()) {
    const name = `dropped-${nth}.php`
    const arrived = server.tells(name)
    await drop(uploadsOf(root), name, firstUser + nth)
    const late = systemClock.after(lostMs, () => server.giveUp(name))
    measured.push((await arrived) - statSync(join(uploadsOf(root), name)).mtimeMs)
    late.cancel()
    if ((nth + 1) % 20 === 0) say(`  ${nth + 1} of ${drops} dropped`)
    await pause(systemClock, pauseMs.least + random() * (pauseMs.most - pauseMs.least))
  }
  return measured
}

/** By a process of that user, where this one may choose; without root the agent does not hear who it was. */
async function drop(folder: string, name: string, user: number): Promise<void> {
  const who = process.getuid?.() === 0 ? { uid: user, gid: user } : {}
  const shell = `echo '<?php /* ${name}, dropped by the bench; does nothing */' > ${name}`
  const [code] = await once(spawn('sh', ['-c', shell], { cwd: folder, stdio: 'inherit', ...who }), 'exit')
  if (code !== 0) throw new Error(`${name} could not be dropped`)
}

interface MailServer {
  readonly port: number
  /** Resolves with when a mail was there whole that names the file. */
  tells(name: string): Promise<number>
  giveUp(name: string): void
  close(): Promise<void>
}

async function openMailServer(): Promise<MailServer> {
  const awaited = new Map<string, { resolve(at: number): void; reject(error: Error): void }>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, _session, done) {
      let text = ''
      for await (const chunk of stream) text += String(chunk)
      const at = systemClock.now()
      // Long lines of a mail are broken.
      for (const [name, { resolve }] of awaited) if (text.replaceAll('=\r\n', '').includes(name)) resolve(at)
      done()
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    port: (server.server.address() as AddressInfo).port,
    tells: name =>
      new Promise<number>((resolve, reject) => awaited.set(name, { resolve, reject })).finally(() =>
        awaited.delete(name),
      ),
    giveUp: name => awaited.get(name)?.reject(new Error(`no mail told of ${name} in ${lostMs} ms`)),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
