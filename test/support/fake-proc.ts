// Owns a made-up process file system: processes that begin, run other programs, end, and whose pids are given again.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FakeProcess {
  readonly ppid?: number
  readonly start?: number
  readonly comm?: string
  /** Null: this agent may not see it. */
  readonly executable?: string | null
  readonly command?: readonly string[] | string
  readonly uids?: readonly [real: number, effective: number]
  readonly login?: number
  readonly cgroup?: string
  readonly forkedOnly?: boolean
  /** Another number is another execve(2). */
  readonly program?: number
}

const passwd = [
  'root:x:0:0::/root:/bin/bash',
  'www-data:x:33:33::/var/www:/usr/sbin/nologin',
  'alice:x:1000:1000::/:/bin/sh',
]

export class FakeProc {
  readonly folder: string
  readonly passwd: string
  readonly #processes = new Map<number, FakeProcess>()

  constructor(folder: string) {
    this.folder = join(folder, 'proc')
    this.passwd = join(folder, 'passwd')
    mkdirSync(join(this.folder, 'sys/kernel'), { recursive: true })
    writeFileSync(this.passwd, `${passwd.join('\n')}\n`)
    writeFileSync(join(this.folder, 'sys/kernel/pid_max'), '1000\n')
    this.forked(0)
  }

  /** How many processes were ever made. */
  forked(count: number): void {
    writeFileSync(join(this.folder, 'stat'), `cpu 1 2\nbtime 1700000000\nprocesses ${count}\n`)
  }

  /** The pid that was given last. */
  newest(pid: number): void {
    writeFileSync(join(this.folder, 'loadavg'), `0.10 0.20 0.30 1/80 ${pid}\n`)
  }

  /** Makes the process, or changes what is named. */
  set(pid: number, change: FakeProcess = {}): void {
    const process = { ...this.#processes.get(pid), ...change }
    this.#processes.set(pid, process)
    const folder = join(this.folder, String(pid))
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    const { command = ['sh'], uids: [real, effective] = [0, 0], login = 4_294_967_295, cgroup = '0::/' } = process
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    write('stat', statOf(pid, process))
    write('comm', `${process.comm ?? 'sh'}\n`)
    write('cmdline', typeof command === 'string' ? command : command.map(arg => `${arg}\0`).join(''))
    write('status', `Name:\tx\nUid:\t${real}\t${effective}\t${effective}\t${effective}\n`)
    write('loginuid', String(login))
    write('cgroup', `${cgroup}\n`)
    const { executable = '/bin/dash' } = process
    if (executable !== null) symlinkSync(executable, join(folder, 'exe'))
  }

  gone(pid: number): void {
    this.#processes.delete(pid)
    rmSync(join(this.folder, String(pid)), { recursive: true, force: true })
  }
}

/** proc_pid_stat(5): 52 fields. */
function statOf(
  pid: number,
  { ppid = 0, start = 100, comm = 'sh', forkedOnly = false, program = 1 }: FakeProcess,
): string {
  const fields = Array.from({ length: 52 }, () => '0')
  const put = (number: number, value: string | number) => {
    fields[number - 1] = String(value)
  }
  put(1, pid)
  put(2, `(${comm})`)
  put(3, 'S')
  put(4, ppid)
  put(9, forkedOnly ? 0x40_0040 : 0x40_0000)
  put(22, start)
  put(26, program)
  put(28, program * 4096)
  return `${fields.join(' ')}\n`
}
