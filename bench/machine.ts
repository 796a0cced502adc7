// Owns the description of the machine that measured: without it figures say nothing.
import { statfsSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { megabytes } from './numbers.ts'

/** Of statfs(2), for the file systems that people measure on. */
const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlayfs',
  801189825: 'zfs',
}

export function describeMachine(folder: string): string {
  const processors = cpus()
  const { type } = statfsSync(folder)
  const disk = fileSystems[type] ?? `file system 0x${type.toString(16)}`
  const model = processors[0]?.model ?? 'unknown processor'
  return `${processors.length} × ${model}, ${megabytes(totalmem())}, kernel ${release()}, ${disk}, Node ${process.version}`
}

/** Programs that wanted a processor in the last minute, ours among them; above the number of processors it is busy. */
export function load(): string {
  return `load ${loadavg()[0]?.toFixed(1)}`
}
