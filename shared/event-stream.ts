// Owns reading server-sent events from an answer's text, as far as the collector uses them, and the wait between two tries.
import type { Clock } from './clock.ts'

interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream; comments are skipped. */
export async function* eventsOf(text: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let rest = ''
  for await (const chunk of text) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = fieldOf(block, 'data')
      if (data !== undefined) yield { event: fieldOf(block, 'event') ?? 'message', data }
    }
  }
}

function fieldOf(block: string, name: string): string | undefined {
  const line = block.split('\n').find(candidate => candidate.startsWith(`${name}: `))
  return line?.slice(name.length + 2)
}

/** Resolves after the delay, or at once when the signal is aborted. */
export function pauseOrAbort(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const end = () => {
      timer.cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = clock.after(delayMs, end)
    signal.addEventListener('abort', end)
  })
}
