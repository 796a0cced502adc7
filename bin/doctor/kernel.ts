// Owns the checks of what the kernel allows: how many folders can be watched, how many events wait, how many files may be
// open. Looks, and changes nothing.
import { existsSync, readFileSync } from 'node:fs'
import type { MessageKey, Say } from '@sekisho/shared/messages.ts'
import type { Check } from '@sekisho/shared/report.ts'

interface Limit {
  readonly name: MessageKey
  /** Null where it cannot be read; `absent` where this kernel has no such limit. */
  readonly read: () => number | null | 'absent'
  /** Below it, warn: a shop of EC-CUBE's size with its vendor folder has some 8,000 folders, a few of them fit here. */
  readonly advised: number
  /** A command that raises it. */
  readonly mend: string
}

const sysctl = (name: string, value: number) =>
  `echo ${name}=${value} | sudo tee -a /etc/sysctl.d/60-sekisho.conf && sudo sysctl --system`

const limits: readonly Limit[] = [
  {
    name: 'doctor.inotify-watches',
    read: () => numberIn('/proc/sys/fs/inotify/max_user_watches'),
    advised: 65_536,
    mend: sysctl('fs.inotify.max_user_watches', 524_288),
  },
  {
    name: 'doctor.inotify-instances',
    read: () => numberIn('/proc/sys/fs/inotify/max_user_instances'),
    advised: 16,
    mend: sysctl('fs.inotify.max_user_instances', 128),
  },
  {
    name: 'doctor.inotify-queue',
    read: () => numberIn('/proc/sys/fs/inotify/max_queued_events'),
    advised: 16_384,
    mend: sysctl('fs.inotify.max_queued_events', 65_536),
  },
  {
    name: 'doctor.fanotify-queue',
    read: () => numberOrAbsent('/proc/sys/fs/fanotify/max_queued_events'),
    advised: 16_384,
    mend: sysctl('fs.fanotify.max_queued_events', 65_536),
  },
  {
    name: 'doctor.fanotify-groups',
    read: () => numberOrAbsent('/proc/sys/fs/fanotify/max_user_groups'),
    advised: 16,
    mend: sysctl('fs.fanotify.max_user_groups', 128),
  },
  {
    name: 'doctor.fanotify-marks',
    read: () => numberOrAbsent('/proc/sys/fs/fanotify/max_user_marks'),
    advised: 1024,
    mend: sysctl('fs.fanotify.max_user_marks', 65_536),
  },
  { name: 'doctor.open-files', read: openFiles, advised: 1024, mend: 'ulimit -n 65536' },
]

export function* checkKernel(say: Say): Generator<Check> {
  for (const { name, read, advised, mend } of limits) {
    const value = read()
    if (value === 'absent')
      yield { name, outcome: 'warning', found: say('doctor.limit.absent'), mend: say('doctor.fanotify.mend') }
    else if (value === null)
      yield { name, outcome: 'warning', found: say('doctor.limit.unknown'), mend: say('doctor.proc.mend') }
    else if (value >= advised) yield { name, outcome: 'ok', found: String(value), mend: '' }
    else yield { name, outcome: 'warning', found: say('doctor.limit.low', { value, advised }), mend }
  }
}

/** Since Linux 5.13, and where the kernel was built with fanotify. */
function numberOrAbsent(file: string): number | null | 'absent' {
  return existsSync('/proc/sys/fs/inotify') && !existsSync(file) ? 'absent' : numberIn(file)
}

function numberIn(file: string): number | null {
  const text = textOf(file)
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null
}

/** proc_pid_limits(5): the soft limit comes first. */
function openFiles(): number | null {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(textOf('/proc/self/limits') ?? '') ?? []
  if (soft === 'unlimited') return Number.MAX_SAFE_INTEGER
  return soft === undefined ? null : Number(soft)
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A container may hide it; the check says that it is unknown.
    return null
  }
}
