// Owns the fanotify groups and which file systems they are told of. Knows no roots, and reads no events.
import { closeSync, readFileSync } from 'node:fs'
import { openPlain } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { namedChanges, namedMask } from './signs.ts'
import { fan, type System, SystemError } from './system.ts'

/** fanotify_init(2): names and the directory's handle, with the file's own where the kernel gives it (5.17). */
const named = fan.reportFid | fan.reportDirFid | fan.reportName

/** Devices of marked file systems, as `Mount` has them, by what is told of them. */
export interface Standing {
  readonly changes: ReadonlySet<string>
  readonly programs: ReadonlySet<string>
}

export class Marks {
  /** Tells names, and reports its losses. */
  readonly named: number
  /** Opens what was closed after writing, so that it can be read though it is gone by now. */
  readonly opened: number
  readonly #system: System
  readonly #marked = new Set<string>()

  /** Files are opened at all. */
  readonly #opens: boolean

  /**
   * @param own folders with this process' own databases, of whose files nothing is told: what it writes there at each commit
   *   concerns no root. None may be opened for us either: it holds locks on them, and closing any descriptor of a file gives
   *   up all locks that its process has there (fcntl(2), "Record locking"). Folders below are told of: canaries lie there.
   * @throws SystemError: EPERM without CAP_SYS_ADMIN, ENOSYS or EINVAL from a kernel before 5.9
   */
  constructor(system: System, own: readonly PathText[] = []) {
    this.#system = system
    this.named = openNamed(system)
    // Two groups: fanotify_init(2) refuses names together with descriptors.
    this.opened = system.fanotifyInit(fan.classNotif)
    this.#opens = own.every(folder => this.#leaveOut(folder))
  }

  /** Of the file system that a folder lies on: every later change on it is told. Answers with its fsid. @throws SystemError */
  mark(folder: PathText): string {
    const open = openPlain(folder)
    try {
      const { fsid, handle } = this.#system.handleOf(open)
      const key = fsid.toString('latin1')
      // Also where it was marked before: unmounted and mounted again it is the same by its fsid, and has no mark.
      this.#system.fanotifyMark(this.named, fan.markAdd | fan.markFilesystem, namedMask, open)
      if (this.#opens) this.#system.fanotifyMark(this.opened, fan.markAdd | fan.markFilesystem, fan.closeWrite, open)
      // Without it events could be had, and no places: CAP_DAC_READ_SEARCH.
      if (!this.#marked.has(key)) this.#system.close(this.#system.openByHandle(open, handle))
      this.#marked.add(key)
      return key
    } finally {
      closeSync(open)
    }
  }

  /** What the kernel has marks of by now: proc_pid_fdinfo(5). One that was unmounted has taken its mark along. @throws system errors */
  standing(): Standing {
    const told = readFileSync(`/proc/self/fdinfo/${this.named}`, 'latin1')
    const marks = Array.from(
      told.matchAll(/ sdev:([0-9a-f]+) .*?\bmask:([0-9a-f]+) /g),
      ([, device = '', mask = '']) => ({
        device: deviceText(device),
        mask: Number.parseInt(mask, 16),
      }),
    )
    const of = (wanted: number) => new Set(marks.filter(({ mask }) => mask & wanted).map(({ device }) => device))
    return { changes: of(namedChanges), programs: of(fan.openExec) }
  }

  /** The file system is none of ours any more; one that is gone has taken its mark along. */
  unmark(fsid: string, folder: PathText): void {
    if (!this.#marked.delete(fsid)) return
    try {
      const open = openPlain(folder)
      try {
        if (this.#system.fsidOf(open).toString('latin1') !== fsid) return
        this.#system.fanotifyMark(this.named, fan.markRemove | fan.markFilesystem, namedMask, open)
        if (this.#opens)
          this.#system.fanotifyMark(this.opened, fan.markRemove | fan.markFilesystem, fan.closeWrite, open)
      } finally {
        closeSync(open)
      }
    } catch {
      // Unmounted or deleted, or mounted anew and so without its mark. What is still told of it is at no place.
    }
  }

  /** False from a kernel before 6.0, which cannot leave a folder out: then nothing is opened anywhere. */
  #leaveOut(folder: PathText): boolean {
    const open = openPlain(folder)
    try {
      this.#system.fanotifyMark(this.opened, fan.markAdd | fan.markIgnore, fan.closeWrite | fan.onChild, open)
      this.#system.fanotifyMark(this.named, fan.markAdd | fan.markIgnore, namedChanges | fan.onChild, open)
      return true
    } catch (error) {
      if (error instanceof SystemError && error.code === 'EINVAL') return false
      throw error
    } finally {
      closeSync(open)
    }
  }

  close(): void {
    this.#system.close(this.named)
    this.#system.close(this.opened)
  }
}

/** The kernel's own number has twenty bits for the minor one (include/linux/kdev_t.h). */
function deviceText(hex: string): string {
  const device = Number.parseInt(hex, 16)
  return `${device >>> 20}:${device & 0xfffff}`
}

function openNamed(system: System): number {
  try {
    return system.fanotifyInit(named | fan.reportTargetFid)
  } catch (error) {
    // 5.9 to 5.16: without the handles of files whose names come and go, nothing of what is told of names is missing.
    if (error instanceof SystemError && error.code === 'EINVAL') return system.fanotifyInit(named)
    throw error
  }
}
