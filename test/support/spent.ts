// Owns the time that work takes of the processor, for laws of how long something takes at most: what else the machine does
// meanwhile is not counted.

/** Milliseconds that this thread has spent so far, of the system's for it too. */
export function spentMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
