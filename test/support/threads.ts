// Owns a look at how this process' threads are ranked, with the machine's own tools and not with ours.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const tellsDisk = spawnSync('ionice', ['--version']).status === 0
if (!tellsDisk)
  console.warn('SKIPPED: how threads are ranked at the disk is not to be seen without ionice (util-linux)')

/** How many of them step back from the processor (nice 10) and from the disk (best effort, 7: ioprio_set(2)). */
export function threadsBehind(): number {
  return readdirSync('/proc/self/task').filter(thread => niceOf(thread) === 10 && isLastAtDisk(thread)).length
}

/** proc_pid_stat(5), the nineteenth field. */
function niceOf(thread: string): number {
  const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[16])
}

function isLastAtDisk(thread: string): boolean {
  if (!tellsDisk) return true
  return spawnSync('ionice', ['-p', thread]).stdout.toString().trim() === 'best-effort: prio 7'
}
