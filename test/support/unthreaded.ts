// Owns readers of the kernel's events in the thread of the test, which says when they read.
import { closeSync, openSync } from 'node:fs'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { onTestFinished } from 'vitest'
import { openProcessTable } from '../../agent/attribution/table.ts'
import { readAttributes } from '../../agent/contents/attributes.ts'
import type { Touch } from '../../agent/handover.ts'
import { InotifyReader } from '../../agent/watch/inotify/reader.ts'
import { mountInfo } from '../../agent/watch/linux/mounts.ts'
import { Reader } from '../../agent/watch/linux/reader.ts'
import { openSystem } from '../../agent/watch/linux/system.ts'
import { eventually } from './eventually.ts'

/** It reads with each round. */
export async function unthreaded(clock: Clock = systemClock) {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const mounts = openSync(mountInfo, 'r')
  const touches: Touch[] = []
  const losses: { root: string; cause: string; from: number }[] = []
  const reader = new InotifyReader(
    { system, clock, mountInfo: mounts },
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

/**
 * By fanotify, which takes root, with the names of the programs that it was told of. Until it is closed whoever waits for anything is
 * held up by it: it goes on by itself.
 */
export async function unthreadedFanotify(clock: Clock = systemClock) {
  const opened = await openSystem()
  if ('why' in opened) throw new Error(opened.why)
  const { system } = opened
  const mounts = openSync(mountInfo, 'r')
  const losses: { root: string; cause: string; from: number }[] = []
  const begun: (string | undefined)[] = []
  const table = openProcessTable({ clock: systemClock })
  const executed = table.executed.bind(table)
  table.executed = (pid, name) => {
    begun.push(name)
    executed(pid, name)
  }
  const nobody = () => {}
  const reader = new Reader(
    {
      system,
      openProcesses: () => table,
      attributesOf: readAttributes,
      handsOn: false,
      clock,
      unopened: [],
      mountInfo: mounts,
      fault: nobody,
    },
    {
      send: nobody,
      linked: nobody,
      kept: nobody,
      closed: nobody,
      lost: (root, cause, from) => losses.push({ root, cause, from }),
    },
  )
  const close = () => {
    reader.close()
    system.close(reader.wake)
    closeSync(mounts)
  }
  return { system, reader, losses, begun, close }
}
