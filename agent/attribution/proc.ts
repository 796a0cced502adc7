// Owns how one process is read from /proc: which files, their shapes (proc(5)), and that all were of one and the same
// process. Keeps nothing; what follows from it is the table's.
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { baseName } from '@sekisho/shared/actor.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { pathText } from '@sekisho/shared/path.ts'

/** What /proc/PID/stat says: enough to tell processes, and programs of one process, apart. */
export interface Stat {
  readonly pid: number
  readonly ppid: number
  /** Clock ticks from the machine's start to the process's: with the pid, no two processes share it. */
  readonly start: number
  /** First 15 bytes of the program's file name, unless the process set another. */
  readonly comm: string
  /** It has run its parent's program since it was forked (PF_FORKNOEXEC of linux/sched.h). */
  readonly forkedOnly: boolean
  /** Another one after each execve(2): addresses that are drawn anew, or where this agent may not see them, `comm`. */
  readonly program: string
}

/** Whether execve(2) has not done all of its work: addresses come last, where this agent may see them at all. */
export function isUnfinished({ executable, program, comm }: Snapshot): boolean {
  return executable !== null && program === comm
}

/** All that is read of a process. */
export interface Snapshot extends Stat {
  /** Path text; null where this agent may not look (ptrace(2), PTRACE_MODE_READ). */
  readonly executable: string | null
  /** Arguments, ended by NULs; at most `maxCommandBytes`. */
  readonly command: Buffer
  readonly cgroup: string
  readonly realUid: number
  readonly effectiveUid: number
  /** Null where nobody signed in. */
  readonly loginUid: number | null
}

/** Of longer command lines the beginning: so many are kept in memory at once. */
const maxCommandBytes = 2048
/** One execve(2) takes longer than one reading; whoever does nothing else cannot be known. */
const maxAttempts = 4
const forkNoExec = 0x40
/** (uid_t) -1: not set. */
const noUid = 4_294_967_295

export class Proc {
  readonly #folder: string
  readonly #buffer = Buffer.allocUnsafe(64 * 1024)

  /** @param folder where the process file system is mounted */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Null when there is no such process, or this agent may not even see it. */
  stat(pid: number): Stat | null {
    const text = this.#text(`${pid}/stat`)
    return text === null ? null : parseStat(text)
  }

  /** Null when it is gone. All of it is of one process and one program: where that changes meanwhile it is read again. */
  snapshot(pid: number): Snapshot | null {
    let seen: Snapshot | null = null
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const before = this.stat(pid)
      if (before === null) return null
      seen = this.#read(pid)
      if (seen === null) return null
      if (seen.start === before.start && seen.program === before.program && !isUnfinished(seen)) return seen
    }
    return seen !== null && isUnfinished(seen) ? seen : null
  }

  #read(pid: number): Snapshot | null {
    const executable = this.#executable(pid)
    const command = Buffer.from(this.#bytes(`${pid}/cmdline`)?.subarray(0, maxCommandBytes) ?? [])
    const status = this.#text(`${pid}/status`)
    const cgroup = this.#bytes(`${pid}/cgroup`)?.toString() ?? ''
    const login = Number(this.#text(`${pid}/loginuid`) ?? noUid)
    const after = this.stat(pid)
    if (status === null || after === null) return null
    return { ...after, executable, command, cgroup, ...uidsOf(status), loginUid: login === noUid ? null : login }
  }

  uids(pid: number): Pick<Snapshot, 'realUid' | 'effectiveUid'> | null {
    const status = this.#text(`${pid}/status`)
    return status === null ? null : uidsOf(status)
  }

  /** File name of the program that runs; by what the kernel calls it where that is not to be seen. Null when it is gone. */
  nameOf(pid: number): string | null {
    const executable = this.#executable(pid)
    return executable === null ? (this.#text(`${pid}/comm`)?.trimEnd() ?? null) : baseName(executable)
  }

  pids(): number[] {
    return readdirSync(this.#folder)
      .filter(name => /^\d+$/.test(name))
      .map(Number)
  }

  /** The pid that was given last, to a process or thread; null where that is not told. Another one follows each fork. */
  newestPid(): string | null {
    return this.#text('loadavg')?.split(' ')[4]?.trimEnd() ?? null
  }

  /** How many processes and threads were ever made, and when the machine started, milliseconds since 1970. */
  machine(): { readonly forks: number; readonly startedAt: number } {
    const text = this.#text('stat') ?? ''
    const number = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
    return { forks: number('processes'), startedAt: number('btime') * 1000 }
  }

  pidMax(): number {
    return Number(this.#text('sys/kernel/pid_max') ?? 32_768)
  }

  #executable(pid: number): string | null {
    try {
      return pathText(readlinkSync(`${this.#folder}/${pid}/exe`, { encoding: 'buffer' }))
    } catch {
      // Not ours to see, or gone: the caller looks at that again.
      return null
    }
  }

  #text(name: string): string | null {
    return this.#bytes(name)?.toString('latin1') ?? null
  }

  /** Valid until the next call. */
  #bytes(name: string): Buffer | null {
    let descriptor: number
    try {
      descriptor = openSync(`${this.#folder}/${name}`, 'r')
    } catch (error) {
      if (errnoOf(error) === 'EMFILE' || errnoOf(error) === 'ENFILE') throw error
      // Gone, hidden (hidepid), or without audit: not known.
      return null
    }
    try {
      return this.#buffer.subarray(0, readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0))
    } catch {
      // ESRCH: it ended between the two calls.
      return null
    } finally {
      closeSync(descriptor)
    }
  }
}

/** `comm` may hold spaces and brackets, so what follows is found from its end. */
function parseStat(text: string): Stat | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open === -1 || close < open) return null
  const fields = text.slice(close + 2).split(' ')
  // proc_pid_stat(5) counts from 1, and `state`, its third, stands first here.
  const field = (number: number) => fields[number - 3] ?? '0'
  const stack = field(28)
  const comm = Buffer.from(text.slice(open + 1, close), 'latin1').toString()
  return {
    pid: Number.parseInt(text, 10),
    ppid: Number(field(4)),
    start: Number(field(22)),
    comm,
    forkedOnly: (Number(field(9)) & forkNoExec) !== 0,
    program: stack === '0' ? comm : `${field(26)} ${stack}`,
  }
}

/** `Uid:` real, effective, saved, file system. */
function uidsOf(status: string): Pick<Snapshot, 'realUid' | 'effectiveUid'> {
  const [, real, effective] = /^Uid:\s+(\d+)\s+(\d+)/m.exec(status) ?? []
  return { realUid: Number(real ?? noUid), effectiveUid: Number(effective ?? noUid) }
}
