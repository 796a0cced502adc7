// Owns the walker's thread: which walk goes on next, when it rests, and how many touches may be on their way.
// Never blocks: between two steps of a few milliseconds the thread hears its owner.
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '@sekisho/shared/clock.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import type { BaselineOrder, BaselineReader, KnownInodes } from '../handover.ts'
import { placesOf } from './places.ts'
import type { WalkCalls, WalkEnd, WalkEvent, WalkReport, WalkRequest } from './request.ts'
import { Tally } from './tally.ts'
import { type TreeSteps, walkTree } from './tree.ts'

interface Task {
  readonly id: number
  readonly request: WalkRequest
  readonly steps: TreeSteps
  readonly tally: Tally
  readonly startedAt: number
  readonly resolve: (report: WalkReport) => void
  readonly reject: (error: unknown) => void
  stopped: boolean
  /** Not before this, for the sake of the rate. */
  restUntil: number
  toldAt: number
}

/** The longest that the thread does not hear its owner, apart from one step of a walk. */
const sliceMs = 5
/** Batches on their way and not taken: beyond that the walk waits for settle. */
const batchesOnTheWay = 4
const progressMs = 250

/** Answers the calls of a `Walker` at the other end of the port. */
export function serveWalks(
  port: MessagePort,
  reader: BaselineReader & BaselineOrder & KnownInodes,
  clock: Clock,
): void {
  const walks = new Walks(port, reader, clock)
  serveCalls(port, {
    walk: ({ id, request }) => walks.walk(id, request),
    divide: ({ root, shares }) => reader.foldersAt(root, shares),
    taken: () => walks.taken(),
    stop: ({ id }) => walks.stop(id),
    pause: () => walks.pause(true),
    resume: () => walks.pause(false),
    whereAre: ({ files }) => placesOf(files, reader),
  } satisfies WalkCalls)
}

class Walks {
  readonly #port: MessagePort
  readonly #reader: BaselineReader
  readonly #clock: Clock
  #tasks: Task[] = []
  #running = false
  #paused = false
  #credits = batchesOnTheWay
  #wake: () => void = () => {}

  constructor(port: MessagePort, reader: BaselineReader, clock: Clock) {
    this.#port = port
    this.#reader = reader
    this.#clock = clock
  }

  walk(id: number, request: WalkRequest): Promise<WalkReport> {
    return new Promise((resolve, reject) => {
      const tally = new Tally()
      const startedAt = this.#clock.monotonic()
      const steps = walkTree(request, this.#reader, tally)
      const times = { startedAt, restUntil: startedAt, toldAt: startedAt }
      this.#tasks.push({ id, request, steps, tally, ...times, stopped: false, resolve, reject })
      this.#wake()
      if (!this.#running) void this.#run()
    })
  }

  taken(): void {
    this.#credits++
    this.#wake()
  }

  stop(id: number | null): void {
    for (const task of this.#tasks) if (id === null || task.id === id) task.stopped = true
    this.#wake()
  }

  pause(paused: boolean): void {
    this.#paused = paused
    this.#wake()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#tasks.length > 0) {
      const stopped = this.#tasks.find(task => task.stopped)
      if (stopped) this.#end(stopped, 'stopped')
      else if (this.#paused || this.#credits === 0) await this.#woken(null)
      else {
        const task = this.#nextTask()
        if (task.restUntil > this.#clock.monotonic()) await this.#woken(task.restUntil)
        else this.#slice(task)
      }
      await new Promise(resolve => setImmediate(resolve))
    }
    this.#running = false
  }

  /** Prompt walks first, then whichever may go on soonest. */
  #nextTask(): Task {
    return this.#tasks.reduce((best, task) => {
      if (isPrompt(best) !== isPrompt(task)) return isPrompt(task) ? task : best
      return task.restUntil < best.restUntil ? task : best
    })
  }

  #woken(until: number | null): Promise<void> {
    return new Promise(resolve => {
      const timer = until === null ? null : this.#clock.after(until - this.#clock.monotonic(), resolve)
      this.#wake = () => {
        timer?.cancel()
        resolve()
      }
    })
  }

  #slice(task: Task): void {
    const { tally } = task
    const rate = task.request.filesPerSecond ?? 0
    const lookedBefore = lookedOf(tally)
    // A tenth of a second's worth at a time, so that a low rate is met evenly.
    const enough = rate > 0 ? lookedBefore + Math.max(rate / 10, 1) : Number.POSITIVE_INFINITY
    const until = this.#clock.monotonic() + sliceMs
    try {
      let step = task.steps.next()
      while (!step.done && this.#clock.monotonic() < until && lookedOf(tally) < enough) step = task.steps.next()
      this.#send(task)
      if (step.done) this.#end(task, step.value)
    } catch (error) {
      this.#tasks = this.#tasks.filter(other => other !== task)
      task.reject(error)
    }
    const now = this.#clock.monotonic()
    const looked = lookedOf(tally) - lookedBefore
    if (rate > 0) task.restUntil = Math.max(task.restUntil, now - sliceMs) + (looked * 1000) / rate
    if (now - task.toldAt < progressMs) return
    task.toldAt = now
    const { files, directories } = tally
    const { mode, from } = task.request
    this.#tell({ walk: task.id, files, directories, place: mode === 'full' && from === '' ? tally.place() : null })
  }

  #send(task: Task): void {
    if (task.tally.waiting === 0) return
    this.#credits--
    const touched = task.tally.takeTouched().map(({ directory, names }) => ({ directory, names: names.join('/') }))
    this.#tell({ walk: task.id, touched })
  }

  #end(task: Task, end: WalkEnd): void {
    this.#tasks = this.#tasks.filter(other => other !== task)
    task.steps.return(end)
    task.resolve(task.tally.reportOf(task.request, end, this.#clock.monotonic() - task.startedAt))
  }

  #tell(event: WalkEvent): void {
    tellOwner(this.#port, event)
  }
}

/** What counts towards the rate. */
function lookedOf({ files, directories, passed }: Tally): number {
  return files + directories + passed
}

function isPrompt({ request }: Task): boolean {
  return request.prompt ?? request.from !== ''
}
