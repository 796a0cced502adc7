// Owns a reader of inotify's events in the thread of the test, which says when it reads.
import { closeSync, openSync } from 'node:fs'
import { systemClock } from '@sekisho/shared/clock.ts'
import { onTestFinished } from 'vitest'
import type { Touch } from '../../agent/handover.ts'
import { InotifyReader } from '../../agent/watch/inotify/reader.ts'
import { mountInfo } from '../../agent/watch/linux/mounts.ts'
import { openSystem } from '../../agent/watch/linux/system.ts'
import { eventually } from './eventually.ts'

/** It reads with each round. */
export async function unthreaded() {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const mounts = openSync(mountInfo, 'r')
  const touches: Touch[] = []
  const losses: { root: string; cause: string; from: number }[] = []
  const reader = new InotifyReader(
    { system, clock: systemClock, mountInfo: mounts },
    {
      send: batch => touches.push(...batch),
      linked: () => {},
      lost: (at, cause, from) => losses.push({ root: at, cause, from }),
    },
  )
  onTestFinished(() => {
    reader.close()
    system.close(reader.wake)
    closeSync(mounts)
  })
  const round = () => {
    reader.gathering.taken()
    reader.run()
  }
  const told = (...paths: readonly string[]) =>
    eventually(() => {
      round()
      return paths.every(path => touches.some(touch => touch.path === path))
    })
  return { system, reader, touches, losses, round, told }
}
