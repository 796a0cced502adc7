// Owns a program for tests that calls one function again and again in a thread, and tells after how many thousand calls V8's
// last compiler had taken it. Its first word says whether it is to be taken late. Wants --allow-natives-syntax, and
// --no-concurrent-recompilation so that the answer is the same each time.
import { runInThisContext } from 'node:vm'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { optimiseLate } from '../../bin/optimising.ts'

/** Words of V8 that no parser of TypeScript takes. */
const native = (text: string): ((...words: unknown[]) => number) => runInThisContext(`(${text})`)
/** src/runtime/runtime.h of V8, OptimizationStatus::kTurboFanned. */
const turbofanned = 1 << 6

function thousandsUntilTaken(): number {
  const statusOf = native('function (of) { return %GetOptimizationStatus(of) }')
  const called = native('function called(number, text) { return number * 2 + (text.length ^ number) }')
  const callOften = native('function (often) { for (let at = 0; at < 1000; at++) often(at, "abc") }')
  // Else the call would become part of the loop, and the function would not be called any more.
  native('function (of) { %NeverOptimizeFunction(of) }')(callOften)
  for (let thousands = 1; thousands <= 200; thousands++) {
    callOften(called)
    if ((statusOf(called) & turbofanned) !== 0) return thousands
  }
  return Number.POSITIVE_INFINITY
}

if (isMainThread) {
  if (process.argv[2] === 'late') optimiseLate()
  new Worker(new URL(import.meta.url)).once('message', (thousands: number) => process.stdout.write(`${thousands}`))
} else parentPort?.postMessage(thousandsUntilTaken())
